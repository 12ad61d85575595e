"""The holiday table 节假日表 and the counting of working days 工作日."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Calendar:
    """Working days as the holiday table knows them; a day it does not name follows the week.

    `provisional` years are those for which the State Council's notice has not come: weekends and statutory dates only.
    A year of which the table names no day at all is not announced either.
    """

    def __init__(self, exceptions: dict[date, bool], provisional: frozenset[int] = frozenset()) -> None:
        self.exceptions = exceptions
        self.provisional = provisional
        self.announced = frozenset(day.year for day in exceptions) - provisional

    def is_provisional(self, day: date) -> bool:
        """Return True when a period ending on this day may still move: the year's holidays are not announced."""
        return day.year not in self.announced

    def is_working(self, day: date) -> bool:
        """Return True when offices work on this day (调休 working weekends included)."""
        return self.exceptions.get(day, day.weekday() < 5)

    def add(self, start: date, days: int, *, count_first: bool = False) -> date:
        """Return the last day of a period of `days` working days.

        The start day is not counted (民法典 art. 201), so the period is never shorter than it reads; with
        `count_first` it is counted when it is a working day, as many real notices do.
        """
        day = start
        left = days - 1 if count_first and self.is_working(start) else days
        while left > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                left -= 1
        return day

    def subtract(self, end: date, days: int) -> date:
        """Return the working day that lies `days` working days before `end`, which itself is not counted.

        From a working day it undoes `add` and `add` undoes it; a period of `days` that starts on the day returned
        ends on `end`, or on the next working day when nobody works on `end`.
        """
        day = end
        left = days
        while left > 0:
            day -= timedelta(days=1)
            if self.is_working(day):
                left -= 1
        return day

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def roll(self, day: date) -> date:
        """Return the day itself, or the next working day when it falls on a holiday (民法典 art. 203)."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day


class HolidayQuerySet(models.QuerySet):
    def calendar(self) -> Calendar:
        """Return the calendar of all rows of the table, in one query."""
        rows = list(self.values_list("day", "working", "provisional"))
        return Calendar(
            {day: working for day, working, _provisional in rows},
            frozenset(day.year for day, _working, provisional in rows if provisional),
        )


class Holiday(models.Model):
    """A day on which the week's own rule does not hold: a holiday, or a weekend on which offices work."""

    noun = "holiday"
    chain = "holidays"

    day = models.DateField(_("日期"), unique=True)
    working = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("名称"), max_length=60, blank=True)
    provisional = models.BooleanField(
        _("暂定"), default=False, help_text=_("国务院办公厅放假通知发布前按法定节日暂定。")
    )

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
