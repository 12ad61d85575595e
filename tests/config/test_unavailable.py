"""A database that is locked or gone: 503 in words within seconds, nothing half done, and never a question to it."""

import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.utils import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client

from config.faults import passes
from tests.factories.accounts import acting
from tests.factories.challenges import ChallengeFactory

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = {"zh-hans": "数据库暂时不可用", "en": "not available at the moment"}


def raised(kind, cause=None):
    """Return an error of Django's as it is raised for one of the driver's."""
    try:
        raise kind("x") from cause
    except kind as problem:
        return problem


def of_sqlite(code):
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    return cause


def of_postgresql(state):
    cause = Exception("x")
    cause.sqlstate = state
    return cause


@pytest.mark.parametrize(
    "problem",
    [
        raised(OperationalError, of_sqlite(sqlite3.SQLITE_BUSY)),
        raised(OperationalError, of_sqlite(sqlite3.SQLITE_BUSY | 2 << 8)),
        raised(OperationalError, of_sqlite(sqlite3.SQLITE_LOCKED)),
        *(raised(OperationalError, of_postgresql(state)) for state in ("55P03", "57P01", "08006", "53300", "40P01")),
        raised(OperationalError, of_postgresql(None)),
        raised(InterfaceError, of_postgresql(None)),
    ],
)
def test_what_passes_by_itself(problem):
    assert passes(problem)
    assert passes(raised(ValueError, problem)), "also under another error"


@pytest.mark.parametrize(
    "problem",
    [
        None,
        ValueError(),
        raised(OperationalError, of_sqlite(sqlite3.SQLITE_ERROR)),
        raised(ProgrammingError, of_postgresql("42P01")),
        raised(DataError, of_postgresql("22003")),
        raised(IntegrityError, of_postgresql("23505")),
    ],
)
def test_what_is_a_fault_of_ours(problem):
    assert not passes(problem)


def refused(answer, language, began):
    """Assert a 503 in this language, in time."""
    assert time.monotonic() - began < 15
    assert (answer.status_code, answer["Retry-After"]) == (503, "5"), answer.content[:300]
    assert SENTENCES[language] in answer.content.decode()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a table lock of PostgreSQL")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.race
def test_a_table_that_another_holds():
    need = ChallengeFactory(state="draft", title="旧")
    client = Client(raise_request_exception=False)
    client.force_login(acting(need.lead, "handler").user)
    url = f"/api/v1/challenges/{need.pk}/"
    tag = client.get(url)["ETag"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
        # As long as that each of them would wait.
        cursor.execute("SET lock_timeout = '300ms'")
    held, done = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE challenges_challenge IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(60)
            cursor.execute("ROLLBACK")
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        began = time.monotonic()
        change = {"content_type": "application/json", "headers": {"If-Match": tag, "Accept-Language": "en"}}
        answer = client.patch(url, '{"title": "新"}', **change)
        refused(answer, "en" if need.lead is None else answer.headers.get("Content-Language", "en"), began)
        assert answer["Content-Type"] == "application/problem+json"
        began = time.monotonic()
        refused(Client(raise_request_exception=False).get("/", headers={"Accept-Language": "en"}), "en", began)
        began = time.monotonic()
        live = client.get("/desk/", headers={"HX-Request": "true", "Accept-Language": "zh-hans"})
        refused(live, "zh-hans", began)
        assert live["Content-Type"].startswith("text/plain")
        assert client.get("/healthz").status_code == 200
    finally:
        done.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    need.refresh_from_db()
    assert need.title == "旧"
    assert client.patch(url, '{"title": "新"}', **change).status_code == 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a server that ends our connection")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.race
def test_a_server_that_was_started_again_is_asked_anew():
    """The connection of the request before is dead: the next request takes a new one, and nobody notices."""
    need = ChallengeFactory(state="draft")
    client = Client(raise_request_exception=False)
    client.force_login(acting(need.lead, "handler").user)
    assert client.get(f"/api/v1/challenges/{need.pk}/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def end():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connections.close_all()

    other = threading.Thread(target=end)
    other.start()
    other.join()
    began = time.monotonic()
    first = client.get(f"/api/v1/challenges/{need.pk}/", headers={"Accept-Language": "en"})
    if first.status_code != 200:
        refused(first, "en", began)
        connection.close()
    assert client.get(f"/api/v1/challenges/{need.pk}/").status_code == 200


OUT_OF_REACH = """
import django, time
django.setup()
from django.test import Client
began = time.monotonic()
for path, accept in (("/", "en"), ("/", "zh-hans"), ("/challenges/1/", "en"), ("/api/v1/challenges/", "en")):
    for cookie in ("", "x" * 32):
        client = Client(raise_request_exception=False, headers={"Accept-Language": accept, "Host": "localhost"})
        if cookie:  # a session that cannot be looked up
            client.cookies["sessionid"] = cookie
        answer = client.get(path)
        body = answer.content.decode().replace("\\n", " ")
        print(answer.status_code, answer["Retry-After"], answer["Content-Type"], body)
del client.cookies["sessionid"]
print(*(client.get(path).status_code for path in ("/healthz", "/readyz")))
assert time.monotonic() - began < 60
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_a_database_out_of_reach(kind, tmp_path):
    """In a process of its own: no server at the address, or a file that another process has locked."""
    url = f"postgresql://nobody@/none?host={tmp_path}"
    holder = None
    if kind == "sqlite":
        holder = sqlite3.connect(tmp_path / "held.sqlite3", isolation_level=None)
        holder.execute("CREATE TABLE notifications_clock (id INTEGER)")
        holder.execute("BEGIN EXCLUSIVE")
        url = f"sqlite:///{tmp_path / 'held.sqlite3'}?timeout=0"
    found = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(OUT_OF_REACH)],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_WAIT": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if holder is not None:
        holder.close()
    assert found.returncode == 0, found.stderr[-3000:]
    *lines, health = found.stdout.splitlines()
    assert health == "200 503"
    assert len(lines) == 8
    for n, line in enumerate(lines):
        assert line.startswith("503 5 "), line[:200]
        assert SENTENCES["zh-hans" if n in (2, 3) else "en"] in line
        assert ("application/problem+json" in line) == (n >= 6)
