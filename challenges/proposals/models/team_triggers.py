"""Database triggers: what a person of a team was asked and said is never altered or removed, whoever asks.

Of a request only when it was asked again and mailed moves on. PostgreSQL's TRUNCATE is not caught: it fires no row
trigger, and needs the owner of the table.
"""

from typing import Any

REQUEST, ANSWER = "challenges_teamrequest", "challenges_teamanswer"
FROZEN = (
    *("proposal_id", "name", "unit", "title", "task", "months", "email"),
    *("text_id", "sha256", "nonce"),
)
CHANGED = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in FROZEN)
TRIGGERS = (
    (f"{REQUEST}_no_update", REQUEST, "UPDATE", CHANGED),
    (f"{REQUEST}_no_delete", REQUEST, "DELETE", ""),
    (f"{ANSWER}_no_update", ANSWER, "UPDATE", ""),
    (f"{ANSWER}_no_delete", ANSWER, "DELETE", ""),
)
SAYS = "What a person of a team was asked and said is never altered or removed."
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION challenges_team_frozen() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql;
"""


def install(connection: Any) -> None:
    """Create the triggers on PostgreSQL or SQLite."""
    postgresql = connection.vendor == "postgresql"
    body = "EXECUTE FUNCTION challenges_team_frozen()" if postgresql else f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(_FUNCTION)
        for name, table, act, condition in TRIGGERS:
            when = f" WHEN ({condition})" if condition else ""
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{when} {body}")


def remove(connection: Any) -> None:
    """Drop the triggers; a migration does it on the way back, and the suite, which empties tables row by row."""
    with connection.cursor() as cursor:
        for name, table, _act, _condition in TRIGGERS:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
