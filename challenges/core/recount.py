"""Periods counted anew when the holiday table changes: the same number of working days, on the days as they are now.

A period is told to people as provisional while it ends in a year whose holidays are not announced. Once they are, its
end moves to where the working days lead, and those concerned are told. It never moves forward: what somebody may have
relied on stays open.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Refused
from challenges.core.gate import CLOCK, moving
from challenges.core.models.calendar import Calendar
from challenges.core.noun import NOUNS, Noun
from challenges.core.periods import day_of
from notifications.clock import SHANGHAI, local
from notifications.models import Event

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
# How the periods of a noun are counted anew where it is not `plain`, and which fields hold their ends.
MOVES: dict[str, tuple[Callable, tuple[str, ...]]] = {}


def counts(noun: str, *fields: str) -> Callable:
    """Declare that this function counts the periods of a noun's rows anew; `fields` hold their ends.

    It is called with a row, the `Change` of the table and the moment, and returns how many rows moved.
    """

    def add(function: Callable) -> Callable:
        MOVES[noun] = function, fields
        return function

    return add


@dataclass(frozen=True)
class Change:
    """The holiday table before and after, from the first day on which they differ."""

    old: Calendar
    new: Calendar
    first: date

    def counted(self, moment: datetime, started: date) -> datetime:
        """Return the last moment of the same number of working days since `started`; the hour stays."""
        day = day_of(moment)
        base = max(self.first - DAY, started)
        return self.later(moment, self.new.add(base, self.old.between(base, day)))

    def rolled(self, moment: datetime) -> datetime:
        """Return the last moment of a period in calendar days: on a working day, or on the next one."""
        return self.later(moment, self.new.roll(day_of(moment)))

    def later(self, moment: datetime, day: date) -> datetime:
        """Return the same hour on a later day; the moment itself when the day is none."""
        return datetime.combine(max(day, day_of(moment)), local(moment).timetz(), SHANGHAI)


def change(old: Calendar, new: Calendar) -> Change | None:
    """Return how two holiday tables differ, or None when offices work on the same days by both."""
    days = sorted(set(old.exceptions) | set(new.exceptions))
    first = next((day for day in days if old.is_working(day) != new.is_working(day)), None)
    return Change(old, new, first) if first else None


def recount(old: Calendar, new: Calendar, *, at: datetime) -> int:
    """Move every running period that the new table makes longer, and tell; returns how many rows moved.

    Must run in the transaction that changes the table. A row that fails is logged and stays as it is; it does not hold
    up the others.
    """
    found = change(old, new)
    moved = 0
    if found is None:
        return moved
    for noun in NOUNS.values():
        if "recount" not in noun.table.by_verb:
            continue
        count, fields = MOVES.get(noun.name, (plain, ("due_at",)))
        for row in running(noun, fields, found, at):
            try:
                with transaction.atomic():
                    moved += count(row, found, at)
            except Refused:
                continue
            except Exception:
                log.exception("%s %s keeps its old period", noun.name, row.pk)
    return moved


def running(noun: Noun, fields: tuple[str, ...], found: Change, at: datetime) -> list:
    """Return the rows of a noun with a period that runs now and ends no earlier than the first day that differs."""
    until = max(at, datetime.combine(found.first, datetime.min.time(), SHANGHAI))
    rows = noun.model.objects.filter(state__in=noun.table.step("recount").sources)
    due = rows.none()
    for field in fields:
        due |= rows.filter(**{f"{field}__gte": until})
    return list(due.order_by("pk"))


def started(row: Any) -> date:
    """Return the day on which a row came into the state it is in."""
    moves = Event.objects.filter(noun=row.noun, subject_id=row.pk, facts__to=row.state)
    last = moves.order_by("-at").values_list("at", flat=True).first()
    return day_of(last or row.created_at)


def facts(old: datetime, new: datetime) -> dict:
    """Return what is told of a period that moved."""
    return {"old": old.isoformat(), "new": new.isoformat(), "year": day_of(new).year}


def plain(row: Any, found: Change, at: datetime) -> int:
    """Count the one period of a row anew."""
    if found.counted(row.due_at, started(row)) == row.due_at:
        return 0
    with moving(row, "recount", by=CLOCK, at=at) as move:
        # Read again under the lock: somebody may have moved it since.
        old, row.due_at = row.due_at, found.counted(row.due_at, started(row))
        move.facts |= facts(old, row.due_at)
    return 1


def each(row: Any, found: Change, at: datetime, starts: Callable[[Any], dict[str, date]]) -> int:
    """Count several periods of a row anew; `starts(row)` returns, by field, the day on which each that runs began."""
    if not moved_of(row, found, at, starts):
        return 0
    with moving(row, "recount", by=CLOCK, at=at) as move:
        # Read again under the lock: somebody may have moved one since.
        ends = moved_of(row, found, at, starts)
        if not ends:
            raise Refused(_("期限已经改动。"), code="moved")
        for name, (_old, new) in ends.items():
            setattr(row, name, new)
        move.facts |= facts(*next(iter(ends.values()))) | {"what": list(ends)}
    return 1


def moved_of(row: Any, found: Change, at: datetime, starts: Callable[[Any], dict[str, date]]) -> dict:
    """Return the old and the new end of each running period of a row that moves, by field."""
    ends = {name: (getattr(row, name), day) for name, day in starts(row).items()}
    moved = {name: (end, found.counted(end, day)) for name, (end, day) in ends.items() if end and end > at}
    return {name: (old, new) for name, (old, new) in moved.items() if new != old}
