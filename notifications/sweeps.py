"""Every sweep takes each row for itself: what fails is noted and passed, and the others are done in the same pass.

A row that failed is tried again at the next pass, then after longer and longer pauses, so that a poisoned row neither
starves the others nor burns the machine. Faults stand on the operators' desk until the row is done. A database that is
away is no fault of a row: it ends the pass.
"""

import datetime
import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from notifications.models import SweepFault

log = logging.getLogger(__name__)

# After the second failure in a row; doubled each time.
FIRST_PAUSE = datetime.timedelta(seconds=30)
LONGEST_PAUSE = datetime.timedelta(hours=1)
# What ends a pass from outside although it is raised inside a row: a limit of time on the whole task.
_ends: list[type[BaseException]] = []


@dataclass(frozen=True)
class Row:
    """What a fault is named by: the kind of row or step, and its id (0 for what is no row)."""

    what: str
    id: int = 0


def ends_the_pass(kind: type[BaseException]) -> None:
    """Let an exception of this kind end a pass after the row it met was noted. Told at start-up by the queue."""
    if kind not in _ends:
        _ends.append(kind)


def row_of(row: Any) -> Row:
    """The name of a model's row: its noun and its id."""
    return Row(row.noun, row.pk)


def each(
    sweep: str,
    rows: Iterable[Any],
    act: Callable[[Any], Any],
    *,
    at: Any,
    name: Callable[[Any], Row] = row_of,
    most: int | None = None,
    hold: bool = True,
) -> int:
    """Do `act(row)` for each row by itself; returns how many were done.

    `act` returns False for a row that was passed over (somebody else has it, or it moved on); what it raises is noted
    as a fault of that row, and the next row is taken. `at` is an aware time or a clock function. `most` bounds how many
    rows are tried: rows that are waiting for their next try do not count, so they never stand in the way. With
    `hold=False` a failed row is tried at every pass.
    Raises OperationalError or InterfaceError when the database itself is away, and what `ends_the_pass`.
    """
    now = moment(at)
    known = faults_of(sweep)
    met, done, tried = set(), 0, 0
    for row in rows:
        if most is not None and tried >= most:
            return done
        named = name(row)
        met.add(named)
        fault = known.get(named)
        if hold and fault is not None and fault.due_at > now:
            continue
        tried += 1
        try:
            result = act(row)
        except Exception as problem:
            note(sweep, named, problem, at=now)
            continue
        if result is not False:
            done += 1
            if fault is not None:
                fault.delete()
    forget(fault for named, fault in known.items() if named not in met)
    return done


def faults_of(sweep: str) -> dict[Row, SweepFault]:
    """The standing faults of one sweep, by the row they name."""
    return {Row(fault.what, fault.row_id): fault for fault in SweepFault.objects.filter(sweep=sweep)}


def note(sweep: str, row: Row, problem: BaseException, *, at: datetime.datetime) -> SweepFault:
    """Write down that a row failed, in the log with everything and in the table without what stood in the row.

    Raises `problem` again when it says that the database is away, or that the whole pass is to end.
    """
    if away(problem):
        raise problem
    log.error("%s of %s failed", row.what, row.id, exc_info=problem)
    named = {"sweep": sweep, "what": row.what, "row_id": row.id}
    told = {"problem": in_short(problem), "last_at": at}
    try:
        with transaction.atomic():
            fault, new = SweepFault.objects.get_or_create(**named, defaults={**told, "first_at": at, "due_at": at})
            if not new:
                pause = min(FIRST_PAUSE * 2 ** min(fault.count - 1, 12), LONGEST_PAUSE)
                SweepFault.objects.filter(pk=fault.pk).update(**told, count=F("count") + 1, due_at=at + pause)
    except DatabaseError:
        raise problem from None
    if isinstance(problem, tuple(_ends)):
        raise problem
    return fault


def away(problem: BaseException) -> bool:
    """Whether an exception says that the database itself does not answer: then no row is at fault."""
    if not isinstance(problem, OperationalError | InterfaceError):
        return False
    try:
        return not connection.is_usable()
    except Exception:
        return True


def in_short(problem: BaseException) -> str:
    """The kind of the fault and the line of the program, without the words of the exception: they may be sealed.

    An exception that carries `told` has words that are for operators.
    """
    told = getattr(problem, "told", "") or (problem.strerror if isinstance(problem, OSError) else "")
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" ({frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    said = f": {told}" if told else ""
    return (type(problem).__name__ + said + place)[:200]


def forget(faults: Iterable[SweepFault]) -> None:
    """Drop faults of rows that were done, or that wait no more."""
    ids = [fault.pk for fault in faults]
    if ids:
        SweepFault.objects.filter(pk__in=ids).delete()


def done_with(sweep: str, what: str, ids: Iterable[int]) -> None:
    """Drop the faults of rows that were done in one statement."""
    SweepFault.objects.filter(sweep=sweep, what=what, row_id__in=list(ids)).delete()


def standing() -> list[SweepFault]:
    """Every fault that stands, oldest first: the operators' list."""
    return list(SweepFault.objects.all())


def retry(fault: SweepFault, *, at: datetime.datetime) -> None:
    """Let a row be tried at the next pass, because what was wrong was mended."""
    SweepFault.objects.filter(pk=fault.pk).update(due_at=at)


def moment(at: Any) -> datetime.datetime:
    """The time itself, or what a clock function says."""
    return at() if callable(at) else at
