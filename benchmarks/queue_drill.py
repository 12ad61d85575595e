"""The queue drill: a real worker and beat on the embedded queue; kill, and lay half-written messages into the queue.

`python -m benchmarks.queue_drill [--notices 1000] [--kills 200] [--poison 1000]` writes `benchmarks/results/queue.md`.
"""

import argparse
import base64
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUEUE = "celery"
MOST_WAITING = 300


@dataclass
class Outcome:
    """What the drill counted; `seconds` from the last kill until everything had arrived."""

    notices: int
    poison: int
    kills: int = 0
    full: int = 0
    amid: int = 0
    ended_by_itself: int = 0
    aside: int = 0
    left: int = 0
    inbox_rows: int = 0
    mails: int = 0
    seconds: float = 0.0

    @property
    def lost(self) -> int:
        return self.notices - self.inbox_rows


class Worker:
    """A Celery process. Only a kill of ours ends it; any other end is counted."""

    def __init__(self, words: str, log):
        self.command, self.log, self.ended = [sys.executable, "-m", "celery", *words.split()], log, 0
        self.start()

    def start(self) -> None:
        self.child = subprocess.Popen(
            self.command, cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def look(self) -> None:
        """Count an end of its own, and start again as the supervisor would."""
        if self.child.poll() is not None:
            self.ended += 1
            self.start()

    def kill(self) -> None:
        self.look()
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()


def message(**changes) -> dict:
    """A message as Celery writes it, with some of it replaced."""
    return {
        "body": base64.b64encode(b"[[], {}, {}]").decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"task": "notifications.tasks.relay_sweep", "id": "1", "lang": "py", "retries": 0},
        "properties": {"delivery_tag": "1", "body_encoding": "base64", "delivery_info": {}},
    } | changes


def poisons(chance: random.Random):
    """Yield contents that are no message, for ever; most are messages cut off somewhere."""
    whole = json.dumps(message()).encode()
    while True:
        yield from (whole[: chance.randrange(len(whole))] for _ in range(8))
        yield chance.randbytes(300)
        yield b""
        yield b"[]"
        yield json.dumps(message(headers={"task": "no.such.task", "id": "1"})).encode()
        yield json.dumps(message(headers={"task": ["a"], "id": "1"})).encode()
        yield json.dumps(message(headers=message()["headers"] | {"expires": "never"})).encode()
        yield json.dumps(message(**{"content-type": "application/x-none"})).encode()
        yield json.dumps(message(body="%%%")).encode()


def lay(folder: Path, contents, number: int) -> None:
    """Write one content straight into the queue, in two halves, as a process does that knows of no renaming."""
    path = folder / f"{time.time_ns():020d}_poison{number}.{QUEUE}.msg"
    content = next(contents)
    with path.open("wb", buffering=0) as file:
        file.write(content[: len(content) // 2])
        file.write(content[len(content) // 2 :])


def taken_from(queue: Path, waiting: set[str], seconds: float) -> bool:
    """Wait until one of the messages is gone or for so long; returns whether one is."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if not all((queue / name).exists() for name in waiting):
            return True
        time.sleep(0.02)
    return False


def drill(*, notices: int, kills: int, poison: int, folder: Path, patience: float = 8.0, seed: int = 0) -> Outcome:
    """Record notices, lay poison and kill the worker, all at once; then wait for the arrivals.

    A new worker is given `patience` seconds to begin before it is killed without having taken anything.
    """
    chance = random.Random(seed)
    outcome = Outcome(notices, poison)
    os.environ |= {"DRILL_PLACE": str(folder), "DJANGO_SETTINGS_MODULE": "benchmarks.queue_settings"}
    # Only now, because the settings are read from this environment.
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from benchmarks.drill import feed
    from config.run import BEAT, WORKER

    queue, contents = folder / "queue", poisons(chance)
    queue.mkdir(exist_ok=True)
    laid = recorded = 0
    with open(folder / "celery.log", "ab") as log:
        worker, beat = Worker(WORKER, log), Worker(BEAT, log)
        try:
            for turn in range(1, kills + 1):
                while laid < poison * turn // kills:
                    lay(queue, contents, laid)
                    laid += 1
                feed.record_some(recorded, notices * turn // kills)
                recorded = notices * turn // kills
                waiting = {path.name for path in queue.glob("*.msg")}
                outcome.full += bool(waiting)
                outcome.amid += taken_from(queue, waiting, patience)
                time.sleep(chance.uniform(0, 0.3))
                worker.kill()
                outcome.kills += 1
                worker.start()
                beat.look()
            began = time.monotonic()
            while time.monotonic() - began < MOST_WAITING:
                worker.look()
                beat.look()
                if feed.settled() and not list(queue.glob("*poison*")):
                    break
                time.sleep(0.2)
            outcome.seconds = time.monotonic() - began
        finally:
            worker.kill()
            beat.kill()
    outcome.ended_by_itself = worker.ended + beat.ended
    outcome.aside = sum(1 for _ in (folder / "aside").glob("*"))
    outcome.left = sum(1 for _ in queue.glob("*poison*"))
    outcome.inbox_rows = feed.arrivals_due()[1]
    outcome.mails = sum(1 for _ in (folder / "mail").glob("[0-9]*.eml"))
    return outcome


def report(outcome: Outcome) -> str:
    """The outcome as a page."""
    return f"""# The embedded queue under fault

`python -m benchmarks.queue_drill --notices {outcome.notices} --kills {outcome.kills} --poison {outcome.poison}`: the
worker and the beat of the one-command start on SQLite and the queue in a folder. Notices are recorded and messages that
are half-written or make no sense are laid into the queue all the while.

| | |
|---|---|
| notices recorded | {outcome.notices:,} |
| messages laid that are none | {outcome.poison:,} |
| worker killed (SIGKILL) | {outcome.kills} |
| … while messages were waiting | {outcome.full} |
| … after the new worker had begun to take them | {outcome.amid} |
| set aside and kept | {outcome.aside:,} |
| left in the queue | {outcome.left} |
| inbox rows | {outcome.inbox_rows:,} |
| mails written | {outcome.mails:,} |
| **worker or beat ended by itself** | **{outcome.ended_by_itself}** |
| **notices lost** | **{outcome.lost}** |
| from the last kill until all had arrived | {outcome.seconds:.0f} s |
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--poison", type=int, default=1000)
    parser.add_argument("--patience", type=float, default=8.0, help="seconds a worker has to begin")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "queue.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="queue-drill") as name:
        outcome = drill(
            notices=asked.notices, kills=asked.kills, poison=asked.poison, folder=Path(name), patience=asked.patience
        )
        page = report(outcome)
        print(page)
        asked.out.write_text(page, encoding="utf-8")
        failed = outcome.lost or outcome.ended_by_itself or outcome.left
        if failed:
            print((Path(name) / "celery.log").read_text(errors="replace")[-4000:])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
