"""How long 10,000 people wait for their inbox rows, against the raw floor measured in the same run.

`python -m benchmarks.notices [--readers 10000]` writes `benchmarks/results/notices.md`. The floor is one COPY of the
same rows into an equal table with the same indexes.
"""

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.mail_server import MailServer
from benchmarks.outbox_drill import fresh_database

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
TABLES = ("event", "chainhead", "inboxitem", "delivery")


def timed(work) -> float:
    """Milliseconds of wall clock that `work` takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def copy_rows(event, people, at):
    """The floor: one COPY of finished rows into the inbox, in one transaction."""
    from django.db import connection, transaction

    columns = "event_id, person_id, topic, reason, url, at"
    statement = f"COPY notifications_inboxitem ({columns}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        for person in people:
            copy.write_row((event.pk, person, "drill", "你参加演练", "/", at))


def insert_rows(event, people, at):
    """What dispatch does for the inbox: its own rows, its own insert."""
    from django.db import transaction

    from notifications import dispatching, registry
    from notifications.registry import Recipient

    recipients = [Recipient(person, "你参加演练", "/") for person in people]
    plan = dispatching.Plan(event, registry.get("drill.rang"), {"number": 1}, recipients)
    with transaction.atomic():
        dispatching._insert(dispatching.InboxItem, dispatching._inbox_items([plan], set(people)))


def measure(readers: int) -> dict:
    """Medians over some rounds, in milliseconds; tables are emptied between them."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.utils import timezone

    from benchmarks.drill import notices
    from benchmarks.drill.feed import Bell, Ringer
    from notifications import events, registry, relay
    from notifications.models import Event
    from notifications.registry import Recipient

    user = get_user_model()
    user.objects.bulk_create(
        (user(email=f"reader{number}@drill.example") for number in range(readers)), batch_size=2000
    )
    people = list(user.objects.order_by("pk").values_list("pk", flat=True))
    at = timezone.now()

    def fresh():
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(f'notifications_{name}' for name in TABLES)} CASCADE")
        return events.record("drill.rang", subject=Bell(people[0]), by=Ringer, at=at, facts={"number": 1})

    everybody = replace(
        registry.get("drill.rang"), audience=lambda event: (Recipient(pk, "你参加演练", "/") for pk in people)
    )
    found = {"copy": [], "inbox": [], "dispatch": []}
    for _ in range(ROUNDS):
        event = fresh()
        found["copy"].append(timed(lambda event=event: copy_rows(event, people, at)))
        event = fresh()
        found["inbox"].append(timed(lambda event=event: insert_rows(event, people, at)))
        fresh()
        registry._notices["drill.rang"] = everybody
        found["dispatch"].append(timed(lambda: relay.dispatch(at)))
    assert Event.objects.get().dispatched_at and notices
    medians = {name: statistics.median(times) for name, times in found.items()}
    medians["mail"] = timed(lambda: deliver_all(at))
    return medians


def deliver_all(at):
    """Send every mail that the last dispatch left due."""
    from notifications import relay

    while relay.deliver(at, limit=1000):
        pass


def report(readers: int, found: dict) -> str:
    floor = found["copy"]
    return f"""# One notice to {readers:,} people

`python -m benchmarks.notices --readers {readers}`, PostgreSQL, one process, medians of {ROUNDS} rounds.

| | ms | × COPY |
|---|---|---|
| floor: COPY of the inbox rows | {floor:.0f} | 1 |
| inbox rows | {found["inbox"]:.0f} | {found["inbox"] / floor:.1f} |
| whole dispatch: audience, wishes, inbox, deliveries | {found["dispatch"]:.0f} | {found["dispatch"] / floor:.1f} |
| all mails worded, sent and marked one by one | {found["mail"]:.0f} | {readers / found["mail"] * 1000:.0f} mails/s |

Target: inbox rows at most 4 × COPY.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "notices.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="notices") as name:
        mail = MailServer(Path(name) / "arrivals")
        os.environ |= {
            "DATABASE_URL": fresh_database(Path(name)),
            "DRILL_MAIL_PORT": str(mail.port),
            "DJANGO_SETTINGS_MODULE": "benchmarks.drill_settings",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            text = report(asked.readers, measure(asked.readers))
        finally:
            mail.end()
    print(text)
    asked.out.write_text(text)


if __name__ == "__main__":
    main()
