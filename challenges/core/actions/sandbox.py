"""Moving a sandbox's time, so that a process of months is seen in minutes. Nothing is skipped on the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from challenges.core import deadlines, reminders
from challenges.core.gate import LAST_SECOND
from notifications import clock, relay

# Reminders are given day by day, so the clock stops at least once a day.
HOP = timedelta(days=1)
HORIZON = timedelta(days=400)


@dataclass
class Walk:
    """How far the clock went, and what happened on the way."""

    at: datetime
    taken: int = 0
    given: int = 0


def advance(by: timedelta, *, at: datetime) -> Walk:
    """Move the sandbox clock from `at` forward by `by`; every step, reminder and mail comes at its own time.

    Raises RuntimeError outside a sandbox, and ValueError when `by` is negative or longer than `HORIZON`.
    """
    if not timedelta() <= by <= HORIZON:
        raise ValueError("The sandbox clock moves forward, at most 400 days at once.")
    walk, target = Walk(at), at + by
    clock.advance(timedelta())
    while True:
        walk.taken += deadlines.take_due_steps(walk.at)
        walk.given += reminders.give_reminders(walk.at)
        relay.run(walk.at)
        if walk.at >= target:
            return walk
        walk.at = clock.advance(_next_stop(walk.at, target) - walk.at)


def upcoming(at: datetime, limit: int = 10) -> list[deadlines.Due]:
    """The next timed steps after `at`, in the order in which they fall due, as things stand now."""
    return [due for due in deadlines.due_steps(at + HORIZON) if _moment(due) > at][:limit]


def until_next(at: datetime) -> timedelta | None:
    """How long until the next timed step may be taken: no time when one is due already; None when none is waiting."""
    if deadlines.due_steps(at, 1):
        return timedelta()
    following = upcoming(at, 1)
    return _moment(following[0]) - at if following else None


def _moment(due: deadlines.Due) -> datetime:
    """When the step may be taken: a deadline includes its last second."""
    return due.moment + LAST_SECOND


def _next_stop(at: datetime, target: datetime) -> datetime:
    ahead = [_moment(due) for due in deadlines.due_steps(target) if _moment(due) > at]
    return min([target, at + HOP, *ahead])
