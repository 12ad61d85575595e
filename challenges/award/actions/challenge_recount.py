"""The periods of a challenge counted anew when the holiday table changes: its step, its publicity, its feedback."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refused
from challenges.award.actions.publicity import post_again
from challenges.award.models import Award
from challenges.award.queries.result import publicity_of
from challenges.core.gate import CLOCK, moving
from challenges.core.recount import DAY, Change, counts, facts, started
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState
from notifications.models import Event

# Counted in calendar days, only the last one on a holiday moves on.
ROLLED = frozenset({ChallengeState.DRAFT, ChallengeState.AWARDED})


@counts("challenge", "due_at", "publicity_ends_at", "feedback_due_at")
def challenge(row: Any, found: Change, at: datetime) -> int:
    """Count the periods of a challenge: its step, its publicity (with a new notice) and its feedback."""
    if not moved_ends(row, found, at):
        return 0
    with moving(row, "recount", by=CLOCK, at=at) as move:
        # Read again under the lock: somebody may have moved one since.
        ends = moved_ends(row, found, at)
        if not ends:
            raise Refused(_("期限已经改动。"), code="moved")
        for name, (_old, new) in ends.items():
            setattr(row, name, new)
        if "due_at" in ends:
            row.proposals.filter(state=ProposalState.OPENED).update(due_at=row.due_at)
            if row.state == ChallengeState.AWARDED:
                Award.objects.filter(challenge=row).update(sign_by=row.due_at)
        if "publicity_ends_at" in ends:
            post_again(row, by=CLOCK, at=at)
        if "feedback_due_at" in ends:
            row.feedback_at = row.feedback_due_at
        move.facts |= facts(*next(iter(ends.values()))) | {"what": list(ends)}
    return 1


def moved_ends(row: Any, found: Change, at: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return the old and the new end of each period of a challenge that moves, by field."""
    return {name: (old, new) for name, old, new in periods(row, found, at) if new != old}


def periods(row: Any, found: Change, at: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield (field, old end, new end) of the periods of a challenge that were counted, and not set by hand."""
    publicity = publicity_of(row)
    starts = publicity.publicity_starts_on if publicity is not None else None
    if row.publicity_ends_at and row.publicity_ends_at > at and publicity is not None and starts is not None:
        first = starts - (DAY if publicity.facts.get("counts_first") else DAY * 0)
        yield "publicity_ends_at", row.publicity_ends_at, found.counted(row.publicity_ends_at, first)
    if row.due_at and row.due_at > at and not extended(row):
        rolled = row.state in ROLLED
        yield "due_at", row.due_at, found.rolled(row.due_at) if rolled else found.counted(row.due_at, started(row))
    given = row.feedback_due_at
    if given and given > at and starts is not None and not set_by_hand(row):
        yield "feedback_due_at", given, found.counted(given, starts)


def extended(row: Any) -> bool:
    """Whether the challenge is in its review, and the organiser named a new last moment for the panel."""
    return bool(row.state == ChallengeState.EXPERT_REVIEW and row.panels.filter(extensions__gt=0).exists())


def set_by_hand(row: Any) -> bool:
    """Whether the organiser named the moment of the feedback, for this challenge or for its batch."""
    named = Event.objects.filter(noun="challenge", subject_id=row.pk, name="challenge.feedback_set").exists()
    return named or row.batch.feedback_at == row.feedback_at
