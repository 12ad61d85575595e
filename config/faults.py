"""Which failures of the database pass by themselves: it is locked, restarting, out of reach, out of room."""

import sqlite3

from django.db import DatabaseError
from django.db.utils import InterfaceError, OperationalError

# SQLite: busy, locked, no file, no disk, full, a journal in use.
SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
# PostgreSQL, by the class of the error: no connection, no resources, an operator stepped in, the system's own faults,
# a deadlock or another transaction in the way; and a lock that was not to be had in time, a read-only standby.
CLASSES = ("08", "53", "57", "58", "40")
STATES = {"55P03", "25006"}


def passes(problem: BaseException | None) -> bool:
    """Return True when a later try of the same request can succeed, because the database was not to be had now."""
    seen = 0
    while problem is not None and seen < 10:
        if isinstance(problem, DatabaseError | InterfaceError) and gone(problem):
            return True
        problem, seen = problem.__cause__ or problem.__context__, seen + 1
    return False


def gone(problem) -> bool:
    """Return True for an error of the driver that says: not now."""
    cause = problem.__cause__
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in SQLITE
    state = getattr(cause, "sqlstate", None)
    if state:
        return state.startswith(CLASSES) or state in STATES
    # No word from the server at all: the line is dead, or was never there.
    return isinstance(problem, OperationalError | InterfaceError) and cause is not None
