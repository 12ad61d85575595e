"""Prove docker-compose.yml: its web, worker and beat commands as plain processes on PostgreSQL and Redis.

Needs DATABASE_URL and REDIS_URL (`python -m tests.servers` brings both). Production settings, invented secrets.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ROUND_TRIP = """
import time
from types import SimpleNamespace
from django.utils import timezone
from accounts.acting import CLOCK
from notifications.events import record
from notifications.tasks import relay_wake
event = record("rubric.saved", subject=SimpleNamespace(noun="rubric", pk=1), by=CLOCK, at=timezone.now())
relay_wake.delay()
for _ in range(300):
    event.refresh_from_db()
    if event.dispatched_at:
        break
    time.sleep(0.1)
else:
    raise SystemExit("the worker did not take the event")
print("round trip through the queue: ok")
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(url: str) -> int:
    """Return the status of an address as the proxy in front would see it; 0 when nothing answers."""
    request = urllib.request.Request(url, headers={"Host": "jiebang.example", "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, OSError):
        return 0


def main() -> int:
    """Run the proof; returns the exit code."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    port = free_port()
    environment = os.environ | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "a-key-of-this-proof-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "jiebang.example",
        "SITE_URL": "https://jiebang.example",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": "9",
        "TRUSTED_PROXY_COUNT": "1",
    }

    def manage(*words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)

    manage("compile_translations")
    manage("collectstatic", "--noinput", "--verbosity=0")
    subprocess.run(shlex.split(services["migrate"]["command"]), cwd=ROOT, env=environment, check=True)
    children = []
    try:
        for name in ("web", "worker", "beat"):
            command = shlex.split(services[name]["command"])
            if name == "web":
                command.append(f"--bind=127.0.0.1:{port}")
            children.append((name, subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)))
        base = f"http://127.0.0.1:{port}"
        for path in ("/healthz", "/readyz", "/"):
            status, limit = 0, time.monotonic() + 60
            while status != 200 and time.monotonic() < limit:
                status = ask(base + path)
                time.sleep(0 if status == 200 else 0.5)
            print(f"{path}: {status}", flush=True)
            if status != 200:
                return 1
        manage("shell", "--verbosity=0", "--command", ROUND_TRIP)
        fallen = [name for name, child in children if child.poll() is not None]
        if fallen:
            print("ended by themselves:", *fallen)
        return 1 if fallen else 0
    finally:
        for _, child in children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)
        for _, child in children:
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
