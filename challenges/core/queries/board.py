"""Boards: lists that people filter, keep filters of, and act from on many rows; a filter stands in the address."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

from django.db.models import Q, QuerySet

from accounts.acting import Acting
from accounts.typed import text
from challenges.core.queries.keyset import After, read_mark
from notifications.typed import whole

# More words than this nobody types, and each costs a comparison of every row.
MOST_WORDS = 6


class UnknownFilter(ValueError):
    """A filter or a page mark that a list does not know; the argument is its name."""


@dataclass(frozen=True)
class Filters:
    """What a reader asks a list for; an empty word asks for everything. Each list has its own fields.

    `choices` are the words that a field may hold, `numbers` the fields that hold a whole number, `orders` those that
    leave nothing out: the order, and where the page begins.
    """

    choices: ClassVar[Mapping[str, Collection[str]]] = {}
    numbers: ClassVar[Collection[str]] = ()
    orders: ClassVar[Collection[str]] = ("sort", "after")

    after: str = ""

    @classmethod
    def read(cls, query: Any) -> Self:
        """Read them from a query string or a dict. Raises UnknownFilter for a value that is not on the list."""
        given = {}
        for name in cls.names():
            value = text.sought(query.get(name))
            if not value:
                continue
            if name in cls.choices and value not in cls.choices[name]:
                raise UnknownFilter(name)
            if name in cls.numbers and whole(value) is None:
                raise UnknownFilter(name)
            given[name] = value
        return cls(**given)

    @classmethod
    def names(cls) -> list[str]:
        """Return what the filters are called in an address."""
        return [field.name for field in fields(cls)]

    def having(self, **changes: str) -> Self:
        """Return the same filters with some changed, from the first page."""
        return replace(self, **{"after": "", **changes})

    def words(self) -> dict[str, str]:
        """Return what goes into an address: only what differs from the plain list."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}

    def narrows(self) -> bool:
        """Return True when the filters leave anything out; an order alone does not."""
        return bool(self.words().keys() - set(self.orders))

    def behind(self, rows: QuerySet, key: str, kind: type, *, down: bool = False) -> QuerySet:
        """Return the rows behind the page mark, ordered by (`key`, id). Raises UnknownFilter for a forged mark."""
        if self.after:
            try:
                value, pk = read_mark(self.after, kind)
            except ValueError as forged:
                raise UnknownFilter("after") from forged
            rows = rows.filter(After(key, "id", value, pk, down=down))
        sign = "-" if down else ""
        return rows.order_by(f"{sign}{key}", f"{sign}id")


def holding(sought: str, names: Collection[str], more: Callable[[str], Q] | None = None) -> Q:
    """Return the condition that every word sought stands in one of these columns, or where `more` says."""
    found = Q()
    for word in text.words(sought).split()[:MOST_WORDS]:
        one = more(word) if more else Q()
        for name in names:
            one |= Q(**{f"{name}__icontains": word})
        found &= one
    return found


@dataclass(frozen=True)
class Board:
    """One such list, declared by the domain whose rows it shows.

    `name` tells its saved views from those of other boards, `filters` are what it may be asked for, and whoever it is
    `open_to` keeps views of it. `of_one_batch` names the filters that stand for something of one batch alone.
    """

    name: str
    filters: type[Filters]
    open_to: Callable[[Acting], bool]
    of_one_batch: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JobBoard(Board):
    """A board of a batch from which people act on many rows.

    `meant(viewer, batch, picks=, words=, at=)` returns the ids of what was picked, failing that of what a filter
    finds; no pick and no filter mean nobody.
    """

    meant: Callable
