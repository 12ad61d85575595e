"""Queries whose shape is known: built by the ORM once, then run with the time of the moment.

Building the hall's queries costs several times what running them and printing the page costs. A query that depends on
nothing but its key and the time is built once, with `Moment` standing where the time will be, and `Given` where a value
will be that is told at each run.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, Expression, Field

MOST = 512

_known: OrderedDict = OrderedDict()
_lock = Lock()


class Moment(Expression):
    """The time of the run, or a time so far from it, in a query that is built before the time is known."""

    def __init__(self, away: timedelta = timedelta()) -> None:
        super().__init__(output_field=DateTimeField())
        self.away = away

    def __add__(self, away: Any) -> Any:
        return Moment(self.away + away)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the place of a parameter, with itself as what stands there until the run."""
        return "%s", [self]


class Given(Expression):
    """A value of this name and type in a query that is built before the value is known."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the place of a parameter, with itself as what stands there until the run."""
        return "%s", [self]


@dataclass(frozen=True)
class Prepared:
    """SQL with its parameters, of which some are moments or values that are told at the run."""

    sql: str
    parameters: tuple
    compiler: Any

    def run(self, at: Any, told: dict[str, Any]) -> Any:
        """Run at this moment, with what is told by name; return plain tuples, converted as the ORM converts them."""
        connection = connections[DEFAULT_DB_ALIAS]

        def value(one: Any) -> Any:
            if isinstance(one, Moment):
                return connection.ops.adapt_datetimefield_value(at + one.away)
            if isinstance(one, Given):
                return one.output_field.get_db_prep_value(told[one.name], connection)
            return one

        with connection.cursor() as cursor:
            cursor.execute(self.sql, [value(one) for one in self.parameters])
            rows = cursor.fetchall()
        return list(self.compiler.results_iter([rows], tuple_expected=True))


def rows(key: Any, build: Callable[[Any], Any], at: Any, **told: Any) -> Any:
    """Return the rows of `build(at)`, a values_list query, as plain tuples.

    `key` names everything that the query depends on but `at`, and what is told for each `Given`; None for a query that
    is not worth keeping, and then has none.
    """
    if key is None:
        return list(build(at))
    key = (connections[DEFAULT_DB_ALIAS].vendor, key)
    with _lock:
        kept = _known.get(key)
        if kept is not None:
            _known.move_to_end(key)
    if kept is None:
        kept = prepare(build)
        if kept is None:
            return list(build(at))
        with _lock:
            _known[key] = kept
            while len(_known) > MOST:
                _known.popitem(last=False)
    return kept.run(at, told)


def prepare(build: Any) -> Prepared | None:
    """Build the query; None for one that finds nothing whatever the time."""
    compiler = build(Moment()).query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    return Prepared(sql, tuple(parameters), compiler)
