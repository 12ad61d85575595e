"""The periods of a contract counted anew when the holiday table changes: calendar days whose last was a holiday."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refused
from challenges.core.gate import CLOCK, moving
from challenges.core.recount import Change, counts, facts


@counts("contract", "due_at", "sign_by")
def contract(row: Any, found: Change, at: datetime) -> int:
    """Move the last moments of talks, signing and award that fall on a day which became a holiday."""
    if not moved_ends(row, found, at):
        return 0
    with moving(row, "recount", by=CLOCK, at=at) as move:
        ends = moved_ends(row, found, at)
        if not ends:
            raise Refused(_("期限已经改动。"), code="moved")
        for name, (_old, new) in ends.items():
            setattr(row, name, new)
        move.facts |= facts(*next(iter(ends.values()))) | {"what": list(ends), "number": row.number}
    return 1


def moved_ends(row: Any, found: Change, at: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return the old and the new end of each period that moves, by field."""
    ends = {}
    for name in ("due_at", "sign_by"):
        old = getattr(row, name)
        if old is not None and old > at and (new := found.rolled(old)) != old:
            ends[name] = (old, new)
    return ends
