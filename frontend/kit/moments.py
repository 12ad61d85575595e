"""Moments and spans in words, in Beijing time and in the reader's language.

Every page says an exact time. Nothing here reads the clock: what is "left" is counted from the `at` it is given.
"""

from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from notifications.clock import local as on_the_wall
from notifications.clock import midnight

WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SOON = timedelta(days=7)


def english():
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def beijing(moment):
    """The moment on the wall clock of Beijing; a bare date becomes its first second."""
    if not isinstance(moment, datetime):
        return midnight(moment)
    return on_the_wall(moment)


def exact(moment):
    """The moment to the second: `11月30日 周一 17:00:00`, in English `30 Nov 2026, 17:00 (UTC+8)`."""
    local = beijing(moment)
    if english():
        return f"{day(moment)}, {clock(local)} (UTC+8)"
    return f"{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]} {local:%H:%M:%S}"


def full(moment):
    """With the year and without seconds: `2026年11月23日 周一 10:24`."""
    local = beijing(moment)
    if english():
        return f"{day(moment)}, {local:%H:%M}"
    return f"{local.year}年{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def stamp(moment):
    """As on a paper that proves a time: year, seconds and zone, `2026年11月30日 17:00:00（北京时间，UTC+8）`."""
    local = beijing(moment)
    if english():
        return f"{day(moment)}, {local:%H:%M:%S} (Beijing time, UTC+8)"
    return f"{date(moment)} {local:%H:%M:%S}（北京时间，UTC+8）"


def short(moment):
    """For rows: `11-30 17:00`, in English `30 Nov, 17:00`."""
    local = beijing(moment)
    if english():
        return f"{local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"
    return f"{local:%m-%d %H:%M}"


def near(moment):
    """In a sentence: `11月26日 17:00`, in English `26 Nov 2026, 17:00`."""
    local = beijing(moment)
    if english():
        return f"{day(moment)}, {local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def brief(moment):
    """The day for rows and rails: `11-30`, in English `30 Nov`."""
    local = beijing(moment)
    return f"{local.day} {MONTHS[local.month - 1]}" if english() else f"{local:%m-%d}"


def day(moment):
    """The day as the subject: `11月30日`, in English `30 Nov 2026`."""
    local = beijing(moment)
    if english():
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    return f"{local.month}月{local.day}日"


def date(moment):
    """The day with its year: `2026年11月23日`, in English `23 Nov 2026`."""
    local = beijing(moment)
    return day(moment) if english() else f"{local.year}年{local.month}月{local.day}日"


def iso(moment):
    """The day as written in certificates and tables: `2026-11-05`."""
    return f"{beijing(moment):%Y-%m-%d}"


def weekday_clock(moment):
    """What follows a day that stands alone: `周一 17:00`, in English `Mon 17:00`."""
    local = beijing(moment)
    if english():
        return f"{local:%a %H:%M}"
    return f"周{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def weekday(moment):
    """The day of the week: 周一, Mon."""
    local = beijing(moment)
    return f"{local:%a}" if english() else f"周{WEEKDAYS[local.weekday()]}"


def end(moment):
    """The last moment of a period: midnight is said as 24:00 of the day before, as notices do."""
    local = beijing(moment)
    if (local.hour, local.minute) == (23, 59):
        local += timedelta(minutes=1)
    if (local.hour, local.minute) != (0, 0):
        return short(moment) if english() else f"{day(moment)} {local:%H:%M}"
    before = local - timedelta(days=1)
    if english():
        return f"{day(before)}, 24:00"
    return f"{before.month}月{before.day}日 周{WEEKDAYS[before.weekday()]} 24:00"


def clock(local):
    """Hours and minutes, and seconds where they are not nought."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


FORMS = {
    "exact": exact,
    "full": full,
    "stamp": stamp,
    "short": short,
    "near": near,
    "brief": brief,
    "day": day,
    "date": date,
    "iso": iso,
    "weekday": weekday_clock,
    "end": end,
}
# The forms that leave the year to the reader, by what joins it to them in Chinese.
YEARLESS = {"exact": "年", "near": "年", "day": "年", "end": "年", "short": "-", "brief": "-"}


def dated(moment, form, at):
    """The moment in one of the forms, with its year where that is another than the year of `at`."""
    said, local = FORMS[form](moment), beijing(moment)
    if form == "end" and (local.hour, local.minute) in {(0, 0), (23, 59)}:
        local -= timedelta(hours=1)
    year = str(local.year)
    if form not in YEARLESS or local.year == beijing(at).year or year in said:
        return said
    if english():
        named = f"{local.day} {MONTHS[local.month - 1]}"
        return said.replace(named, f"{named} {year}", 1)
    return f"{year}{YEARLESS[form]}{said}"


def left(due, at):
    """How long until `due`, in words: `6 小时 36 分`, `3 天 6 小时`, `35 天`; once it has passed, `逾期 1 天`."""
    if due < at:
        return _("逾期 %(span)s") % {"span": span(at - due)}
    return span(due - at)


def span(length):
    """A length of time in its two leading units; from a fortnight on, in days alone."""
    minutes = int(length.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days >= 14 or (days and not hours):
        return _("%(days)s 天") % {"days": days}
    if days:
        return _("%(days)s 天 %(hours)s 小时") % {"days": days, "hours": hours}
    if hours and minutes:
        return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)s 小时") % {"hours": hours}
    return _("%(minutes)s 分") % {"minutes": minutes}


def parts(due, at):
    """The pieces of the large deadline: pairs of number and unit, at most three; empty once it has passed."""
    minutes = int((due - at).total_seconds()) // 60
    if minutes < 0:
        return []
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    pieces = [(days, _("天")), (hours, _("小时")), (minutes, _("分"))]
    while len(pieces) > 1 and not pieces[0][0]:
        pieces.pop(0)
    return pieces


def soon(due, at):
    """Whether a deadline is near enough to be written in vermilion: still ahead, and within seven days."""
    return at <= due <= at + SOON
