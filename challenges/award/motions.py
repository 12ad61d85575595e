"""Which acts of the award take two persons, and what whoever confirms one reads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.award.actions import choice
from challenges.core.motions import Act
from challenges.listing.motions import title
from challenges.proposals.models import Proposal


def slot_line(slot: int, name: str, reason: str) -> tuple[str, str]:
    """Return one slot of a choice in words."""
    return _("第 %(n)s 家") % {"n": slot}, f"{name}：{reason}" if reason else name


def anew(challenge, given: dict) -> list[tuple[str, str]]:
    """Return whom the lead firm had chosen, and whom it would choose."""
    chosen = challenge.choices.select_related("proposal__organisation").order_by("slot")
    wanted = Proposal.objects.filter(pk__in=[pick.proposal_id for pick in given["picks"]])
    named = {row.pk: row.organisation.name for row in wanted.select_related("organisation")}
    return [
        (_("原择定"), "、".join(row.proposal.organisation.name for row in chosen)),
        *(
            slot_line(slot, named.get(pick.proposal_id, ""), pick.reason)
            for slot, pick in enumerate(given["picks"], start=1)
        ),
        (_("结果"), _("已有的审定失效，重新提请审定。")),
    ]


ACTS = (
    Act(
        "challenge",
        "choose_anew",
        gettext_lazy("重新择定"),
        choice.choose_anew,
        anew,
        title,
        lambda challenge, by: challenge.lead_id,
        {"picks": lambda rows: [choice.Pick(**row) for row in rows]},
    ),
)
