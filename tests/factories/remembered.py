"""Arrangements that are made once by the real actions, and later stand again as the rows they left.

A panel that has marked takes a thousand statements; the tests that begin with one want its rows, not its way. The first
test of a process walks the way; for those that ask for the same with the same words the rows are copied back as they
were, each with its own id, events and all. Only where nothing else stands yet: in a test whose transaction has written
nothing, so that no rule set, holiday or person made before can have been meant to matter. On SQLite everything is
walked.
"""

import dataclasses
import datetime
import pickle
from contextlib import nullcontext
from decimal import Decimal
from functools import wraps

from django.conf import UserSettingsHolder, settings
from django.db import connection, models, transaction
from django.utils import translation

PLAIN = (str, int, bool, Decimal, datetime.date, datetime.timedelta, type(None), type, models.TextChoices)
# What a test may set without changing what an arrangement writes.
HARMLESS = {"MEDIA_ROOT"}
# The transaction in which a row was written, seen from this one: 0 for its own, less for its savepoints.
OURS = "age(xmin) <= 0"

_kept = {}
_first = {}


def remembered(build):
    """Decorate a function of plain arguments whose result is made of rows: they are written by it once a process."""

    @wraps(build)
    def again(*args, **more):
        return recall((build.__module__, build.__qualname__, args, more), lambda: build(*args, **more))

    return again


def recall(key, build):
    """Return what `build` returns, from memory where this was built before; `key` tells all that it depends on.

    What `build` itself begins with is remembered too: an arrangement that goes on from another one walks only the rest.
    """
    if not plain(key) or not untouched():
        return build()
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        return recalled(key, build)


def recalled(key, build):
    """Return what `build` returns, copied back or kept for the next; in a transaction that has written nothing."""
    key = (repr(key), translation.get_language(), repr(sorted(overridden().items())))
    if key in _kept:
        rows, result = _kept[key]
        restore(rows)
        return pickle.loads(result)
    before = counted("true")
    result = build()
    if counted(f"NOT ({OURS})") == before:
        _kept[key] = written(OURS), pickle.dumps(result)
    return result


def plain(value) -> bool:
    """Return True for what reads the same in every test: words, numbers, times, and what holds only such."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = list(vars(value).values())
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(plain, value))
    return isinstance(value, PLAIN)


def overridden() -> dict:
    """Return the settings that the test has set for itself."""
    found, holder = {}, settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        names = set(vars(holder)) - {"default_settings", "_deleted", *HARMLESS}
        found = {name: getattr(holder, name) for name in names} | found
        holder = holder.default_settings
    return found


def untouched() -> bool:
    """Return True in a test whose transaction has written nothing yet, or that commits and has not done so."""
    if connection.vendor != "postgresql":
        return False
    if not connection.in_atomic_block:
        return counted("true") == _first
    if not connection.atomic_blocks[0]._from_testcase:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return cursor.fetchone()[0]


def tables() -> dict[str, str]:
    """Return every table with its columns, as SQL; from the catalog, since the views of the standard take 30 ms."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname), string_agg(quote_ident(attname), ', ' ORDER BY attnum)"
            " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' GROUP BY 1"
        )
        return dict(cursor.fetchall())


def counted(which: str) -> dict[str, int]:
    """Return how many rows of each table are such."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name} WHERE {which}" for name in tables()))
        return dict(cursor.fetchall())


def written(which: str) -> list[tuple[str, str, bytes]]:
    """Return the rows that are such, by table, as they can be written again."""
    columns, found = tables(), []
    with connection.cursor() as cursor:
        for name in (name for name, count in counted(which).items() if count):
            chosen = f"(SELECT {columns[name]} FROM {name} WHERE {which} ORDER BY ctid)"
            with cursor.copy(f"COPY {chosen} TO STDOUT") as out:
                found.append((name, columns[name], b"".join(out)))
    return found


def restore(rows) -> None:
    """Write such rows again."""
    with connection.cursor() as cursor:
        for name, columns, data in rows:
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as into:
                into.write(data)


def keep_first_rows() -> None:
    """Let what the migrations wrote stand again as soon as a test that commits is over, whichever test comes next."""
    rows = written("true")
    _first.update(counted("true"))

    def put_back(_serialized: str = "") -> None:
        empty = {name for name, count in counted("true").items() if not count}
        with transaction.atomic():
            restore(table for table in rows if table[0] in empty)

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        flush = empty_tables if cursor.fetchone()[0] else connection.ops.execute_sql_flush

    def begin_again(statements) -> None:
        flush(statements)
        put_back()

    connection.creation.deserialize_db_from_string = put_back
    connection.ops.execute_sql_flush = begin_again


def empty_tables(_truncate) -> None:
    """Delete every row there is, as TRUNCATE of every table would: that takes ten times as long where most are empty.

    Like TRUNCATE it waits for whoever still writes, and asks neither triggers nor foreign keys.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables())} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in [name for name, count in counted("true").items() if count]:
            cursor.execute(f"DELETE FROM {name}")
