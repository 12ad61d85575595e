"""The one-command start: a port in words, and processes that come back, whichever of them is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from config import run
from config.children import Child, Leash

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 30


@pytest.mark.parametrize(
    "words", ["abc", "0", "99999", "65536", "-1", "８０００", "80.5", "0x50", "8000 8001", "²", "1" * 5000]
)
def test_what_is_no_port_is_refused_in_words(words):
    with pytest.raises(run.Stop, match="PORT="):
        run.port_of(words)


@pytest.mark.parametrize(
    ("words", "port"), [("", 8000), (" ", 8000), ("8080", 8080), (" 8080 ", 8080), ("65535", 65535)]
)
def test_what_is_a_port_is_taken(words, port):
    assert run.port_of(words) == port


def listener(host="127.0.0.1", family=socket.AF_INET):
    taken = socket.socket(family)
    taken.bind((host, 0))
    taken.listen()
    return taken, taken.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_answered_with_free_ones(host):
    taken, port = listener(host)
    with taken, pytest.raises(run.Stop, match=rf"端口 {port} 已被占用.*PORT=\d+ make run") as stopped:
        run.listen(port)
    proposed = int(str(stopped.value).rpartition("PORT=")[2].split()[0])
    assert proposed != port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", proposed))


def test_a_port_that_is_bound_and_not_yet_listening_is_refused_too():
    with socket.socket() as early:
        early.bind(("127.0.0.1", 0))
        with pytest.raises(run.Stop, match="不能用"):
            run.listen(early.getsockname()[1])


def test_a_taken_port_of_ipv6_is_no_obstacle():
    try:
        taken, port = listener("::1", socket.AF_INET6)
    except OSError:
        assert run.second(8000) == []
        return
    with taken:
        sockets = run.listen(port)
        assert [each.family for each in sockets] == [socket.AF_INET]
        sockets[0].close()


def until(true, seconds=LONGEST):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    """A process that has ended and waits to be collected is not alive."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def group(pgid: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[2]) == pgid and words[0] != "Z":
            found.append(int(entry.name))
    return found


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def fetches(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@linux
@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSEGV])
def test_a_killed_web_server_is_back_within_seconds_on_its_port(number, capfd):
    [main, *others] = run.listen(run_free())
    port, leash = main.getsockname()[1], Leash()
    words = f"wsgiref.simple_server:demo_app --worker-class=gthread --workers=2 --bind fd://{main.fileno()}".split()
    child = Child("web", lambda: leash.popen("gunicorn", *words, environment=dict(os.environ), keep=(main.fileno(),)))
    try:
        assert until(lambda: fetches(port))
        assert until(lambda: len(group(child.process.pid)) == 3)
        before = group(child.process.pid)
        os.kill(child.process.pid, number)
        began = time.monotonic()
        assert until(lambda: child.process.poll() is not None)
        assert until(lambda: child.look() or child.process.poll() is None)
        assert until(lambda: fetches(port))
        assert time.monotonic() - began < LONGEST / 2
        assert not [pid for pid in before if alive(pid)]
    finally:
        child.stop()
        child.finish()
        for each in (main, *others):
            each.close()
    assert "web 已退出" in capfd.readouterr().out


def run_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SUPERVISOR = """
import os, sys, time
from config.children import Leash
leash = Leash()
child = leash.popen("tests.config.deaf", environment=dict(os.environ))
print(child.pid, flush=True)
time.sleep(60)
"""


@linux
@pytest.mark.drill
def test_nobody_outlives_a_killed_supervisor():
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(supervisor.stdout.readline())
    assert until(lambda: len(group(pid)) == 2)
    supervisor.kill()
    supervisor.wait()
    assert until(lambda: not group(pid))


@linux
@pytest.mark.drill
def test_a_process_that_hangs_is_named_then_started_anew(capfd):
    leash, idle = Leash(), [0.0]

    def start():
        return leash.popen("tests.config.deaf", environment=dict(os.environ))

    child = Child("worker", start, lambda: idle[0], named_after=0.2, ended_after=0.4)
    try:
        first = child.process.pid
        child.look()
        assert "没有动静" not in capfd.readouterr().out
        idle[0] = 9.0
        time.sleep(0.25)
        child.look()
        child.look()
        assert capfd.readouterr().out.count("没有动静") == 1
        time.sleep(0.2)
        assert until(lambda: child.look() or child.process.pid != first)
    finally:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.finish()


@pytest.mark.drill
def test_pauses_grow_and_stay_within_seconds(capfd):
    def start():
        process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
        process.wait()
        return process

    child, pauses = Child("worker", start), []
    for _ in range(6):
        child.look()
        pauses.append(child.pause)
        child.start()
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (1.0, 5.0)
