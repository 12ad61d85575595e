"""Scores that were changed after they had been handed in: before, after, why, and by which seat."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from challenges.core.relation import WATCHERS
from challenges.listing.states import WON
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.models import ScoreChange
from challenges.review.queries.review_sheet import named


@dataclass(frozen=True)
class Change:
    """One changed mark. `expert` is empty before the award: until then a change is told by the seat's number."""

    at: datetime
    round: int
    firm: str
    proposal_id: int
    criterion: str
    before: Decimal | None
    after: Decimal | None
    reason: str
    seat: int
    expert: str


def may_see(viewer, panel) -> bool:
    """Return True for the organiser's officers and supervisor, once the scores are locked."""
    return (
        viewer.kind == "organiser"
        and viewer.organisation_id == panel.challenge.organiser_id
        and bool(viewer.roles & set(WATCHERS))
        and panel.state in CLOSED_SCORES
    )


def changes_of(panel) -> list[Change]:
    """Return every changed mark of a panel, the first first, in one query."""
    awarded = panel.challenge.state in WON
    rows = ScoreChange.objects.filter(review__seat__panel=panel).select_related(
        "criterion", "review__seat__expert", "review__proposal__organisation"
    )
    return [
        Change(
            at=row.at,
            round=row.round,
            firm=row.review.proposal.organisation.name,
            proposal_id=row.review.proposal_id,
            criterion=named(row.criterion),
            before=row.before,
            after=row.after,
            reason=row.reason,
            seat=row.review.seat.order,
            expert=row.review.seat.expert.name if awarded else "",
        )
        for row in rows
    ]
