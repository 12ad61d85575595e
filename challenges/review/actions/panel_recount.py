"""A panel's periods counted anew when the holiday table changes."""

from datetime import datetime
from typing import Any

from challenges.core.gate import CLOCK
from challenges.core.periods import day_of
from challenges.core.recount import Change, counts, facts, plain
from challenges.review.models import Rejoinder
from notifications.events import record


@counts("panel", "due_at")
def panel(row: Any, found: Change, at: datetime) -> int:
    """Count a panel's period and those of the questions it asks firms; one that somebody extended by hand stays."""
    moved = 0 if row.extensions else plain(row, found, at)
    for asked in Rejoinder.objects.filter(panel=row, answered_at=None, due_at__gt=at).order_by("pk"):
        old, new = asked.due_at, found.counted(asked.due_at, day_of(asked.asked_at))
        if new != old:
            Rejoinder.objects.filter(pk=asked.pk).update(due_at=new)
            record("rejoinder.recounted", subject=asked, by=CLOCK, at=at, facts=facts(old, new))
            moved += 1
    return moved
