"""Why an account cannot be deleted now: what runs and needs this very person, in sentences that say what to do."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import acting_as
from accounts.actions.leaving import keep_a_signer
from accounts.actions.membership import keep_a_manager
from accounts.errors import Refused
from accounts.models import Membership, User
from challenges.award.models import Objection
from challenges.award.states.objection import OPEN_OBJECTION
from challenges.proposals.models import Proposal
from challenges.proposals.states import ENDED, HANDED_IN
from challenges.review.models import Seat
from challenges.review.states.review import SEATED, PanelState

RUNNING = (PanelState.INVITING, PanelState.SCORING, PanelState.DISCUSSION)


def needed(user: User, at: datetime) -> list[str]:
    """Return what stands against deleting this person's account now; empty when nothing does."""
    found = []
    if user.is_operator:
        found.append(_("您是平台运营人员，须先由运营单位结束这一身份。"))
    members = list(Membership.objects.active().filter(user=user).select_related("organisation", "user").order_by("pk"))
    for membership in members:
        found += [f"{membership.organisation.name}{_('：')}{why}" for why in kept_back(membership, at)]
    found += [
        _("《%(title)s》的申报或合同还在办理，由您负责。请先退出单位并交接，再提出删除。") % {"title": title}
        for title in running(user, [membership.organisation_id for membership in members])
    ]
    seats = Seat.objects.filter(expert=user, state__in=SEATED, panel__state__in=RUNNING)
    found += [
        _("《%(title)s》的评审还在进行，您是评审专家。请完成评审，或者谢绝、申请回避。") % {"title": title}
        for title in seats.order_by("pk").values_list("panel__challenge__title", flat=True)
    ]
    if number := Objection.objects.filter(filed_by=user, state__in=OPEN_OBJECTION).count():
        found.append(_("您提出的 %(n)s 件异议还没有办结。请等待办结，或先撤回。") % {"n": number})
    return found


def kept_back(membership: Membership, at: datetime) -> list[str]:
    """Return why this member cannot leave their organisation now."""
    found = []
    for ask in (
        lambda: keep_a_manager(membership.organisation, membership),
        lambda: keep_a_signer(membership.organisation, membership, at),
    ):
        try:
            ask()
        except Refused as refused:
            found.append(str(refused))
    return found


def running(user: User, organisations: list[int]) -> list[str]:
    """Return the titles of what the person's own firms have under way with this person as leader or submitter."""
    rows = Proposal.objects.filter(organisation__in=organisations, state__in=HANDED_IN - ENDED)
    mine = rows.filter(submitted_by=user) | (rows.filter(project_leader=user.name) if user.name else rows.none())
    return list(mine.order_by("pk").values_list("challenge__title", flat=True))


def leavers(user: User, at: datetime) -> list[tuple]:
    """Return (membership, who acts) for everything the person still belongs to."""
    rows = Membership.objects.active().filter(user=user).select_related("organisation", "user").order_by("pk")
    return [(row, acting_as(user, row.organisation_id, at=at)) for row in rows]
