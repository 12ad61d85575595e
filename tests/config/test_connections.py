"""A worker that lost its database connection takes a new one before the next task."""

import psycopg
import pytest
from celery import states
from celery.app.trace import build_tracer
from django.db import connection

from config.celery import app
from notifications.models import Event

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could be restarted"),
]


@pytest.fixture
def lasting():
    """The test's connection as a worker on a server has it: kept for ever, tried before it is used."""
    kept = {name: connection.settings_dict[name] for name in ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
    connection.close()
    connection.settings_dict.update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
    connection.ensure_connection()
    yield connection
    connection.close()
    connection.settings_dict.update(kept)


@pytest.fixture
def counting():
    """A task that asks the database something, run as a worker runs it."""

    @app.task(name="tests.counting", ignore_result=True)
    def count():
        return Event.objects.count()

    tracer = build_tracer(count.name, count, app=app)

    def run():
        traced = tracer("1", (), {}, {"id": "1", "is_eager": False, "delivery_info": {}})
        return traced.info.state if traced.info else states.SUCCESS

    yield run
    del app.tasks[count.name]


def cut(lasting) -> None:
    """Do what a restart of PostgreSQL does to one connection."""
    parameters = lasting.get_connection_params()
    words = {name: parameters[name] for name in ("dbname", "host", "port", "user", "password") if parameters.get(name)}
    with psycopg.connect(**words, autocommit=True) as other:
        pid = lasting.connection.info.backend_pid
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)


def test_the_next_task_after_a_restart_of_the_database_works(lasting, counting):
    assert counting() == states.SUCCESS
    cut(lasting)
    assert counting() == states.SUCCESS


def test_a_task_cut_in_the_middle_fails_alone(lasting, counting):
    lasting.ensure_connection()
    with lasting.cursor():
        cut(lasting)
    with pytest.raises(Exception, match=r"terminat|closed"):
        Event.objects.count()
    assert counting() == states.SUCCESS


def test_a_connection_that_stands_is_kept_from_task_to_task(lasting, counting):
    assert counting() == states.SUCCESS
    first = lasting.connection.info.backend_pid
    for _ in range(5):
        assert counting() == states.SUCCESS
    assert lasting.connection.info.backend_pid == first
