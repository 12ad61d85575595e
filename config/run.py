"""The one-command start: web, worker and beat together, restarted when they fall, stopped together.

`make run` starts it in a clean environment (config/machine.py). The port is this process's own: it is taken before
anything else is done, and handed to the web server, so that no fall of that server loses it.
"""

import fcntl
import os
import re
import signal
import socket
import sqlite3
import sys
import time
from typing import Any

from config.children import ROOT, Child, Leash, end_group

HOST = "127.0.0.1"
VAR = ROOT / "var"
PORTS = range(1, 65536)
PROPOSED = 3
# The longest any task may take, with its margin (config/settings/base.py): a worker that is silent longer hangs.
WORKER_ENDS_AFTER = 1080.0
BEAT_NAMED_AFTER, BEAT_ENDS_AFTER = 60.0, 90.0
WEB = "config.wsgi:application --worker-class=gthread --workers=2 --threads=4 --log-level=warning --graceful-timeout=5"
CELERY = "-A config.celery --quiet"
WORKER = f"{CELERY} worker --pool=solo --loglevel=warning --without-mingle --without-gossip --without-heartbeat"
BEAT = f"{CELERY} beat --loglevel=warning"
PREPARATIONS = (
    ("翻译", ["compile_translations"]),
    ("数据库", ["migrate", "--verbosity=0"]),
    ("演示数据", ["seed_demo", "--once"]),
)


class Stop(Exception):
    """The start cannot go on; says why and what to do, in words."""


def port_of(words: str) -> int:
    """Return the port that was asked for; raises Stop when it is none. Nothing means 8000."""
    if not words.strip():
        return 8000
    number = int(words) if re.fullmatch("[0-9]{1,5}", words.strip(), re.ASCII) else 0
    if number not in PORTS:
        raise Stop(f"PORT={words[:40]} 不是端口。请写 1 到 65535 之间的数字，例如 PORT=8080 make run")
    return number


def listen(port: int) -> list[socket.socket]:
    """Take the port, for `localhost` by IPv6 too where that is free; raises Stop with other ports when it is taken."""
    if answers(port):
        raise Stop(f"端口 {port} 已被占用。{proposal(port)}")
    main = socket.socket()
    main.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        main.bind((HOST, port))
        main.listen(1024)
    except PermissionError:
        raise Stop(f"没有权限使用端口 {port}（1024 以下的端口要管理员权限）。{proposal(8000)}") from None
    except OSError as problem:
        raise Stop(f"端口 {port} 不能用（{problem.strerror}）。{proposal(port)}") from None
    return [main, *second(port)]


def second(port: int) -> list[socket.socket]:
    """Return the same port of IPv6's own machine; nothing where there is no IPv6 or somebody has it."""
    try:
        other = socket.socket(socket.AF_INET6)
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("::1", port))
        other.listen(1024)
    except OSError:
        return []
    return [other]


def answers(port: int) -> bool:
    """Return True when somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((HOST, port)) == 0


def free(port: int) -> bool:
    """Return True when the port could be taken now."""
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def proposal(port: int) -> str:
    """Return a sentence that names ports that are free, the next ones above."""
    found = []
    for number in (*range(port + 1, min(port + 200, 65536)), *range(8000, 8200)):
        if number >= 1024 and number not in found and free(number):
            found.append(number)
        if len(found) == PROPOSED:
            break
    words = "、".join(map(str, found))
    return f"现在空着的有 {words}，例如：PORT={found[0]} make run" if found else "请换一个端口：PORT=… make run"


def lay() -> None:
    """Make the folders of the data, and see that they and the database can be written; raises Stop."""
    try:
        for folder in (VAR, VAR / "media", VAR / "mail"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = VAR / f".probe-{os.getpid()}"
        probe.write_bytes(b"0" * 65536)
        probe.unlink()
    except OSError as problem:
        raise Stop(f"写不了数据目录 {problem.filename or VAR}：{problem.strerror}。") from None
    database = VAR / "jiebang.sqlite3"
    if not database.exists():
        return
    if not os.access(database, os.W_OK):
        raise Stop(f"写不了数据库 {database}：没有权限。")
    try:
        with sqlite3.connect(database) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as problem:
        raise Stop(f"数据库 {database} 打不开（{problem}）。请移走它（演示数据会重新装入），再运行一次。") from None


def alone():
    """Keep a second start out of the same folder; raises Stop. The lock ends with this process."""
    lock = (VAR / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stop("这个目录里已经有一个揭榜在运行。请先停掉它（在它的窗口按 Ctrl-C）。") from None
    return lock


def prepare(leash: Leash, environment: dict, stopping: list) -> None:
    """Bring translations, tables and demo data to where they belong; raises Stop. Each may be cut short and repeated.

    `stopping` is filled by the signal that ends the start.
    """
    for name, words in PREPARATIONS:
        process = leash.popen("manage", *words, environment=environment)
        while process.poll() is None and not stopping:
            time.sleep(0.05)
        if stopping:
            end_group(process, signal.SIGTERM)
            process.wait()
            return
        if process.returncode:
            raise Stop(f"准备“{name}”没有成功（{process.returncode}），原因见上。解决后再运行一次。")


def waiting() -> float:
    """Return for how many seconds the oldest message has waited in the embedded queue."""
    oldest = time.time()
    for path in (VAR / "queue").glob("*.celery.msg"):
        try:
            oldest = min(oldest, path.stat().st_mtime)
        except OSError:
            continue
    return time.time() - oldest


def since_pulse() -> float:
    """Return how many seconds ago beat showed that it is alive."""
    try:
        return max(0.0, time.time() - (VAR / "beat.pulse").stat().st_mtime)
    except OSError:
        return 0.0


def start_children(leash: Leash, sockets: list[socket.socket], environment: dict) -> list[Child]:
    """Start the three processes; the web server gets the port as it stands."""
    ports = [part for each in sockets for part in ("--bind", f"fd://{each.fileno()}")]
    keep = tuple(each.fileno() for each in sockets)

    def web():
        return leash.popen("gunicorn", *WEB.split(), *ports, environment=environment, keep=keep)

    def worker():
        return leash.popen("celery", *WORKER.split(), environment=environment)

    def beat():
        return leash.popen("celery", *BEAT.split(), environment=environment)

    return [
        Child("web", web),
        Child("worker", worker, waiting, ended_after=WORKER_ENDS_AFTER),
        Child("beat", beat, since_pulse, BEAT_NAMED_AFTER, BEAT_ENDS_AFTER),
    ]


def announce(port: int) -> None:
    """Print the address, and one demo account per role."""
    from challenges.site.demo.accounts import PASSWORD, demo_accounts

    print(f"\n揭榜已启动：http://{HOST}:{port}/　（Ctrl-C 停止）")
    print(f"演示账号（密码都是 {PASSWORD}）：")
    for account in demo_accounts():
        print(f"  {account.email:<28} {account.title}　{account.organisation}")
    print(flush=True)


def run(stopping: list) -> None:
    """Prepare, start, and keep everything running until it is told to stop; raises Stop when it cannot begin."""
    port = port_of(os.environ.get("PORT", ""))
    lay()
    lock = alone()
    sockets = listen(port)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "SITE_URL": f"http://{HOST}:{port}",
        # Whoever tries the demonstration as root of a container knows it.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }
    leash = Leash()
    prepare(leash, environment, stopping)
    if stopping:
        return
    import django

    django.setup()
    children = start_children(leash, sockets, environment)
    try:
        announce(port)
        while not stopping:
            time.sleep(0.3)
            for child in children:
                child.look()
    finally:
        for child in children:
            child.stop()
        for child in children:
            child.finish()
        lock.close()


def main() -> int:
    """Run until Ctrl-C, SIGTERM, or the end of the terminal; returns the exit code."""
    streams: tuple[Any, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        stream.reconfigure(errors="backslashreplace")
    stopping = []
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Started with `nohup`, it outlives its terminal.
        if name != signal.SIGHUP or signal.getsignal(name) != signal.SIG_IGN:
            signal.signal(name, lambda *_: stopping.append(True))
    try:
        run(stopping)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    print("已停止", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
