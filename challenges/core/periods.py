"""When a period ends: working days on the holiday table, and the hour at which offices close."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from challenges.core.models import Holiday
from notifications.clock import SHANGHAI, day_of, local


def office_end(day: date, rules: dict) -> datetime:
    """Return the last moment of an office day: the full hour the rules name (`deadline_hour`), inclusive."""
    return datetime.combine(day, time(rules["deadline_hour"]), SHANGHAI)


def same_hour(moment: datetime, day: date) -> datetime:
    """Return the moment on another day at which the clock shows what it shows at this one, in China's time."""
    return datetime.combine(day, local(moment).timetz(), SHANGHAI)


def midnight_end(day: date) -> datetime:
    """Return the last second of a day, 23:59:59: public periods run until 24:00."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def working_days_later(at: datetime, days: int, rules: dict) -> datetime:
    """Return the last moment of a period of working days that starts now; the day of the start is not counted."""
    return office_end(Holiday.objects.calendar().add(day_of(at), days), rules)


def days_later(at: datetime, days: int, rules: dict) -> datetime:
    """Return the last moment of a period of calendar days; a last day on a holiday moves to the next working day.

    Source: 民法典 art. 203.
    """
    return office_end(Holiday.objects.calendar().roll(day_of(at) + timedelta(days=days)), rules)


def months_later(at: datetime, months: int, rules: dict) -> datetime:
    """Return the last moment of a period of months: the same day of a later month, or the last that it has.

    A last day on a holiday moves to the next working day. Source: 民法典 art. 202 and 203.
    """
    start = day_of(at)
    over, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + over, month + 1
    last = date(year, month, min(start.day, monthrange(year, month)[1]))
    return office_end(Holiday.objects.calendar().roll(last), rules)
