"""The service record 服务记录 of an expert: who asked, for which panel, what they handed in, and why they declined."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from challenges.review.access.review import service_visible_to
from challenges.review.models import Seat
from challenges.review.states.review import ReviewState

PAGE = 30
IN = (ReviewState.SUBMITTED, ReviewState.LOCKED)


@dataclass(frozen=True)
class Service:
    """One seat as its expert may take it along: no firm and no mark, only what they did themselves."""

    seat: Seat
    organiser: str
    panel: str
    challenge: str
    invited_at: datetime | None
    until: datetime | None
    handed_in: int
    decline_reason: str
    decline_text: str


@dataclass(frozen=True)
class Sum:
    """A whole record in numbers."""

    invited: int
    accepted: int
    handed_in: int


def services(viewer, *, before: int | None = None, size: int | None = PAGE) -> tuple[list[Service], int | None]:
    """Return the caller's seats, newest first, older than the row `before`, and where the next page begins or None.

    `size` None gives all of them, for the file.
    """
    rows = service_visible_to(viewer).select_related("panel__challenge__organiser").order_by("-pk")
    rows = rows.annotate(done=Count("reviews", filter=Q(reviews__state__in=IN)))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1] if size else rows)
    shown = found[:size] if size else found
    following = shown[-1].pk if len(found) > len(shown) else None
    return [service(row) for row in shown], following


def service(seat: Seat) -> Service:
    """Return one seat of the record."""
    challenge = seat.panel.challenge
    return Service(
        seat=seat,
        organiser=challenge.organiser.name,
        panel=seat.panel.name,
        challenge=challenge.title,
        invited_at=seat.invited_at,
        until=seat.panel.locked_at or seat.panel.due_at,
        handed_in=seat.done,
        decline_reason=seat.decline_reason,
        decline_text=seat.decline_text,
    )


def summed(viewer) -> Sum:
    """Return how often the caller was asked, how often they sat, and how many reviews they handed in."""
    found = service_visible_to(viewer).aggregate(
        invited=Count("pk", distinct=True),
        accepted=Count("pk", filter=Q(state="accepted"), distinct=True),
        handed_in=Count("reviews", filter=Q(reviews__state__in=IN)),
    )
    return Sum(**found)
