"""Days and years that can be meant: one rule for all that people type."""

import datetime

from django.utils.translation import gettext as _

from accounts.typed.unreadable import Unreadable
from notifications.typed import FIRST_YEAR

OLDEST_FIGURES = 1949
# A certificate may be good for decades, and 长期 is written as 2099-12-31 by many.
LONGEST_AHEAD = 100
# What is planned begins and ends in these years around today.
PLANNED_BEHIND, PLANNED_AHEAD = 10, 10


def past(day: datetime.date | None, today: datetime.date) -> None:
    """Raise Unreadable for a day that cannot have been: after today, or longer ago than anything here."""
    if day is not None and day > today:
        raise Unreadable(_("不能晚于今天。"), "future")
    span(day, today)


def span(day: datetime.date | None, today: datetime.date) -> None:
    """Raise Unreadable for a day of no year that can be meant, behind or ahead."""
    years(day.year if day else None, FIRST_YEAR, today.year + LONGEST_AHEAD)


def planned(day: datetime.date | datetime.datetime | None, today: datetime.date) -> None:
    """Raise Unreadable for a day that nobody plans for."""
    years(day.year if day else None, today.year - PLANNED_BEHIND, today.year + PLANNED_AHEAD)


def figures(year: int | None, today: datetime.date) -> None:
    """Raise Unreadable for a year of which there can be no figures yet, or none any more."""
    years(year, OLDEST_FIGURES, today.year)


def years(year: int | None, first: int, last: int) -> None:
    """Raise Unreadable for a year out of its bounds, both included."""
    if year is not None and not first <= year <= last:
        said = _("年份须在 %(first)s 到 %(last)s 之间。") % {"first": first, "last": last}
        raise Unreadable(said, "implausible_year")
