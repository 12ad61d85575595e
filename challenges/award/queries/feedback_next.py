"""What an applicant may do after the feedback: object until when, and which open challenges fit the firm."""

from datetime import datetime

from challenges.listing.access.challenge import visible_to
from challenges.listing.models import Challenge
from challenges.listing.states import OPEN, ChallengeState
from challenges.proposals.queries import hall_fit

# The first three digits of a code of GB/T 13745 name the discipline.
DISCIPLINE = 3
LOOKED_AT = 30
SHOWN = 5


def objection_until(challenge, at: datetime) -> datetime | None:
    """Return the last moment for an objection, or None when none can be filed now."""
    if challenge.state not in (ChallengeState.PUBLICITY, ChallengeState.OBJECTION):
        return None
    ends = challenge.publicity_ends_at
    return ends if ends is not None and at <= ends else None


def fitting(viewer, challenge, at: datetime) -> list[Challenge]:
    """Return open challenges of the same discipline for which this firm is eligible and has not applied.

    The earliest deadline first; the very same field before its neighbours. Four queries, however many there are.
    None for a firm that switched the matching off.
    """
    if not hall_fit.matches(viewer):
        return []
    rows = list(
        visible_to(viewer)
        .filter(state__in=OPEN, closes_at__gte=at, field_code__startswith=challenge.field_code[:DISCIPLINE])
        .exclude(pk=challenge.pk)
        .select_related("lead")
        .only("state", "number", "title", "title_en", "closes_at", "field_code", "lead__name", "lead__name_en")
        .order_by("closes_at", "id")[:LOOKED_AT]
    )
    fits = hall_fit.fits(viewer, rows, hall_fit.refused(viewer, at) if rows else [])
    found = [row for row in rows if row.pk in fits and not fits[row.pk].failed and not fits[row.pk].proposal_state]
    return sorted(found, key=lambda row: row.field_code != challenge.field_code)[:SHOWN]
