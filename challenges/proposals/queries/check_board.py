"""The proposals of a call whose eligibility is checked now: who looked at each, and who is next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from challenges.core.access.job import reads
from challenges.core.queries import board
from challenges.core.queries.keyset import mark
from challenges.proposals.access.proposal import visible_to
from challenges.proposals.states import ProposalState

PAGE = 50
TURNS = ("first", "second")


@dataclass(frozen=True)
class Filters(board.Filters):
    """Whose turn it is."""

    choices = {"turn": TURNS}

    turn: str = "first"


@dataclass(frozen=True)
class Row:
    """One proposal that is opened and has no result yet; `checker` is None while nobody has looked at it."""

    id: int
    firm: str
    receipt_number: str | None
    challenge_id: int
    challenge: str
    number: str | None
    due_at: datetime | None
    checker_id: int | None
    checker: str | None
    result: str


COLUMNS = (
    *("id", "organisation__name", "receipt_number", "challenge_id", "challenge__title", "challenge__number", "due_at"),
    *("checked_by_id", "checked_by__name", "check_result"),
)


def opened(viewer: Any, batch: Any) -> Any:
    """Return the proposals of a call that wait for a result, as this viewer sees them."""
    return visible_to(viewer).filter(challenge__batch=batch, state=ProposalState.OPENED)


def page(viewer: Any, batch: Any, filters: Filters, size: int = PAGE) -> tuple[list[Row], str]:
    """Return one page of those that wait for the first or the second person, and where the next begins; one query.

    Raises UnknownFilter for a forged page mark.
    """
    rows = opened(viewer, batch).filter(checked_by__isnull=filters.turn == "first")
    rows = filters.behind(rows, "challenge_id", int)
    asked = rows.values_list(*COLUMNS)[: size + 1]
    found = [Row(*values) for values in asked]
    following = mark(found[size - 1].challenge_id, found[size - 1].id) if len(found) > size else ""
    return found[:size], following


def tally(viewer: Any, batch: Any) -> dict[str, int]:
    """Return how many wait for the first person and how many for the second, in one query."""
    first = list(opened(viewer, batch).order_by().values_list("checked_by_id", flat=True))
    return {"first": sum(one is None for one in first), "second": sum(one is not None for one in first)}


def meant(viewer: Any, batch: Any, *, picks: list, **_unused: Any) -> list[int]:
    """Return the ids of the proposals of the call that are picked, whatever their state; no pick means nobody."""
    rows = visible_to(viewer).filter(challenge__batch=batch, pk__in=picks)
    return list(rows.values_list("id", flat=True)) if picks else []


BOARD = board.JobBoard("checks", Filters, reads, meant=meant)
