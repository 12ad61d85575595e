"""The one place that reads the time. Everything below the interfaces is handed `at`."""

import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from notifications.models import SandboxClock


def now() -> datetime.datetime:
    """The platform's time, aware, in UTC.

    In a sandbox it is the real time plus the offset of the sandbox clock (one primary-key query). Elsewhere no query
    is made and no offset can exist.
    """
    real = timezone.now()
    if not settings.SANDBOX:
        return real
    return real + (SandboxClock.objects.filter(pk=1).values_list("offset", flat=True).first() or datetime.timedelta())


def machine() -> datetime.datetime:
    """The machine's own time, aware, in UTC: what sessions and other parts of libraries go by. No sandbox moves it."""
    return timezone.now()


def advance(by: datetime.timedelta) -> datetime.datetime:
    """Move the sandbox clock forward by `by` and return the new platform time.

    Time never runs back, because what has been recorded stays recorded: a negative `by` raises ValueError. Outside a
    sandbox it raises RuntimeError.
    """
    if not settings.SANDBOX:
        raise RuntimeError("The platform's time can be moved only in a sandbox.")
    if by < datetime.timedelta():
        raise ValueError("The sandbox clock only moves forward.")
    SandboxClock.objects.get_or_create(pk=1)
    SandboxClock.objects.filter(pk=1).update(offset=F("offset") + by)
    return now()
