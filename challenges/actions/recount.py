"""Periods counted anew when the holiday table changes: the same number of working days, on the days as they are now.

A period is told to people as provisional while it ends in a year whose holidays are not announced. Once they are, its
end moves to where the working days lead, and those concerned are told. It never moves forward: what somebody may have
relied on stays open.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Refused
from challenges.models import Award, Rejoinder
from challenges.models.calendar import Calendar
from challenges.states import TABLES
from challenges.states.challenge import ChallengeState
from challenges.states.proposal import ProposalState
from notifications.clock import SHANGHAI, local
from notifications.events import record
from notifications.models import Event

from .gate import CLOCK, moving
from .objection import publicity_of
from .periods import day_of
from .publicity import post_again

log = logging.getLogger(__name__)

NOUNS = ("challenge", "panel", "proposal", "objection", "question")
# Counted in calendar days, only the last one on a holiday moves on.
ROLLED = frozenset({ChallengeState.DRAFT, ChallengeState.AWARDED})
DAY = timedelta(days=1)


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
    for noun in NOUNS if found else ():
        for row in running(noun, found, at):
            try:
                with transaction.atomic():
                    moved += MOVES.get(noun, plain)(row, found, at)
            except Refused:
                continue
            except Exception:
                log.exception("%s %s keeps its old period", noun, row.pk)
    return moved


def running(noun: str, found: Change, at: datetime) -> Iterator:
    """Return the rows of a noun with a period that runs now and ends no earlier than the first day that differs."""
    until = max(at, datetime.combine(found.first, datetime.min.time(), SHANGHAI))
    rows = apps.get_model("challenges", noun).objects.filter(state__in=TABLES[noun].step("recount").sources)
    fields = ("due_at", "publicity_ends_at", "feedback_due_at") if noun == "challenge" else ("due_at",)
    due = rows.none()
    for field in fields:
        due |= rows.filter(**{f"{field}__gte": until})
    return list(due.order_by("pk"))


def started(row) -> date:
    """Return the day on which a row came into the state it is in."""
    moves = Event.objects.filter(noun=row.noun, subject_id=row.pk, facts__to=row.state)
    last = moves.order_by("-at").values_list("at", flat=True).first()
    return day_of(last or row.created_at)


def facts(old: datetime, new: datetime) -> dict:
    """Return what is told of a period that moved."""
    return {"old": old.isoformat(), "new": new.isoformat(), "year": day_of(new).year}


def plain(row, found: Change, at: datetime) -> int:
    """Count the one period of a row anew."""
    if found.counted(row.due_at, started(row)) == row.due_at:
        return 0
    with moving(row, "recount", by=CLOCK, at=at) as move:
        # Read again under the lock: somebody may have moved it since.
        old, row.due_at = row.due_at, found.counted(row.due_at, started(row))
        move.facts |= facts(old, row.due_at)
    return 1


def panel(row, found: Change, at: datetime) -> int:
    """Count a panel's period and those of the questions it asks firms; one that somebody extended by hand stays."""
    moved = 0 if row.extensions else plain(row, found, at)
    for asked in Rejoinder.objects.filter(panel=row, answered_at=None, due_at__gt=at).order_by("pk"):
        old, new = asked.due_at, found.counted(asked.due_at, day_of(asked.asked_at))
        if new != old:
            Rejoinder.objects.filter(pk=asked.pk).update(due_at=new)
            record("rejoinder.recounted", subject=asked, by=CLOCK, at=at, facts=facts(old, new))
            moved += 1
    return moved


def challenge(row, found: Change, at: datetime) -> int:
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


def moved_ends(row, found: Change, at: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return the old and the new end of each period of a challenge that moves, by field."""
    return {name: (old, new) for name, old, new in periods(row, found, at) if new != old}


def periods(row, found: Change, at: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield (field, old end, new end) of the periods of a challenge that were counted, and not set by hand."""
    publicity = publicity_of(row)
    if row.publicity_ends_at and row.publicity_ends_at > at and publicity is not None:
        first = publicity.publicity_starts_on - (DAY if publicity.facts.get("counts_first") else DAY * 0)
        yield "publicity_ends_at", row.publicity_ends_at, found.counted(row.publicity_ends_at, first)
    if row.due_at and row.due_at > at and not extended(row):
        rolled = row.state in ROLLED
        yield "due_at", row.due_at, found.rolled(row.due_at) if rolled else found.counted(row.due_at, started(row))
    given = row.feedback_due_at
    if given and given > at and publicity is not None and not set_by_hand(row):
        yield "feedback_due_at", given, found.counted(given, publicity.publicity_starts_on)


def extended(row) -> bool:
    """Whether the challenge is in its review, and the organiser named a new last moment for the panel."""
    return row.state == ChallengeState.EXPERT_REVIEW and row.panels.filter(extensions__gt=0).exists()


def set_by_hand(row) -> bool:
    """Whether the organiser named the moment of the feedback, for this challenge or for its batch."""
    named = Event.objects.filter(noun="challenge", subject_id=row.pk, name="challenge.feedback_set").exists()
    return named or row.batch.feedback_at == row.feedback_at


MOVES = {"challenge": challenge, "panel": panel}
