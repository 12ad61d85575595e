"""What a proxy and a supervisor ask: is the process alive, and may it take work?"""

import datetime

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from notifications.clock import now
from notifications.models import Event

pytestmark = pytest.mark.django_db


def waiting_event(age: datetime.timedelta) -> Event:
    """An event whose readers have not been found for this long."""
    return Event.objects.create(name="rubric.saved", noun="rubric", subject_id=1, at=now() - age)


def test_a_living_process_answers_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_whole_installation_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": "ok", "queue": "ok", "outbox": "ok"},
    )


def test_a_waiting_migration_is_named(client):
    MigrationRecorder.Migration.objects.filter(app="notifications").order_by("-id").first().delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "migrations are waiting")


def test_a_missing_queue_is_named(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["queue"]) == (503, "unreachable")


def test_notices_that_wait_too_long_are_named(client):
    waiting_event(datetime.timedelta(minutes=9))
    assert client.get("/readyz").status_code == 200
    waiting_event(datetime.timedelta(minutes=11))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["outbox"]) == (503, "notices are waiting")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_nothing_is_changed_by_asking(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could be away")
def test_a_missing_database_is_named(client, monkeypatch):
    from config import health

    def away(*_):
        raise health.Error("away")

    monkeypatch.setattr(health, "MigrationExecutor", away)
    monkeypatch.setattr(health.Event.objects, "filter", lambda **_: away())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["outbox"]) == (
        503,
        "unreachable",
        "unreachable",
    )
