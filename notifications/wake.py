"""Waking the relay after a commit. Who is woken is told at start-up, so that this module knows no queue."""

import logging
from collections.abc import Callable

from django.db import transaction

log = logging.getLogger(__name__)

_bells: list[Callable[[], None]] = []


def connect(bell: Callable[[], None]) -> None:
    """Let `bell` be called after every commit that recorded an event."""
    if bell not in _bells:
        _bells.append(bell)


def after_commit() -> None:
    """Ring once after the running transaction commits, however many events it records.

    A callback registered under a savepoint that was rolled back is gone, and those still standing outlive any
    savepoint this event could be lost with; so one that stands is enough.
    """
    connection = transaction.get_connection()
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Ring every bell. A broken broker is logged and forgiven: the sweep finds what is undispatched."""
    for bell in _bells:
        try:
            bell()
        except Exception as problem:
            log.warning("The relay could not be woken (%r); the sweep will find the event.", problem)
