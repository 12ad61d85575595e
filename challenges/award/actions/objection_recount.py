"""The periods of an objection counted anew when the holiday table changes: what the organiser owes, and the review."""

from datetime import date, datetime
from typing import Any

from challenges.core.periods import day_of
from challenges.core.recount import Change, counts, each, started


@counts("objection", "due_at", "review_until")
def objection(row: Any, found: Change, at: datetime) -> int:
    """Count an objection's step anew, and once it is concluded the days in which its objector may ask for a review."""
    return each(row, found, at, starts)


def starts(row: Any) -> dict[str, date]:
    """Return the days on which the step and the time to ask for a review began."""
    return {"due_at": started(row)} | ({"review_until": day_of(row.decided_at)} if row.decided_at else {})


@counts("inquiry", "due_at")
def inquiry(row: Any, found: Change, at: datetime) -> int:
    """Count the time to answer an inquiry anew."""
    return each(row, found, at, lambda one: {"due_at": day_of(one.asked_at)})
