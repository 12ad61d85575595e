"""Database triggers: an approved text is never altered, an agreement never altered or removed, whoever asks.

PostgreSQL's TRUNCATE is not caught: it fires no row trigger, and needs the owner of the table.
"""

from typing import Any

TEXT, AGREEMENT = "accounts_bindingtext", "accounts_agreement"
TRIGGERS = (
    (f"{TEXT}_no_update", TEXT, "UPDATE", "OLD.approved_at IS NOT NULL"),
    (f"{TEXT}_no_delete", TEXT, "DELETE", "OLD.approved_at IS NOT NULL"),
    (f"{AGREEMENT}_no_update", AGREEMENT, "UPDATE", ""),
    (f"{AGREEMENT}_no_delete", AGREEMENT, "DELETE", ""),
)
SAYS = "What people agreed to is never altered or removed."
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION accounts_text_frozen() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql;
"""


def _statements(vendor: str) -> list[str]:
    made = [_FUNCTION] if vendor == "postgresql" else []
    for name, table, act, condition in TRIGGERS:
        when = f" WHEN ({condition})" if condition else ""
        body = (
            "EXECUTE FUNCTION accounts_text_frozen()"
            if vendor == "postgresql"
            else f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
        made.append(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{when} {body}")
    return made


def install(connection: Any) -> None:
    """Create the triggers on PostgreSQL or SQLite."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop the triggers; a migration does it on the way back, and the suite, which empties tables row by row."""
    with connection.cursor() as cursor:
        for name, table, _act, _condition in TRIGGERS:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
