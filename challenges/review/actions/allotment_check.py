"""Whether an allotment 派评方案 still fits a panel as it stands now; what does not is said in words."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from challenges.core.gate import Refused
from challenges.core.periods import day_of
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Review
from challenges.review.queries.experts import people_of, rooms, ties
from challenges.review.states.review import SeatState


def pairs_on(allotment: Any, panel: Panel) -> list[tuple[int, int]]:
    """Return the pairs (expert, proposal) of the plan on the proposals of one panel."""
    own = {row["id"] for row in allotment.problem["proposals"] if row["panel"] == str(panel.pk)}
    return [(row["expert_id"], row["proposal_id"]) for row in allotment.result["pairs"] if row["proposal_id"] in own]


def misfit(allotment: Any, panel: Panel, at: datetime) -> str:
    """Return why the plan no longer fits this panel, in one sentence; nothing when it does. The panel is locked.

    Compared are the number of reviews, the proposals, who sits, every tie between an expert and their proposals, and
    every load: nothing of these may have changed to the worse since the plan was made.
    """
    wanted = {row["id"]: row["k"] for row in allotment.problem["proposals"] if row["panel"] == str(panel.pk)}
    qualified = set(panel.challenge.proposals.filter(state=ProposalState.QUALIFIED).values_list("pk", flat=True))
    if set(wanted.values()) - {panel.reviews_each}:
        return _("每份评审专家数已改为 %(n)s，与方案不同。") % {"n": panel.reviews_each or _("全部")}
    if qualified != set(wanted):
        return _("申报书有变化：方案里 %(old)d 份，现在合格的 %(new)d 份。") % {
            "old": len(wanted),
            "new": len(qualified),
        }
    pairs = pairs_on(allotment, panel)
    return seats_misfit(allotment, panel, pairs) or pairs_misfit(allotment, panel, pairs, day_of(at))


def seats_misfit(allotment: Any, panel: Panel, pairs: Any) -> str:
    """Return who left or came since, in one sentence."""
    home = set(panel.seats.filter(state=SeatState.ACCEPTED, bridging=False).values_list("expert_id", flat=True))
    planned = {
        row["id"] for row in allotment.problem["experts"] if str(panel.pk) in (row["panel"], *row.get("also", ()))
    }
    for words, changed in (
        (_("“%(name)s”已不在本组。"), planned - home),
        (_("“%(name)s”是方案之后加入本组的，还没有分到申报书。"), home - planned),
    ):
        if changed:
            return words % {"name": people_of(changed)[min(changed)]}
    guests = {expert for expert, _proposal in pairs} - home
    gone = guests - crossing(allotment, panel, guests)
    return _("“%(name)s”已不能跨组评审。") % {"name": people_of(gone)[min(gone)]} if gone else ""


def crossing(allotment: Any, panel: Panel, guests: set[int]) -> set[int]:
    """Return who of these may still review here as an expert of another panel: seated here so, or about to be."""
    here = dict(panel.seats.filter(expert__in=guests).values_list("expert_id", "state"))
    if panel.allotment_id == allotment.pk:
        return {expert for expert, state in here.items() if state == SeatState.ACCEPTED}
    able = set(
        panel.seats.model.objects.filter(
            panel__in=allotment.panels, expert__in=guests, state=SeatState.ACCEPTED, bridging=False, bridges=True
        ).values_list("expert_id", flat=True)
    )
    return {expert for expert in able if here.get(expert) in (None, SeatState.ACCEPTED, SeatState.REPLACED)}


def pairs_misfit(allotment: Any, panel: Panel, pairs: Any, today: date) -> str:
    """Return which expert is tied to a proposal they were to review, or would be given too many, in one sentence."""
    experts = {expert for expert, _proposal in pairs}
    tied = ties(panel.challenge, experts, today)
    for expert, proposal in pairs:
        if (expert, proposal) in tied or (expert, None) in tied:
            return _("“%(name)s”与方案分给他的申报书有回避线索。") % {"name": people_of({expert})[expert]}
    applied = panel.allotment_id == allotment.pk
    room = rooms(experts, panels=[panel.pk] if applied else allotment.panels)
    load: dict[int, int] = {}
    counted = pairs if applied else [(r["expert_id"], r["proposal_id"]) for r in allotment.result["pairs"]]
    for expert, _proposal in counted:
        load[expert] = load.get(expert, 0) + 1
    over = [expert for expert in experts if load[expert] > room[expert]]
    return _("“%(name)s”的评审份数将超过其上限。") % {"name": people_of(set(over))[min(over)]} if over else ""


def allotted(panel: Panel, at: datetime) -> list[Review]:
    """Return the new reviews of a panel as its applied allotment gives them.

    Raises Refused when none was applied, or when it no longer fits.
    """
    if panel.allotment is None:
        words = _("每份由 %(k)d 位专家评审，请先采用派评方案。")
        raise Refused(words % {"k": panel.reviews_each}, code="allotment_missing")
    why = misfit(panel.allotment, panel, at)
    if why:
        raise Refused(_("派评方案已不适用：%(why)s请重新求解。") % {"why": why}, code="allotment_unfit")
    seats = {seat.expert_id: seat for seat in panel.seats.filter(state=SeatState.ACCEPTED)}
    return [
        Review(seat=seats[expert], proposal_id=proposal, created_at=at, updated_at=at)
        for expert, proposal in pairs_on(panel.allotment, panel)
    ]
