"""Feedback 评审反馈: what an applicant learns of their review, from the one moment that holds for all, not before."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from django.db.models import F
from django.utils.crypto import salted_hmac

from challenges.core.relation import WATCHERS
from challenges.proposals.states import JOINED, WON, ProposalState
from challenges.review.access.review import AFTER_PROPOSED
from challenges.review.models import Criterion, Rejoinder, Result, Review
from challenges.review.queries.review_sheet import named
from challenges.review.states.review import ReviewState, SeatState
from notifications.clock import day_of

FEWEST = 5


@dataclass(frozen=True)
class Part:
    """One criterion, or the whole: the proposal's mean, the experts' marks in order, and where all proposals lie.

    `spread` is the lowest, the middle and the highest mean of all proposals; with so few that it would tell one firm
    another's mark it is None. The whole has no weight.
    """

    name: str
    weight: int | None
    mean: Decimal
    marks: tuple[Decimal, ...]
    spread: tuple[Decimal, Decimal, Decimal] | None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Veto:
    """A veto item that ruled the proposal out, and what was written to it."""

    name: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """The whole feedback to one applicant; no name of an expert and no other firm's result is in it.

    `outcome` says what decided: selected, reserve, vetoed, below_line or disqualified. A disqualified proposal was not
    reviewed: then there is no `result`, and `reasons` says why, each a code with a note. `rank` is None where the
    rules keep it back.
    """

    outcome: str
    result: Result | None = None
    rank: int | None = None
    of: int = 0
    line: Decimal | None = None
    whole: Part | None = None
    parts: tuple[Part, ...] = ()
    comments: tuple[str, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    rejoinders: tuple[Rejoinder, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """Return the experts' totals in order, without names."""
        return self.whole.marks if self.whole else ()


def feedback_for(viewer, proposal, *, at: datetime) -> Feedback | None:
    """Return the feedback on a proposal, or None for those who may not read it (yet).

    The firms of the proposal read it from the challenge's `feedback_at` on, whether or not they were told already; the
    organiser's people once the scores are locked.
    """
    if not may_read(viewer, proposal, at):
        return None
    if proposal.state == ProposalState.DISQUALIFIED:
        return Feedback(
            outcome="disqualified", reasons=tuple((row["code"], row["note"]) for row in proposal.check_reasons)
        )
    result = (
        Result.objects.filter(proposal=proposal)
        .select_related("panel__rubric", "panel__challenge", "proposal__organisation")
        .order_by("-round")
        .first()
    )
    if result is None or result.round != result.panel.round:
        return None
    criteria = list(result.panel.rubric.criteria.all())
    reviews = list(
        Review.objects.filter(
            seat__panel=result.panel, seat__state=SeatState.ACCEPTED, proposal=proposal, state=ReviewState.LOCKED
        ).prefetch_related("scores")
    )
    reviews.sort(key=lambda review: mixed("review", review.pk))
    all_of_them = list(result.panel.results.filter(round=result.round))
    means = [row.breakdown["criteria"] for row in all_of_them]
    rules = proposal.challenge.rules_on(day_of(at))
    return Feedback(
        outcome=outcome(proposal, result),
        result=result,
        rank=result.rank if rules["feedback_rank"] and not result.vetoed else None,
        of=len(means),
        line=Decimal(str(proposal.challenge.rules_on(day_of(result.panel.locked_at or at))["passing_line"])),
        whole=whole(result, all_of_them),
        parts=tuple(part(criterion, reviews, means, result) for criterion in criteria if criterion.weight),
        comments=tuple(review.comment for review in reviews if review.comment),
        vetoes=tuple(filter(None, (veto(criterion, reviews) for criterion in criteria))) if result.vetoed else (),
        rejoinders=tuple(Rejoinder.objects.filter(panel=result.panel, proposal=proposal)),
    )


def may_read(viewer, proposal, at: datetime) -> bool:
    """Return True when this viewer may read the feedback on this proposal at this moment."""
    if not viewer.organisation_id:
        return False
    challenge = proposal.challenge
    if viewer.organisation_id == challenge.organiser_id:
        return viewer.kind == "organiser" and bool(viewer.roles & set(WATCHERS))
    if challenge.state not in AFTER_PROPOSED[1:] or challenge.feedback_at is None or at < challenge.feedback_at:
        return False
    if proposal.state == ProposalState.WITHDRAWN:
        return False
    own = viewer.organisation_id == proposal.organisation_id
    return own or proposal.members.filter(organisation_id=viewer.organisation_id, state__in=JOINED).exists()


def stands(viewer, proposal, at: datetime) -> bool:
    """Return True when there is feedback for this viewer to read: it is what `feedback_for` would give them."""
    if not may_read(viewer, proposal, at):
        return False
    results = Result.objects.filter(proposal=proposal, round=F("panel__round"))
    return proposal.state == ProposalState.DISQUALIFIED or results.exists()


def outcome(proposal, result: Result) -> str:
    """Return what became of a reviewed proposal and what decided it."""
    if result.vetoed:
        return "vetoed"
    if not result.passed:
        return "below_line"
    taken = proposal.state in (ProposalState.PROPOSED, ProposalState.PASSED_OVER) or proposal.state in WON
    return "selected" if taken else "reserve"


def mixed(*what) -> str:
    """Return a key that nobody outside can foresee, so that the order of the comments betrays no expert."""
    return salted_hmac("feedback", ":".join(map(str, what))).hexdigest()


def whole(result: Result, all_of_them: list[Result]) -> Part:
    """Return the score of the proposal among the scores of all."""
    return Part(
        name="",
        weight=None,
        mean=result.score,
        marks=tuple(Decimal(total) for total in result.breakdown["totals"]),
        spread=spread(sorted(row.score for row in all_of_them)),
    )


def part(criterion: Criterion, reviews: list, means: list[dict], result: Result) -> Part:
    """Return one criterion of the feedback; its comments in an order of their own."""
    key = str(criterion.pk)
    rows = [score for review in reviews for score in review.scores.all() if score.criterion_id == criterion.pk]
    return Part(
        name=named(criterion),
        weight=criterion.weight,
        mean=Decimal(result.breakdown["criteria"][key]),
        marks=tuple(sorted(row.value for row in rows if row.value is not None)),
        spread=spread(sorted(Decimal(row[key]) for row in means)),
        comments=remarks(rows),
    )


def remarks(rows) -> tuple[str, ...]:
    """Return what was written to one criterion, mixed."""
    return tuple(row.comment for row in sorted(rows, key=lambda row: mixed("score", row.pk)) if row.comment)


def veto(criterion: Criterion, reviews: list) -> Veto | None:
    """Return a veto item that somebody ticked, with what was written to it; None for any other criterion."""
    scores = [score for review in reviews for score in review.scores.all() if score.vetoed]
    rows = [score for score in scores if score.criterion_id == criterion.pk]
    return Veto(named(criterion), remarks(rows)) if rows else None


def spread(means: list[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return the lowest, middle and highest of sorted means, or None when there are too few to hide in."""
    if len(means) < FEWEST:
        return None
    return means[0], median(means), means[-1]
