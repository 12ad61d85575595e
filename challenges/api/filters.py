"""Declared filters: a query parameter that nobody declared is an error, not a silence."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .problems import BadQuery

PAGING = {"cursor", "limit", "format"}


@dataclass(frozen=True)
class Filter:
    """One query parameter: the lookup it becomes, how its text is read, and what it means."""

    lookup: str
    read: Callable[[str], object]
    meaning: str = ""


def text(value: str) -> str:
    """Read any short text."""
    if len(value) > 120 or "\x00" in value:
        raise ValueError
    return value


def whole(value: str) -> int:
    """Read an id or a count."""
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise ValueError
    return int(value)


def money(value: str) -> Decimal:
    """Read an amount in 万元."""
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError from error
    if not number.is_finite() or abs(number) >= Decimal("1e10"):
        raise ValueError
    return number


def moment(value: str):
    """Read an aware time in ISO 8601."""
    found = parse_datetime(value.replace(" ", "+"))
    if found is None or found.tzinfo is None:
        raise ValueError
    return found


def flag(value: str) -> bool:
    """Read true or false."""
    return {"true": True, "false": False}[value]


def one_of(states) -> Callable[[str], list]:
    """Return a reader of one or several values of an enumeration, joined by commas."""

    def read(value: str) -> list:
        found = value.split(",")
        if not set(found) <= set(states.values):
            raise ValueError
        return found

    return read


def apply(request, rows, filters: dict[str, Filter]):
    """Return the rows narrowed by the query parameters; BadQuery names an unknown or unreadable one."""
    for name, value in request.query_params.items():
        if name in PAGING:
            continue
        if name not in filters:
            known = "、".join(sorted(filters))
            raise BadQuery(
                _("没有“%(name)s”这个筛选项；可用的有：%(known)s。") % {"name": name, "known": known},
                code="unknown_filter",
            )
        try:
            rows = rows.filter(**{filters[name].lookup: filters[name].read(value)})
        except (ValueError, KeyError) as error:
            raise BadQuery(
                _("筛选项“%(name)s”的值“%(value)s”无法识别。") % {"name": name, "value": value[:40]}, code="bad_filter"
            ) from error
    return rows
