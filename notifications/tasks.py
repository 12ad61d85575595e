"""The queue only wakes the relay. Losing every message of a broker loses no notice: the sweep finds what is due."""

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from notifications import relay, sweeps
from notifications.clock import now

# Seconds after which a wake that nobody heard is dropped: the sweep has found the event by then.
WAKE_EXPIRES = 120
# A limit of time met inside a row is noted for the row, and ends the pass as it should.
sweeps.ends_the_pass(SoftTimeLimitExceeded)


@shared_task(ignore_result=True)
def relay_wake() -> None:
    """Run the relay because something was recorded."""
    relay.run(now())


@shared_task(ignore_result=True)
def relay_sweep() -> None:
    """Run the relay because time has passed: lost wakes, retries, digests."""
    relay.run(now())


def wake() -> None:
    """Send the wake to the queue without waiting for a broker that is down."""
    relay_wake.apply_async(retry=False, expires=WAKE_EXPIRES)
