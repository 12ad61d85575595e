"""Feedback 评审反馈: what an applicant learns of his review, on the day the publicity begins and not before."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from challenges.access.challenge import JOINED
from challenges.access.review import AFTER_PROPOSED, WATCHERS
from challenges.models import Criterion, Result, Review
from challenges.states.review import ReviewState, SeatState

from .review_sheet import named

FEWEST = 5


@dataclass(frozen=True)
class Part:
    """One criterion: the proposal's mean, the experts' marks in order, and where all proposals lie.

    `spread` is the lowest, the middle and the highest mean of all proposals; with so few that it would tell one firm
    another's mark it is None.
    """

    name: str
    weight: int
    mean: Decimal
    marks: tuple[Decimal, ...]
    spread: tuple[Decimal, Decimal, Decimal] | None
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """The whole feedback to one applicant; no name of an expert and no other firm's result is in it."""

    result: Result
    of: int
    parts: tuple[Part, ...]
    comments: tuple[str, ...]
    totals: tuple[Decimal, ...]


def feedback_for(viewer, proposal) -> Feedback | None:
    """Return the feedback on a proposal, or None for those who may not read it (yet).

    The firms of the proposal read it from the publicity on; the organiser's people once the scores are locked.
    """
    if not may_read(viewer, proposal):
        return None
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
    reviews.sort(key=shuffled)
    means = [row.breakdown["criteria"] for row in result.panel.results.filter(round=result.round)]
    return Feedback(
        result=result,
        of=len(means),
        parts=tuple(part(criterion, reviews, means, result) for criterion in criteria if criterion.weight),
        comments=tuple(review.comment for review in reviews if review.comment),
        totals=tuple(Decimal(total) for total in result.breakdown["totals"]),
    )


def may_read(viewer, proposal) -> bool:
    """Return True when this viewer may read the feedback on this proposal now."""
    if not viewer.organisation_id:
        return False
    if viewer.organisation_id == proposal.challenge.organiser_id:
        return viewer.kind == "organiser" and bool(viewer.roles & set(WATCHERS))
    if proposal.challenge.state not in AFTER_PROPOSED[1:]:
        return False
    own = viewer.organisation_id == proposal.organisation_id
    return own or proposal.members.filter(organisation_id=viewer.organisation_id, state__in=JOINED).exists()


def shuffled(review) -> str:
    """Return a key that mixes the reviews of a proposal, so that the order of the comments betrays no expert."""
    return hashlib.sha256(f"{review.proposal_id}:{review.pk}".encode()).hexdigest()


def part(criterion: Criterion, reviews: list, means: list[dict], result: Result) -> Part:
    """Return one criterion of the feedback."""
    key = str(criterion.pk)
    rows = [score for review in reviews for score in review.scores.all() if score.criterion_id == criterion.pk]
    return Part(
        name=named(criterion),
        weight=criterion.weight,
        mean=Decimal(result.breakdown["criteria"][key]),
        marks=tuple(sorted(row.value for row in rows if row.value is not None)),
        spread=spread(sorted(Decimal(row[key]) for row in means)),
        comments=tuple(row.comment for row in rows if row.comment),
    )


def spread(means: list[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return the lowest, middle and highest of sorted means, or None when there are too few to hide in."""
    if len(means) < FEWEST:
        return None
    return means[0], median(means), means[-1]
