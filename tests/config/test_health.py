"""What a proxy and a supervisor ask: is the process alive, and may it take work?"""

import datetime
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.acting import CLOCK
from notifications.clock import now
from notifications.events import record
from notifications.models import Event

pytestmark = pytest.mark.django_db


def waiting_event(age: datetime.timedelta) -> Event:
    """An event whose readers have not been found for this long."""
    return record("rubric.saved", subject=SimpleNamespace(noun="rubric", pk=1), by=CLOCK, at=now() - age)


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


@pytest.fixture
def browser():
    """A browser that signed in once: it sends its cookies everywhere."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
    return client


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
@pytest.mark.parametrize("address", ["/healthz", "/static/frontend/mark.svg"])
def test_a_browser_that_signed_in_is_answered_without_a_question_to_the_database(
    browser, address, method, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = getattr(browser, method)(address)
    assert answer.status_code < 500
    if address == "/healthz":
        assert answer.status_code == (200 if method in ("get", "head") else 405)


def test_readiness_asks_no_more_for_a_browser_that_signed_in(browser, client):
    counts = []
    for asking in (client, browser, client, browser):
        with CaptureQueriesContext(connection) as asked:
            assert asking.get("/readyz").status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert not any("session" in query["sql"] for query in asked)


AWAY = """
import django; django.setup()
from django.conf import settings
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
client.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32
print(*(client.get(address).status_code for address in ("/healthz", "/readyz", "/")))
"""


def test_the_process_lives_while_its_database_is_gone():
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "DATABASE_WAIT": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", AWAY], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["200", "503", "503"], done.stderr[-2000:]


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
