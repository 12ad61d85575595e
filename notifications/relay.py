"""The relay: what the tasks call. Events find their readers, deliveries leave. Each may run twice at once."""

import datetime

from notifications import digest, wake
from notifications.delivering import deliver, waiting
from notifications.dispatching import dispatch

__all__ = ["deliver", "dispatch", "run"]

MOST_AT_ONCE = 500


def run(at: datetime.datetime) -> None:
    """Dispatch and deliver what is due at `at`, digests included; asks to be woken again if much is left."""
    dispatch(at)
    digest.send(at)
    deliver(at, limit=MOST_AT_ONCE)
    if waiting(at):
        wake.ring()
