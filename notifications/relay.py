"""The relay: what the tasks call. Events find their readers, deliveries leave. Each may run twice at once."""

import datetime

from django.db.models import F

from notifications import digest, stamps, sweeps, wake
from notifications.delivering import deliver, waiting
from notifications.dispatching import dispatch
from notifications.models import Delivery, InboxItem

__all__ = ["deliver", "dispatch", "run", "tell_past"]

MOST_AT_ONCE = 500


def run(at: datetime.datetime) -> None:
    """Dispatch and deliver what is due at `at`, digests included; asks to be woken again if much is left.

    One part that fails as a whole leaves the others to their work.
    """
    parts = {
        "stamps": stamps.give,
        "dispatch": lambda: dispatch(at),
        "digest": lambda: digest.send(at),
        "deliver": lambda: deliver(at, limit=MOST_AT_ONCE),
    }
    sweeps.each("relay", parts, lambda part: parts[part](), at=at, name=sweeps.Row, hold=False)
    if waiting(at):
        wake.ring()


def tell_past(since: datetime.datetime, at: datetime.datetime) -> None:
    """Give a platform that begins with a past (the demo) its inboxes, without a storm of old mails.

    Every event is dispatched; what happened before `since` counts as read when it happened, and no mail of it leaves.
    """
    dispatch(at)
    Delivery.objects.filter(event__at__lt=since, state=Delivery.State.DUE).update(state=Delivery.State.SKIPPED)
    InboxItem.objects.filter(at__lt=since, read_at=None).update(read_at=F("at"))
