"""The needs of a call in their formal check 形式审查: what each contains that decides, nearest limit first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.acting import Acting
from challenges.core.access.job import reads
from challenges.core.models.lifecycle import NEVER
from challenges.core.queries import board
from challenges.core.queries.keyset import mark
from challenges.listing.access.challenge import visible_to
from challenges.listing.models import Batch, Challenge
from challenges.listing.queries.need_check import Findings, findings
from challenges.listing.states import ChallengeState

PAGE = 50
ROUNDS = ("first", "again")


@dataclass(frozen=True)
class Filters(board.Filters):
    """Whether a need was handed in for the first time, or came back mended; an empty word asks for both."""

    choices = {"round": ROUNDS}

    round: str = ""


@dataclass(frozen=True)
class Row:
    """One need in its formal check, with what was found of it."""

    challenge: Challenge
    found: Findings

    @property
    def indicators(self) -> int:
        """Return how many indicators it has."""
        return len(self.challenge.indicators.all())

    @property
    def mandatory(self) -> int:
        """Return how many of them are mandatory 必达."""
        return sum(one.mandatory for one in self.challenge.indicators.all())


def waiting(viewer: Acting, batch: Batch) -> QuerySet[Challenge]:
    """Return the needs of a call in their formal check, as this viewer sees them."""
    rows = visible_to(viewer).filter(batch=batch, organiser_id=batch.organiser_id)
    return rows.filter(state=ChallengeState.FORMAL_CHECK)


def page(viewer: Acting, batch: Batch, filters: Filters, at: datetime, size: int = PAGE) -> tuple[list[Row], str]:
    """Return one page of the needs, and where the next begins; fifteen queries at most.

    Raises UnknownFilter for a forged page mark.
    """
    rows = waiting(viewer, batch).annotate(limit=Coalesce(F("due_at"), Value(NEVER)))
    if filters.round:
        rows = rows.filter(repair_rounds=0) if filters.round == "first" else rows.filter(repair_rounds__gt=0)
    rows = filters.behind(rows, "limit", datetime)
    asked = list(rows.select_related("batch", "lead")[: size + 1])
    following = mark(asked[size - 1].limit, asked[size - 1].pk) if len(asked) > size else ""
    found = findings(asked[:size], at)
    return [Row(challenge, found[challenge.pk]) for challenge in asked[:size]], following


def tally(viewer: Acting, batch: Batch) -> dict[str, int]:
    """Return how many needs there are in all, handed in for the first time, and mended; in one query."""
    rounds = list(waiting(viewer, batch).order_by().values_list("repair_rounds", flat=True))
    again = sum(one > 0 for one in rounds)
    return {"": len(rounds), "first": len(rounds) - again, "again": again}


def meant(viewer: Acting, batch: Batch, *, picks: list, **_unused: Any) -> list[int]:
    """Return the ids of the needs of the call that are picked, whatever their state; no pick means nobody."""
    rows = visible_to(viewer).filter(batch=batch, organiser_id=batch.organiser_id, pk__in=picks)
    return list(rows.values_list("id", flat=True)) if picks else []


BOARD = board.JobBoard("needs", Filters, reads, meant=meant)
