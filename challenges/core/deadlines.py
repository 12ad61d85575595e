"""What the clock does: every timed step of every table, oldest first, each in a transaction of its own."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.errors import Refused
from challenges.core.gate import CLOCK, LAST_SECOND
from challenges.core.noun import NOUNS, TIMED
from notifications import sweeps

log = logging.getLogger(__name__)

AT_ONCE = 200


@dataclass(frozen=True, order=True)
class Due:
    """One step that is due, in the order in which the clock takes them."""

    moment: datetime
    noun: str
    verb: str
    pk: int


def timed_steps() -> Iterator[Any]:
    """Yield (noun, step) for every step that the clock takes."""
    for name, noun in NOUNS.items():
        for step in noun.table.timed:
            yield name, step


def due_steps(at: datetime, limit: int = AT_ONCE) -> list[Due]:
    """Return the steps whose last moment has passed, oldest first."""
    found = []
    for noun, step in timed_steps():
        until = at - LAST_SECOND if step.inclusive else at
        rows = (
            NOUNS[noun]
            .model.objects.filter(state__in=step.sources, **{f"{step.due}__lte": until})
            .order_by(step.due, "pk")
            .values_list(step.due, "pk")[:limit]
        )
        found += [Due(moment, noun, step.verb, pk) for moment, pk in rows]
    return sorted(found)[:limit]


def take_due_steps(at: datetime) -> int:
    """Take every step that is due at this moment; returns how many were taken.

    After an outage it catches up in the order in which the steps fell due. A row that fails is noted and tried again
    later; it never holds up the others. A step that somebody else took meanwhile is passed over.
    """
    return sweeps.each("deadlines", everything_due(at), lambda due: take(due, at), at=at, name=row_of)


def everything_due(at: datetime) -> Iterator[Due]:
    """Yield every step that is due, once, those included that fall due while others are taken."""
    passed: set[Due] = set()
    while True:
        waiting = [due for due in due_steps(at, AT_ONCE + len(passed)) if due not in passed]
        if not waiting:
            return
        for due in waiting:
            passed.add(due)
            yield due


def row_of(due: Due) -> sweeps.Row:
    """Return what a fault of this step is named by."""
    return sweeps.Row(f"{due.noun}.{due.verb}", due.pk)


def take(due: Due, at: datetime) -> bool:
    """Take one due step; False when it was not to be taken after all."""
    row = NOUNS[due.noun].model.objects.filter(pk=due.pk).first()
    if row is None:
        return False
    try:
        TIMED[due.noun, due.verb](row, by=CLOCK, at=at)
    except Refused as refusal:
        log.info("%s.%s of %s passed over: %s", due.noun, due.verb, due.pk, refusal.code)
        return False
    return True


def next_due(after: datetime) -> datetime | None:
    """Return the next moment at which a timed step falls due, or None when nothing is waiting."""
    moments = []
    for noun, step in timed_steps():
        model = NOUNS[noun].model
        first = (
            model.objects.filter(state__in=step.sources, **{f"{step.due}__isnull": False})
            .order_by(step.due)
            .values_list(step.due, flat=True)
            .first()
        )
        if first is not None:
            moments.append(first + LAST_SECOND if step.inclusive else first)
    return max(after, min(moments)) if moments else None
