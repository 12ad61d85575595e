"""The one-command start: web, worker and beat together, restarted when they fall, stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
LONGEST_PAUSE = 30.0


def processes(port: int) -> dict[str, list[str]]:
    """Return the command of each process by its name."""
    celery = [str(BIN / "celery"), "-A", "config.celery", "--quiet"]
    return {
        "web": [
            str(BIN / "gunicorn"),
            "config.wsgi:application",
            "--worker-class=gthread",
            "--workers=2",
            "--threads=4",
            f"--bind={HOST}:{port}",
            "--log-level=warning",
        ],
        "worker": [*celery, "worker", "--pool=solo", "--loglevel=warning", "--without-mingle", "--without-gossip"],
        "beat": [*celery, "beat", "--loglevel=warning"],
    }


class Child:
    """One process that is kept running; a fall is followed by a growing pause."""

    def __init__(self, name: str, command: list[str], environment: dict):
        self.name, self.command, self.environment = name, command, environment
        self.pause = 0.5
        self.start()

    def start(self):
        self.started = time.monotonic()
        # A group of its own: Ctrl-C reaches the supervisor alone, which stops the children in order.
        self.process = subprocess.Popen(self.command, env=self.environment, cwd=ROOT, start_new_session=True)
        self.next_start = None

    def look(self):
        """Start the process again when it has fallen and its pause is over."""
        if self.process.poll() is None:
            return
        if self.next_start is None:
            self.pause = 0.5 if time.monotonic() - self.started > 60 else min(self.pause * 2, LONGEST_PAUSE)
            self.next_start = time.monotonic() + self.pause
            print(f"{self.name} 已退出（{self.process.returncode}），{self.pause:.0f} 秒后重启", flush=True)
        elif time.monotonic() >= self.next_start:
            self.start()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()

    def finish(self):
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def taken(port: int) -> bool:
    """Return True when something else listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def announce(port: int) -> None:
    """Print the address, and one demo account per role."""
    from django.conf import settings

    print(f"\n揭榜已启动：http://{HOST}:{port}/　（Ctrl-C 停止）", flush=True)
    if not settings.DEMO:
        return
    from challenges.management.demo.accounts import PASSWORD, demo_accounts

    print(f"演示账号（密码都是 {PASSWORD}）：")
    for account in demo_accounts():
        print(f"  {account.email:<28} {account.title}　{account.organisation}")
    print(flush=True)


def main() -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code."""
    port = int(os.environ.get("PORT", "8000"))
    if taken(port):
        print(f"端口 {port} 已被占用。请先停掉占用它的程序，或换一个端口：PORT=8080 make run", file=sys.stderr)
        return 1
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.local"),
    }
    environment.setdefault("SITE_URL", f"http://{HOST}:{port}")
    # Whoever tries the demonstration as root of a container knows it.
    environment.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    os.environ.update(environment)
    import django

    django.setup()
    stopping = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.append(True))
    children = [Child(name, command, environment) for name, command in processes(port).items()]
    while not taken(port) and not stopping:
        time.sleep(0.1)
        for child in children:
            child.look()
    announce(port)
    while not stopping:
        time.sleep(0.3)
        for child in children:
            child.look()
    for child in children:
        child.stop()
    for child in children:
        child.finish()
    print("已停止", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
