"""Database triggers that keep a posted notice as it was posted, whoever asks.

Its state, its version and its last change may move on; its words, numbers, dates and items never. PostgreSQL's
TRUNCATE is not caught: it fires no row trigger, and needs the owner of the table.
"""

from typing import Any

NOTICE = "challenges_notice"
ITEM = "challenges_noticeitem"
FROZEN = (
    *("id", "kind", "number", "title", "body", "issuer_id", "batch_id", "dated", "posted_at"),
    *("publicity_starts_on", "publicity_ends_at", "contact_name", "contact_phone", "contact_email"),
    *("replaces_id", "facts", "prepared_by_id", "approved_by_id", "posts_at", "created_at"),
)
FREE = "('draft', 'scheduled', 'discarded')"
SAYS = "A posted notice is never altered or removed."

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {NOTICE}_frozen() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION {ITEM}_frozen() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM {NOTICE} WHERE id = OLD.notice_id AND state NOT IN {FREE}) THEN
        RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {NOTICE}_no_update BEFORE UPDATE ON {NOTICE} FOR EACH ROW
    WHEN (OLD.state NOT IN {FREE} AND (NEW.state IN {FREE} OR
          ROW({", ".join(f"OLD.{c}" for c in FROZEN)}) IS DISTINCT FROM ROW({", ".join(f"NEW.{c}" for c in FROZEN)})))
    EXECUTE FUNCTION {NOTICE}_frozen();
CREATE TRIGGER {NOTICE}_no_delete BEFORE DELETE ON {NOTICE} FOR EACH ROW
    WHEN (OLD.state NOT IN {FREE}) EXECUTE FUNCTION {NOTICE}_frozen();
CREATE TRIGGER {ITEM}_no_change BEFORE UPDATE OR DELETE ON {ITEM} FOR EACH ROW
    EXECUTE FUNCTION {ITEM}_frozen();
"""


def _sqlite(name: str, act: str, table: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )


_CHANGED = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in FROZEN)
_POSTED_ITEM = f"EXISTS (SELECT 1 FROM {NOTICE} WHERE id = OLD.notice_id AND state NOT IN {FREE})"
_SQLITE = (
    _sqlite(
        f"{NOTICE}_no_update", "UPDATE", NOTICE, f"OLD.state NOT IN {FREE} AND (NEW.state IN {FREE} OR {_CHANGED})"
    ),
    _sqlite(f"{NOTICE}_no_delete", "DELETE", NOTICE, f"OLD.state NOT IN {FREE}"),
    _sqlite(f"{ITEM}_no_change", "UPDATE", ITEM, _POSTED_ITEM),
    _sqlite(f"{ITEM}_no_delete", "DELETE", ITEM, _POSTED_ITEM),
)
TRIGGERS = (
    (f"{NOTICE}_no_update", NOTICE),
    (f"{NOTICE}_no_delete", NOTICE),
    (f"{ITEM}_no_change", ITEM),
    (f"{ITEM}_no_delete", ITEM),
)


def install(connection: Any) -> None:
    """Create the triggers on PostgreSQL or SQLite; those that stand already are made anew."""
    remove(connection)
    statements = {"postgresql": (_POSTGRESQL,), "sqlite": _SQLITE}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop the triggers; a migration does it on the way back, and the suite, which empties tables row by row."""
    with connection.cursor() as cursor:
        for name, table in TRIGGERS:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
