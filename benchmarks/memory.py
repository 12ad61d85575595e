"""Memory of one web worker after use: `python -m benchmarks.memory` writes results/memory.md.

Fills the demo into a database of its own, starts one gunicorn worker on 127.0.0.1, asks every kind of page that people
of several roles reach by following links, and reads how much of the worker is resident. `--database FILE` takes a demo
that stands already, by a copy.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "memory.md"
TARGET = 120
ROLES = (
    "visitor",
    "sme-handler",
    "lead-signer",
    "organiser-batch_admin",
    "organiser-review_officer",
    "expert",
    "operator",
)
FEWEST_PAGES = 30
# How long the server may take to answer for the first time, in seconds.
PATIENCE = 60


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def resident(pid: int) -> int:
    """Return the resident memory of a process in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def worker_of(master: int) -> int:
    """Return the process id of the one worker of a gunicorn."""
    return int(Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()[0])


def get(base: str, path: str, cookie: str = ""):
    """Return (status, html or None, path after redirects) of a page."""
    request = urllib.request.Request(base + path, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            page = answer.headers.get_content_type() == "text/html"
            return answer.status, answer.read().decode() if page else None, answer.url.removeprefix(base)
    except urllib.error.HTTPError as refused:
        return refused.code, None, path


def wait(base: str, server) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            get(base, "/healthz")
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer")


def walk(base: str) -> int:
    """Ask every kind of page that each role reaches; returns how many were asked."""
    from django.conf import settings

    from tests.frontend.crawl import crawl
    from tests.frontend.demo import STARTS
    from tests.frontend.shots import sessions

    keys, asked = sessions(), 0
    for role in ROLES:
        cookie = f"{settings.SESSION_COOKIE_NAME}={keys[role]}" if keys[role] else ""
        found = crawl(lambda path, cookie=cookie: get(base, path, cookie), STARTS if cookie else ("/",))
        asked += len(found)
    return asked


def measure(folder: str, database: str | None) -> tuple[int, int, int]:
    """Return the kilobytes after the first answer and after all pages, and how many pages were asked."""
    target = Path(folder) / "demo.sqlite3"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.memory_settings",
        "MEMORY_DATABASE": str(target),
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    if database:
        shutil.copy(database, target)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("compile_translations", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("seed_demo", once=True)
    port = free_port()
    command = ["-m", "gunicorn", "config.wsgi:application", "--worker-class=gthread", "--workers=1", "--threads=4"]
    server = subprocess.Popen(
        [sys.executable, *command, f"--bind=127.0.0.1:{port}", "--log-level=warning"], cwd=ROOT, env=os.environ
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait(base, server)
        pid = worker_of(server.pid)
        first = resident(pid)
        asked = walk(base)
        return first, resident(pid), asked
    finally:
        server.terminate()
        server.wait(timeout=30)


def main() -> int:
    """Measure and write the result; 1 when too few pages were asked for it to mean anything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", help="a demo that stands already (an SQLite file)")
    with TemporaryDirectory() as folder:
        first, after, asked = measure(folder, parser.parse_args().database)
    lines = [
        "# Memory of a web worker",
        "",
        f"`python -m benchmarks.memory`: one gunicorn worker (gthread, 4 threads) on the demo, {asked} pages asked as "
        f"{len(ROLES)} people: {', '.join(ROLES)}.",
        "",
        "| resident | measured | target |",
        "|---|---|---|",
        f"| after the first answer | {first / 1024:.0f} MB | – |",
        f"| after {asked} pages | {after / 1024:.0f} MB | ≤ {TARGET} MB |",
        "",
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return 0 if asked >= FEWEST_PAGES else 1


if __name__ == "__main__":
    sys.exit(main())
