"""What the drill writes and reads in the database."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from notifications import events
from notifications.delivering import message_id
from notifications.models import Delivery, Event, InboxItem

READERS = 50


@dataclass
class Bell:
    """What the notices of the drill are about: its number is the reader's."""

    pk: int
    noun: str = "bell"
    chain: str = "drill"


class Ringer:
    user_id = None
    organisation_id = None


def readers() -> list[int]:
    """The people of the drill, made when they are missing."""
    people = get_user_model().objects
    if not people.filter(email__endswith="@drill.example").exists():
        people.bulk_create(people.model(email=f"reader{number}@drill.example") for number in range(READERS))
    return list(people.filter(email__endswith="@drill.example").order_by("pk").values_list("pk", flat=True))


def record_some(start: int, stop: int) -> None:
    """Record the notices numbered from `start` to `stop`, each in a transaction of its own, each acknowledged."""
    people = readers()
    for number in range(start, stop):
        with transaction.atomic():
            bell = Bell(people[number % READERS])
            events.record("drill.rang", subject=bell, by=Ringer, at=timezone.now(), facts={"number": number})


def cut_connections() -> None:
    """Cut every other connection to the database, as a restart of the server would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def settled() -> bool:
    """Whether nothing waits any more: every event dispatched, every delivery decided."""
    try:
        return not (
            Event.objects.filter(dispatched_at=None).exists()
            or Delivery.objects.filter(state=Delivery.State.DUE).exists()
        )
    except OperationalError:
        connection.close()
        return False


def arrivals_due() -> tuple[list[str], int]:
    """The Message-ID of every mail that must arrive, and how many inbox rows there are."""
    rows = Delivery.objects.filter(event__name="drill.rang")
    return [message_id(row) for row in rows], InboxItem.objects.filter(event__name="drill.rang").count()
