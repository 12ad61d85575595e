"""Queries whose shape is known: built by the ORM once, then run with the time of the moment.

Building the hall's queries costs several times what running them and printing the page costs. A query that depends on
nothing but its key and the time is built once for two times; what differs between the two are the moments in it, and
each is kept as its distance from `at`.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

FIRST = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
SECOND = datetime(2011, 12, 13, 14, 15, 16, 171, tzinfo=UTC)
MOST = 512

_known: OrderedDict = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Prepared:
    """SQL with its parameters; a moment among them stands as a timedelta from the time of the run."""

    sql: str
    parameters: tuple
    compiler: Any

    def run(self, at):
        """Run at this moment and return plain tuples, converted as the ORM converts them."""
        connection = connections[DEFAULT_DB_ALIAS]
        moment = connection.ops.adapt_datetimefield_value
        given = [moment(at + value) if isinstance(value, timedelta) else value for value in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            rows = cursor.fetchall()
        return list(self.compiler.results_iter([rows], tuple_expected=True))


def rows(key, build, at):
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


def prepare(build):
    """Build the query for two times and find the moments; None when it is empty or is not such a query."""
    compiler = build(FIRST).query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, first = compiler.as_sql()
        again, second = build(SECOND).query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return None
    if sql != again or len(first) != len(second):
        return None
    parameters = []
    for one, other in zip(first, second, strict=True):
        if one == other:
            parameters.append(one)
            continue
        away = instant(one) - FIRST
        if instant(other) - SECOND != away:
            return None
        parameters.append(away)
    return Prepared(sql, tuple(parameters), compiler)


def instant(value):
    """A moment as a database wants it: a datetime, or on SQLite its text in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
