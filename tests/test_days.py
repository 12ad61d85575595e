"""The day of a moment is told in one way, `notifications.clock.day_of`; every other spelling is found by its syntax.

Moments are kept in UTC, so whatever takes a day, a year or an hour out of one without asking for the time in China is
yesterday's between 00:00 and 08:00.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from notifications.clock import SHANGHAI

ROOT = Path(__file__).resolve().parents[1]
APPS = ("config", "accounts", "challenges", "frontend", "notifications", "tests")
# Where the one way is told, and where all the others are written down.
HOMES = ("notifications/clock.py", "tests/test_days.py")
SOURCES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]

# Ways around the one function: methods of a moment, helpers of Django and of the standard library, SQL functions.
SPELLINGS = {
    *("date", "today", "localdate", "localtime", "astimezone", "fromtimestamp", "utcfromtimestamp", "utcnow"),
    *("timetuple", "utctimetuple", "ctime", "make_naive", "ZoneInfo", "date_format", "time_format"),
    *("TruncDate", "TruncDay", "TruncWeek", "TruncMonth", "TruncQuarter", "TruncYear", "TruncHour", "Trunc"),
    *("ExtractYear", "ExtractIsoYear", "ExtractMonth", "ExtractDay", "ExtractWeek", "ExtractWeekDay", "ExtractHour"),
}
PARTS = {"year", "month", "day", "hour", "weekday", "isoweekday", "isocalendar", "toordinal", "strftime"}
LOOKUP = re.compile(r"__(date|year|iso_year|quarter|month|day|week|week_day|iso_week_day|hour|time)(__\w+)?$")
# What these return is in China's time already, or is a day and no moment.
SAFE = {"day_of", "local", "beijing", "midnight", "parse_date", "subtract", "add", "roll"}
# Where a part is taken from a day, as the types of these places say; none of them holds a moment.
ALLOWED = {
    "challenges/experts/access/conflicts.py": {"last.on.year"},
    "challenges/core/models/calendar.py": {"self.day", "day.year"},
    "challenges/review/queries/experts.py": {
        "max(first, absence.starts_on).toordinal",
        "min(last, absence.ends_on).toordinal",
    },
    # An hour of the day that somebody chose.
    "notifications/models/preference.py": {"self.hour"},
    # A day, or a moment that the filter has brought to China's time one line before.
    "notifications/templatetags/notice.py": {"value.year", "value.month", "value.day", "{value:%b %Y}"},
    # Handed what `beijing` returned; functions of the module, which call it themselves; the days of a strip.
    "frontend/kit/moments.py": {"{local:%H:%M:%S}", "{local:%H:%M}"},
    "frontend/kit/sheets.py": {"moments.day"},
    # The year of a column, told in China's time zone by the database.
    "challenges/bulletin/queries/noticeboard.py": {"ExtractYear"},
    "frontend/bulletin/views/notice.py": {"moments.weekday", "day.day"},
    # Whether a year is one anybody could have meant: a night more or less does not matter.
    "accounts/actions/expert_rows.py": {"found.year"},
    # The same; and the marks of pages.
    "notifications/typed.py": {"found.year", "part.astimezone"},
    # Written by machines for machines, in UTC, and said to be.
    "notifications/chain.py": {"event.at.astimezone"},
    "challenges/core/api/typed.py": {"found.astimezone"},
    "notifications/mailbox.py": {"datetime.datetime.fromtimestamp"},
    # A function of the import; the days of a strip; the name of a field.
    "tests/accounts/test_expert_import.py": {"expert_rows.day"},
    "tests/frontend/test_public_pages.py": {"day.day.day", "day.day"},
    "tests/journeys/call_begun.py": {"'__month'"},
    "tests/journeys/test_need_to_award.py": {"'__month'"},
}


def safe(node: ast.AST, known: set[str]) -> bool:
    """Whether an expression is a day, or a moment in China's time."""
    if isinstance(node, ast.Call):
        function = node.func
        return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in SAFE
    if isinstance(node, ast.BinOp):
        return safe(node.left, known)
    return isinstance(node, ast.Name) and node.id in known


def is_date(annotation: ast.AST | None) -> bool:
    return annotation is not None and ast.unparse(annotation).removeprefix("datetime.").partition(" |")[0] == "date"


def known_in(function: ast.AST | None) -> set[str]:
    """Return the names that hold a day or China's time: by their annotation, or by every value they are given."""
    if function is None:
        return set()
    given = [a for a in ast.walk(function) if isinstance(a, ast.arg)]
    known = {a.arg for a in given if is_date(a.annotation)}
    unknown = {a.arg for a in given} - known
    values = {}
    for node in ast.walk(function):
        pairs = []
        if isinstance(node, ast.Assign):
            for target in node.targets:
                many = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                pairs += zip(target.elts, node.value.elts, strict=False) if many else [(target, node.value)]
        elif isinstance(node, (ast.AugAssign, ast.NamedExpr)):
            pairs = [(node.target, node.value)] if isinstance(node, ast.NamedExpr) else []
        for target, value in pairs:
            if isinstance(target, ast.Name):
                values.setdefault(target.id, []).append(value)
    for _round in range(3):
        known |= {name for name, all_of in values.items() if all(safe(one, known) for one in all_of)} - unknown
    return known


def spellings(tree: ast.AST):
    """Yield (line, text) of everything that takes a day or a part of it out of something not known to be one."""
    nodes = list(ast.walk(tree))
    called = {id(node.func): node for node in nodes if isinstance(node, ast.Call)}
    functions = [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    home = {id(inner): function for function in functions for inner in ast.walk(function)}
    known = cache(known_in)
    for node in nodes:
        found = None
        if isinstance(node, ast.Attribute) and node.attr in SPELLINGS:
            call = called.get(id(node))
            found = node.attr not in ("date", "today") or (call is not None and not call.args)
        elif isinstance(node, ast.Name):
            found = node.id in SPELLINGS - {"date", "today"}
        elif isinstance(node, ast.alias):
            found = node.name.rpartition(".")[2] in SPELLINGS - {"date"} or node.name == "zoneinfo"
        elif isinstance(node, ast.Attribute) and node.attr in PARTS:
            found = not safe(node.value, known(home.get(id(node))))
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            found = "%" in ast.unparse(node.format_spec) and not safe(node.value, known(home.get(id(node))))
        elif isinstance(node, ast.keyword):
            found = LOOKUP.search(node.arg or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = re.fullmatch(r"\w+", node.value) and LOOKUP.search(node.value)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            found = re.search(r"\bisoformat\(|^str\(.*(at|now|moment)\b", ast.unparse(node.value))
        if found:
            yield getattr(node, "lineno", getattr(getattr(node, "value", None), "lineno", 0)), ast.unparse(node)


@pytest.mark.parametrize("app", APPS)
def test_the_day_of_a_moment_is_told_in_one_way(app):
    wrong = []
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if path.relative_to(ROOT).parts[0] != app or name in HOMES:
            continue
        for line, text in spellings(ast.parse(path.read_text(encoding="utf-8"))):
            if text not in ALLOWED.get(name, ()):
                wrong.append(f"{name}:{line}: {text}")
    assert wrong == []


def test_what_is_allowed_is_still_there():
    """An allowance that nothing uses any more would hide the next one."""
    for name, texts in ALLOWED.items():
        used = {text for _line, text in spellings(ast.parse((ROOT / name).read_text(encoding="utf-8")))}
        assert texts <= used, name


@pytest.mark.parametrize(
    "text",
    [
        "at.date()",
        "move.at.year",
        "now().date()",
        "date.today()",
        "timezone.localdate(at)",
        "from django.utils.timezone import localdate",
        "from zoneinfo import ZoneInfo",
        "at.astimezone(SHANGHAI).date()",
        "f'{at:%Y-%m-%d}'",
        "at.strftime('%Y')",
        "at.isoformat()[:10]",
        "str(event.at)[:10]",
        "rows.filter(submitted_at__date=today)",
        "rows.filter(submitted_at__year__gte=2026)",
        "rows.values('submitted_at__date')",
        "rows.annotate(day=TruncDate('at'))",
        "def one(at):\n    day = at\n    return day.year",
        "def one(at):\n    day = day_of(at)\n    day = at\n    return day.year",
        "def one(day):\n    return day.weekday()",
        "date_format(at, 'Y-m-d')",
    ],
)
def test_each_other_way_is_found(text):
    assert list(spellings(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "day_of(at)",
        "f'{local(at):%m-%d %H:%M}'",
        "day_of(at).year",
        "def one(day: date):\n    return day.year",
        "def one(at):\n    here = clock.local(at)\n    return here.hour",
        "models.DateField()",
        "rows.filter(day__gte=today)",
    ],
)
def test_the_one_way_is_not(text):
    assert not list(spellings(ast.parse(text)))


def test_pages_write_moments_in_one_time_zone():
    """Templates write a moment in the time zone in force, and nothing ever puts another one in force."""
    assert str(SHANGHAI) == settings.TIME_ZONE
    for app in set(APPS) - {"tests"}:
        for path in [*(ROOT / app).rglob("*.html"), *(ROOT / app).rglob("*.txt")]:
            assert not re.search(r"\|\s*(utc|timezone:)|{%\s*(timezone|localtime)\b", path.read_text(encoding="utf-8"))
    for path in SOURCES:
        assert not re.search(r"timezone\.(activate|override)\((?!SHANGHAI)", path.read_text(encoding="utf-8")), path
