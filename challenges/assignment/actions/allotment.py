"""Allotments 派评方案: ask which expert shall review which proposal, look at the plan, change it, apply it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.assignment.actions import plan as plans
from challenges.assignment.actions.allotment_problem import problem_for
from challenges.assignment.actions.plan import Edit, error_of, solve, void
from challenges.assignment.models import Allotment
from challenges.assignment.queries.allotment import standings
from challenges.core.gate import Moment, Problem, Refused, moment, moving
from challenges.core.periods import day_of
from challenges.listing.models import Batch
from challenges.proposals.models import Proposal
from challenges.review.actions.panel_allot import allot
from challenges.review.models import Panel
from challenges.review.states.review import PanelState

__all__ = ["apply", "ask", "error_of", "revise", "solve", "solve_waiting", "void"]


def ask(batch: Batch, *, by: Acting, at: Moment, panels: Iterable[int] = (), cover: bool = False) -> Allotment:
    """The organiser asks who shall review what on panels of a batch whose experts have all answered.

    `panels` are ids; none means all that are ready. Several together may bridge: some seats go to experts of another
    panel, so that their scores can be compared. With `cover` the topics of each proposal are seen to. The plan is made
    in the background; nothing is changed until it is applied. Raises Refused when a panel is not ready, none is, or
    another plan is open.
    """
    wanted = set(panels)

    def choose(batch: Batch) -> Any:
        found = standings(batch, day_of(moment(at)))
        ready = [row.panel for row in found if row.ready and row.proposals]
        if wanted - {panel.pk for panel in ready}:
            words = _("只能为正在邀请、专家均已接受并设定了每份评审专家数的评审组派评。")
            raise Refused(words, code="panel_not_ready")
        if not ready:
            raise Refused(_("本批次没有可以派评的评审组。"), code="no_panels")
        return [panel for panel in ready if not wanted or panel.pk in wanted]

    return plans.begin(Allotment, batch, choose, by=by, at=at, seed_of=seed_before, cover=cover)


def seed_before(panels: Iterable[Any]) -> str:
    """Return the seed of the plan that was applied to all of these panels, so that a new one changes little."""
    applied = {panel.allotment for panel in panels}
    plan = applied.pop() if len(applied) == 1 else None
    return plan.seed if plan is not None else ""


def revise(
    allotment: Allotment,
    *,
    by: Acting,
    at: datetime,
    pins: Iterable[Edit] = (),
    bans: Iterable[Edit] = (),
    expected: int | None = None,
) -> Allotment:
    """The organiser changes the plan: experts who must or must not review a proposal, each with a reason.

    The edits given are all that hold from now on. What they do not touch stays nearly as it was.
    """

    def known(ids: set[int]) -> set[int]:
        own = Proposal.objects.filter(challenge__panels__in=allotment.panels, pk__in=ids)
        return set(own.values_list("pk", flat=True))

    subject = Problem("proposal", _("方案里没有这份申报书。"), "unknown_proposal")
    return plans.revise(allotment, by=by, at=at, pins=pins, bans=bans, subject=subject, known=known, expected=expected)


def solve_waiting(*, at: Moment) -> int:
    """Solve every allotment that is asked for; what the worker calls. Returns how many were solved or failed."""
    return plans.solve_waiting(Allotment, problem_for, at=at)


def apply(allotment: Allotment, *, by: Acting, at: datetime, expected: int | None = None) -> Allotment:
    """The organiser takes the plan: every panel of it at once, or none. Reviews begin when scoring does.

    Raises Refused while a seat of the plan is empty, and with the reason when it no longer fits what stands now: a
    panel that went on, an expert who left, a proposal that came, a new tie, a load that is full.
    """
    with moving(allotment, "apply", by=by, at=at, expected=expected) as move:
        missing = sum(row["missing"] for row in allotment.result["unfilled"])
        if missing:
            words = _("还有 %(n)d 席没有人可以评审，不能采用；请增加专家、调整每份专家数，或者放宽排除后重新求解。")
            raise Refused(words % {"n": missing}, code="seats_unfilled")
        rows = Panel.objects.filter(pk__in=allotment.panels).select_related("challenge__batch").order_by("pk")
        gone = [panel.name for panel in rows if panel.state != PanelState.INVITING]
        if gone:
            raise Refused(_("“%(name)s”已不在邀请阶段，请重新求解。") % {"name": gone[0]}, code="panel_moved_on")
        for panel in rows:
            allot(panel, by=by, at=move.at, allotment=allotment)
        move.facts |= {"panels": len(rows), "hash": allotment.result["input_hash"]}
    return allotment
