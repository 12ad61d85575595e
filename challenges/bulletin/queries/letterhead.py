"""Whom an organiser's notices name, what is still missing there, and whose telephone it must not be."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.typed import phone
from challenges.bulletin.models import Letterhead, RedHead
from challenges.core.gate import Problem

NEEDED = ("contact_name", "contact_phone", "address", "supervision_phone", "nature")
LACKS = gettext_lazy("公告必须写明这一项，请填写。")


def letterhead_of(organisation_id: int) -> Letterhead | None:
    """Return what an organiser's notices carry, or None where it has said nothing yet."""
    return Letterhead.objects.filter(organisation_id=organisation_id).first()


def red_head_of(organisation_id: int) -> RedHead | None:
    """Return the red head to which an organiser is entitled now, or None."""
    return RedHead.objects.filter(organisation_id=organisation_id, ended_at=None).first()


def lacking(head: Letterhead | None) -> list[str]:
    """Return the labels of what is missing for a notice to be posted."""
    model: Any = Letterhead
    return [str(model._meta.get_field(name).verbose_name) for name in NEEDED if not getattr(head, name, "")]


def interested(typed: str, challenges: list[Any], field: str = "contact_phone") -> list[Problem]:
    """Return a problem where a telephone is that of a lead firm, its people or its contact: they are parties.

    In one query for as many challenges as there are.
    """
    given = phone.key(typed)
    if not given or not challenges:
        return []
    names = {challenge.lead_id: challenge.lead.name for challenge in challenges}
    numbers = [(row.lead_id, one) for row in challenges for one in (row.contact_phone, row.lead.contact_phone)]
    people = Membership.objects.active().filter(organisation_id__in=names).exclude(user__phone="")
    numbers += people.values_list("organisation_id", "user__phone")
    words = _("这是发榜方“%(name)s”的电话。公告上的联系电话应当是发布单位的，提出异议的人才能找到主管方。")
    for lead_id, number in numbers:
        if given & phone.key(number):
            return [Problem(field, words % {"name": names[lead_id]}, "interested")]
    return []
