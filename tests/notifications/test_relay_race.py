"""Several workers at once. On SQLite writers stand in line anyway, so this is about PostgreSQL."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection

from notifications import relay
from notifications.models import Delivery, Event, InboxItem
from tests.factories.notifications import AT, event, person
from tests.races import at_once

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 4

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only")


@on_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_workers_side_by_side_tell_everybody_once(told):
    readers = [person() for _ in range(5)]
    told(*readers)
    for _ in range(20):
        event()
    assert not any(isinstance(one, Exception) for one in at_once(*[lambda: relay.dispatch(AT)] * WORKERS))
    assert not Event.objects.filter(dispatched_at=None).exists()
    assert (InboxItem.objects.count(), Delivery.objects.count()) == (100, 100)
    assert not any(isinstance(one, Exception) for one in at_once(*[lambda: relay.deliver(AT)] * WORKERS))
    sent = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert (len(sent), set(sent.values())) == (100, {1})
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}


@pytest.mark.drill
def test_no_notice_is_lost_when_workers_are_killed_and_the_broker_is_flushed(tmp_path):
    """The drill in small: real worker and beat, PostgreSQL, Redis and mail server; a kill may double one mail each."""
    command = [sys.executable, "-m", "benchmarks.outbox_drill", "--notices=100", "--kills=3"]
    done = subprocess.run(
        [*command, "--most-doubled=3", f"--out={tmp_path}/outbox.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| **lost** | **0** |" in done.stdout
