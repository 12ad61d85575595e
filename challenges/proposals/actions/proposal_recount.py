"""The periods of a proposal counted anew when the holiday table changes: its cure, its complaint, the answer to it."""

from datetime import date, datetime
from typing import Any

from challenges.core.periods import day_of
from challenges.core.recount import Change, counts, each, started
from notifications.models import Event


@counts("proposal", "due_at", "complaint_until")
def proposal(row: Any, found: Change, at: datetime) -> int:
    """Count anew the firm's days to cure or to complain, and the organiser's days to decide a complaint."""
    return each(row, found, at, starts)


def starts(row: Any) -> dict[str, date]:
    """Return the days on which the step and the time to complain began; a complaint's answer begins with it."""
    came = started(row)
    complained = Event.objects.filter(noun=row.noun, subject_id=row.pk, name="proposal.complained").order_by("-at")
    asked = complained.values_list("at", flat=True).first()
    return {"complaint_until": came, "due_at": max(came, day_of(asked)) if asked else came}
