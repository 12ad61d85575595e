"""Which ends of periods may still move, because they were counted into a year whose holidays are not announced."""

from challenges.core.models import Holiday
from notifications.clock import day_of

# What a period is called where it is shown: `due_at` of everything that is counted, the last moment of a publicity.
ENDS = ("due_at", "publicity_ends_at")


def provisional(shown: dict) -> list[str]:
    """Return the names of those of the ends shown that are provisional; the table is read only when there are any."""
    ends = {name: shown[name] for name in ENDS if shown.get(name)}
    if not ends:
        return []
    calendar = Holiday.objects.calendar()
    return [name for name, end in ends.items() if calendar.is_provisional(day_of(end))]
