"""Declared filters: a query parameter that nobody declared is an error, not a silence."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.typed import number
from accounts.typed import text as texts
from challenges.core.api.problems import BadQuery
from notifications import typed

PAGING = {"cursor", "limit"}
# What the framework itself reads of every query.
ALWAYS = {"format"}


@dataclass(frozen=True)
class Filter:
    """One query parameter: the lookup it becomes (or a function of rows and value), how it is read, what it means."""

    lookup: str | Callable
    read: Callable[[str], object]
    meaning: str = ""

    def narrow(self, rows, value: str):
        """Return the rows that this value leaves. Raises ValueError or KeyError for a value that cannot be read."""
        read = self.read(value)
        return rows.filter(**{self.lookup: read}) if isinstance(self.lookup, str) else self.lookup(rows, read)


def any_of(*columns: str) -> Callable:
    """Return a lookup that finds words in any of several columns, whatever their case."""

    def narrow(rows, value):
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": value})
        return rows.filter(found)

    return narrow


def text(value: str) -> str:
    """Read any short text."""
    if len(value) > 120 or "\x00" in value:
        raise ValueError
    return texts.words(value)


def whole(value: str) -> int:
    """Read an id or a count."""
    found = typed.whole(value)
    if found is None:
        raise ValueError
    return found


def whole_of(request, name: str) -> int | None:
    """Return the whole number of a query parameter, None without it; BadQuery for one that is none."""
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        return whole(value)
    except ValueError as error:
        raise unreadable(name, value) from error


def unreadable(name: str, value: str) -> BadQuery:
    """Return the refusal of a parameter whose value cannot be read."""
    words = _("筛选项“%(name)s”的值“%(value)s”无法识别。") % {"name": name, "value": value[:40]}
    return BadQuery(words, code="bad_filter", field=name)


# What a column of money holds.
LARGEST_WAN = Decimal("9999999999.99")


def money(value: str) -> Decimal:
    """Read an amount in 万元."""
    return number.read(value, unit="wan", lowest=-LARGEST_WAN, highest=LARGEST_WAN)


def moment(value: str):
    """Read an aware time in ISO 8601."""
    found = typed.moment(value.replace(" ", "+"))
    if found is None:
        raise ValueError
    return found


# What every list takes that comes in the order of changes.
CHANGES = {"updated_after": Filter("updated_at__gte", moment, "What has changed since: a time with its zone.")}


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


def require_known(request, known) -> None:
    """Refuse a query parameter that is not among those known, or that stands twice: the other would be passed over."""
    for name, values in request.query_params.lists():
        if name not in known and name not in ALWAYS:
            listed = "、".join(sorted(known))
            raise BadQuery(
                _("没有“%(name)s”这个筛选项；可用的有：%(known)s。") % {"name": name, "known": listed},
                code="unknown_filter",
                field=name,
            )
        if len(values) > 1:
            raise BadQuery(
                _("“%(name)s”只能出现一次，多个值用逗号分开。") % {"name": name}, code="repeated_filter", field=name
            )


def apply(request, rows, filters: dict[str, Filter]):
    """Return the rows narrowed by the query parameters; BadQuery names an unreadable one."""
    for name, value in request.query_params.items():
        if name not in filters:
            continue
        try:
            rows = filters[name].narrow(rows, value)
        except (ValueError, KeyError) as error:
            raise unreadable(name, value) from error
    return rows
