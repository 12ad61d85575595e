"""The holiday table 节假日表, entered by the operators of the platform; running periods follow it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting
from challenges.core.gate import Invalid, NotAllowed, Problem
from challenges.core.models import Holiday
from challenges.core.recount import recount
from notifications.events import record

# The years for which a table can be entered: those the platform began with, and as far as anybody plans.
FIRST, LAST = 2022, 2099
WORDS = {"休": False, "off": False, "班": True, "work": True}


@dataclass(frozen=True)
class Line:
    """One day of an announcement: off, or a weekend on which offices work."""

    on: date
    working: bool
    name: str = ""


@contextmanager
def changing(*, by: Acting, at: datetime) -> Iterator[None]:
    """Change the table inside this block; afterwards the running periods are counted anew and people are told.

    Only operators may. Either the table and the periods change together, or neither.
    """
    if not by.is_operator:
        raise NotAllowed()
    with transaction.atomic():
        # The rows are held still, so that two operators do not count from the same table.
        list(Holiday.objects.select_for_update().values_list("pk"))
        old = Holiday.objects.calendar()
        yield
        moved = recount(old, Holiday.objects.calendar(), at=at)
        subject = Holiday.objects.order_by("pk").last()
        if subject is not None:
            record("holiday.changed", subject=subject, by=by, at=at, facts={"moved": moved})


def announce(year: int, lines: Iterable[Line], *, by: Acting, at: datetime) -> None:
    """Enter what the State Council has announced for a year; it replaces whatever stood for it and is final.

    Raises Invalid, naming the lines, for a year out of range, no day off, a day of another year, or one that stands
    twice; NotAllowed for anybody who is no operator.
    """
    lines = list(lines)
    problems = list(wrong(year, lines))
    if problems:
        raise Invalid(problems)
    with changing(by=by, at=at):
        Holiday.objects.filter(day__range=(date(year, 1, 1), date(year, 12, 31))).delete()
        Holiday.objects.bulk_create(
            Holiday(day=one.on, working=one.working, name=fitting(one.name, field="lines", longest=60)) for one in lines
        )


def wrong(year: int, lines: list[Line]) -> Iterator[Problem]:
    """Yield what is wrong with an announcement."""
    if not FIRST <= year <= LAST:
        yield Problem(
            "year", _("年份须在 %(first)s 到 %(last)s 之间。") % {"first": FIRST, "last": LAST}, "out_of_range"
        )
        return
    if all(one.working for one in lines):
        yield Problem("lines", _("一天假也没有，请核对。"), "empty")
    seen = set()
    for number, one in enumerate(lines, start=1):
        if not date(year, 1, 1) <= one.on <= date(year, 12, 31):
            words = _("第 %(n)s 行的 %(day)s 不在 %(year)s 年。") % {"n": number, "day": one.on, "year": year}
            yield Problem("lines", words, "other_year")
        if one.on in seen:
            yield Problem("lines", _("第 %(n)s 行的 %(day)s 写了两次。") % {"n": number, "day": one.on}, "twice")
        seen.add(one.on)


def read(text: str) -> list[Line]:
    """Read an announcement, one day a line: `2027-10-01 休 国庆节`, `2027-10-09 班`. Raises Invalid by line."""
    found, problems = [], []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        day, word, name = [*line.replace("，", " ").replace(",", " ").split(maxsplit=2), "", "", ""][:3]
        if not day or day.startswith("#"):
            continue
        try:
            found.append(Line(date.fromisoformat(day), WORDS[word.lower()], name.strip()))
        except (ValueError, KeyError):
            words = _("第 %(n)s 行“%(line)s”：请写成“2027-10-01 休 国庆节”或“2027-10-09 班”。")
            problems.append(Problem("lines", words % {"n": number, "line": line.strip()[:60]}, "unreadable"))
    if problems:
        raise Invalid(problems)
    return found
