"""Database triggers that refuse to alter or remove an event, whoever asks.

`dispatched_at` and `stamp` alone may be set, each only once; and facts may be erased, which takes the salt away and
shows for ever that it was done (`notifications.erasing`). PostgreSQL's TRUNCATE is not caught: it fires no row
trigger, and needs the owner of the table.
"""

TABLE = "notifications_event"
FROZEN = (
    *("id", "name", "noun", "subject_id", "chain", "actor_id", "organisation_id", "at", "key"),
    *("number", "previous", "digest", "facts_digest"),
)
# Change only together with the salt's end.
ERASABLE = ("facts", "salt")
# Set once, later.
ONCE = ("dispatched_at", "stamp")

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {TABLE}_frozen() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'An event is never altered or removed.' USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (ROW({", ".join(f"OLD.{c}" for c in FROZEN)}) IS DISTINCT FROM ROW({", ".join(f"NEW.{c}" for c in FROZEN)})
          {" ".join(f"OR (OLD.{c} IS NOT NULL AND OLD.{c} IS DISTINCT FROM NEW.{c})" for c in ONCE)}
          {" ".join(f"OR (OLD.{c} IS DISTINCT FROM NEW.{c} AND NEW.salt <> '')" for c in ERASABLE)})
    EXECUTE FUNCTION {TABLE}_frozen();
CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_frozen();
"""

_SQLITE = (
    f"""
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN {" OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in FROZEN)}
         {" ".join(f"OR (OLD.{c} IS NOT NULL AND OLD.{c} IS NOT NEW.{c})" for c in ONCE)}
         {" ".join(f"OR (OLD.{c} IS NOT NEW.{c} AND NEW.salt <> '')" for c in ERASABLE)}
    BEGIN SELECT RAISE(ABORT, 'An event is never altered or removed.'); END
""",
    f"""
CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, 'An event is never altered or removed.'); END
""",
)


def install(connection) -> None:
    """Create the triggers on PostgreSQL or SQLite."""
    statements = {"postgresql": (_POSTGRESQL,), "sqlite": _SQLITE}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection) -> None:
    """Drop the triggers; a migration does it on the way back, and the suite, which empties tables row by row."""
    table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("no_update", "no_delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}{table}")
