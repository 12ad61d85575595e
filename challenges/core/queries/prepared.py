"""Queries whose shape is known: built by the ORM once, then run with the time of the moment.

Building the hall's queries costs several times what running them and printing the page costs. A query that depends on
nothing but its key and the time is built once, with `Moment` standing where the time will be.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, Expression

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


@dataclass(frozen=True)
class Prepared:
    """SQL with its parameters, of which some are moments."""

    sql: str
    parameters: tuple
    compiler: Any

    def run(self, at: datetime) -> Any:
        """Run at this moment and return plain tuples, converted as the ORM converts them."""
        connection = connections[DEFAULT_DB_ALIAS]
        moment = connection.ops.adapt_datetimefield_value
        given = [moment(at + one.away) if isinstance(one, Moment) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            rows = cursor.fetchall()
        return list(self.compiler.results_iter([rows], tuple_expected=True))


def rows(key: Any, build: Callable[[Any], Any], at: Any) -> Any:
    """Return the rows of `build(at)`, a values_list query, as plain tuples.

    `key` names everything but `at` that the query depends on; None for a query that is not worth keeping.
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
    return kept.run(at)


def prepare(build: Any) -> Prepared | None:
    """Build the query; None for one that finds nothing whatever the time."""
    compiler = build(Moment()).query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    return Prepared(sql, tuple(parameters), compiler)
