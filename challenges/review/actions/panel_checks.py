"""What a panel 评审组 must have before it may go on; everything that is missing is said in words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from challenges.core.gate import Invalid, Problem, Refused
from challenges.core.periods import day_of
from challenges.experts.models import Conflict
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.access.composition import shortfalls
from challenges.proposals.models import Proposal
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Review
from challenges.review.states.review import UNFINISHED, PanelState, SeatState
from challenges.review.states.trial import TrialState


def require_complete(panel: Panel, states: Any, at: datetime) -> None:
    """Refuse a panel that lacks something, with every shortfall in words. Source: the rules in force today."""
    seats = list(panel.seats.filter(state__in=states))
    problems = shortfalls(seats, panel.challenge.rules_on(day_of(at)))
    if problems:
        raise Invalid(problems)


def require_settled(panel: Panel) -> None:
    """Refuse while somebody has not answered, or a tie that was found waits for the organiser's decision.

    Ties of experts of another panel do not count: they are given no proposal to which anything ties them.
    """
    waiting = panel.seats.filter(state__in=(SeatState.PICKED, SeatState.INVITED)).count()
    if waiting:
        raise Refused(_("还有 %(count)d 位专家没有答复邀请。") % {"count": waiting}, code="invitations_open")
    accepted = panel.seats.filter(state=SeatState.ACCEPTED, bridging=False).values("expert")
    open_ties = Conflict.objects.filter(
        challenge=panel.challenge, expert__in=accepted, status=Conflict.Status.POTENTIAL
    ).count()
    if open_ties:
        raise Refused(_("还有 %(count)d 条回避线索没有核定。") % {"count": open_ties}, code="conflicts_open")


def require_no_trial(panel: Panel) -> None:
    """Refuse while a calibration round of this panel is open: what it shows is talked over before scoring begins."""
    if panel.trials.filter(state=TrialState.OPEN).exists():
        raise Refused(_("本组的试评还没有结束。请先结束或作废试评，再开始评分。"), code="trial_open")


def require_in_review(panel: Panel) -> None:
    """Refuse what changes scores once the challenge has left its review."""
    if panel.challenge.state != ChallengeState.EXPERT_REVIEW:
        raise Refused(_("只有在专家评审阶段才能重新评分。"), code="not_in_review")


def require_majority(challenge: Challenge, rows: list[Review], least: int) -> None:
    """Refuse, naming each proposal, when conflicts leave it with too few experts."""
    problems = []
    words = _("“%(firm)s”的申报书只有 %(count)d 位专家评审，至少需要 %(least)d 位。")
    for proposal in Proposal.objects.filter(challenge=challenge, state=ProposalState.QUALIFIED).select_related(
        "organisation"
    ):
        count = sum(row.proposal_id == proposal.pk for row in rows)
        if count < least:
            facts = {"firm": proposal.organisation.name, "count": count, "least": least}
            problems.append(Problem("seats", words % facts, "too_few_reviews"))
    if problems:
        raise Invalid(problems)


def require_all_in(panel: Panel) -> None:
    """Refuse while a review is missing, and say whose."""
    missing = (
        Review.objects.filter(
            seat__panel=panel,
            seat__state=SeatState.ACCEPTED,
            proposal__state=ProposalState.QUALIFIED,
            state__in=UNFINISHED,
        )
        .order_by("seat__order")
        .values_list("seat__expert__name", flat=True)
    )
    names = list(dict.fromkeys(missing))
    if names:
        words = _("还有 %(count)d 位专家没有交齐评审：%(names)s。")
        raise Refused(words % {"count": len(names), "names": "、".join(names)}, code="reviews_missing")


def require_discussed(panel: Panel, wide: list, limit: Any) -> None:
    """Refuse to lock before a discussion in which somebody spoke about each proposal on which the experts part."""
    if wide and panel.state != PanelState.DISCUSSION:
        words = _("有 %(count)d 份申报书的专家评分标准差超过 %(limit)s，须先合议。")
        raise Refused(words % {"count": len(wide), "limit": limit}, code="discussion_needed")
    said = panel.statements.filter(round=panel.round, proposal__in=wide).values_list("proposal_id", flat=True)
    if silent := len(set(wide) - set(said)):
        words = _("有 %(count)d 份须合议的申报书还没有人发言，每一份至少要有一条发言。")
        raise Refused(words % {"count": silent}, code="statement_needed")
