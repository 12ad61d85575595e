"""The one place that reads the time, and the one that says which day a moment lies on.

Everything below the interfaces is handed `at`. Moments are kept in UTC; the day people write, and the rules, years and
numbers that follow it, are those of the time zone all of China shares.
"""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from notifications.models import Event, SandboxClock

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(at: datetime.datetime) -> datetime.datetime:
    """Return the moment as clocks in China show it."""
    return at.astimezone(SHANGHAI)


def written(at: datetime.datetime) -> str:
    """A moment as data write it: ISO 8601 in UTC, with a Z."""
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def day_of(at: datetime.datetime) -> datetime.date:
    """Return the date that people in China write at this moment."""
    return local(at).date()


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the first moment of a day in China, aware."""
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)


def now() -> datetime.datetime:
    """The platform's time, aware, in UTC.

    In a sandbox it is the real time plus the offset of the sandbox clock (one primary-key query). Elsewhere no query
    is made and no offset can exist.
    """
    real = timezone.now()
    if not settings.SANDBOX:
        return real
    return real + (SandboxClock.objects.filter(pk=1).values_list("offset", flat=True).first() or datetime.timedelta())


def begin_at(at: datetime.datetime) -> None:
    """Let the time of a sandbox in which nothing has happened yet begin at `at`, before or after the real one.

    Raises RuntimeError outside a sandbox, and ValueError once anything is recorded: from then on time only moves
    forward (`advance`).
    """
    if not settings.SANDBOX:
        raise RuntimeError("The platform's time can be moved only in a sandbox.")
    if Event.objects.exists():
        raise ValueError("Something has happened here already: time only moves forward from now.")
    SandboxClock.objects.update_or_create(pk=1, defaults={"offset": at - timezone.now()})


def machine() -> datetime.datetime:
    """The machine's own time, aware, in UTC: what sessions and other parts of libraries go by. No sandbox moves it."""
    return timezone.now()


def advance(by: datetime.timedelta) -> datetime.datetime:
    """Move the sandbox clock forward by `by` and return the new platform time.

    Once something is recorded time never runs back, because what has been recorded stays recorded: a negative `by`
    raises ValueError. Outside a sandbox it raises RuntimeError.
    """
    if not settings.SANDBOX:
        raise RuntimeError("The platform's time can be moved only in a sandbox.")
    if by < datetime.timedelta():
        raise ValueError("The sandbox clock only moves forward.")
    SandboxClock.objects.get_or_create(pk=1)
    SandboxClock.objects.filter(pk=1).update(offset=F("offset") + by)
    return now()
