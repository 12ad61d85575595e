"""Prove `make run` in a fresh clone: with a half-made `.venv`, in the environment of another program, cut short and
started again; sign in as a demo person, kill each process in turn, carry a challenge through, stop it.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 420
# Longest until a killed process is there again.
BACK = 30
FOREIGN = {
    "DJANGO_SETTINGS_MODULE": "somebody.elses",
    "DATABASE_URL": "postgres://somebody:else@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "LOG_LEVEL": "verbose",
    "GUNICORN_CMD_ARGS": "--workers=nine",
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
    "PIP_USER": "1",
}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(base: str, process: subprocess.Popen, seconds: float) -> float:
    """Return after how many seconds the address answered; exits when the process ends or the time is over."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if process.poll() is not None:
            sys.exit(f"make run ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit(f"make run did not answer within {seconds} s")


def stop(process: subprocess.Popen) -> None:
    """Press Ctrl-C, and see that everything ends."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        sys.exit("make run did not stop on Ctrl-C")


def processes(clone: Path, word: str) -> list[int]:
    """Return the processes that the start in this clone runs for this word of their command, oldest first."""
    found = []
    for entry in sorted(Path("/proc").glob("[0-9]*"), key=lambda entry: int(entry.name)):
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if word in command and any(part.startswith(str(clone)) for part in command):
            found.append(int(entry.name))
    return found


def cut_short(clone: Path, environment: dict) -> None:
    """Begin the first start, and end it without warning while it writes its tables."""
    process = subprocess.Popen(["make", "run"], cwd=clone, env=environment, start_new_session=True)
    limit = time.monotonic() + LONGEST
    while not processes(clone, "migrate") and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.1)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    limit = time.monotonic() + BACK
    while processes(clone, "migrate"):
        if time.monotonic() > limit:
            sys.exit("migrate outlived the killed start")
        time.sleep(0.1)
    print("cut short while writing tables", flush=True)


def kill_each(clone: Path, base: str, process: subprocess.Popen) -> None:
    """Kill web, worker and beat without warning, one after the other: each is there again, and the site answers."""
    for word in ("gunicorn", "worker", "beat"):
        [old, *_] = processes(clone, word)
        os.kill(old, signal.SIGKILL)
        began = time.monotonic()
        while old in processes(clone, word) or not processes(clone, word):
            if time.monotonic() - began > BACK:
                sys.exit(f"{word} did not come back within {BACK} s")
            time.sleep(0.1)
        wait_for(base, process, BACK)
        print(f"{word} killed: back after {time.monotonic() - began:.1f} s", flush=True)


def sign_in(base: str, email: str, password: str) -> None:
    """Sign in over HTTP as a browser would, and open the desk."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{base}/accounts/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    data = urllib.parse.urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token}).encode()
    browser.open(urllib.request.Request(f"{base}/accounts/login/", data, {"Referer": base}), timeout=20)
    desk = browser.open(f"{base}/desk/", timeout=20)
    if "/accounts/login" in desk.geturl():
        sys.exit(f"{email} could not sign in")


def main() -> int:
    """Run the proof; returns the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="jiebang-run-"))
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{ROOT}", str(clone)], check=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | FOREIGN | {"PORT": str(port)}
    (clone / ".venv" / "bin").mkdir(parents=True)
    try:
        cut_short(clone, environment)
        for word in ("first", "second"):
            process = subprocess.Popen(["make", "run"], cwd=clone, env=environment, start_new_session=True)
            try:
                print(f"{word} start: {wait_for(base, process, LONGEST):.0f} s", flush=True)
                front = urllib.request.urlopen(base, timeout=20).read().decode()
                if "演示数据" not in front:
                    sys.exit("the hall does not show the banner of the demo")
                sign_in(base, "handler@s01.example", "jiebang-demo")
                if word == "second":
                    kill_each(clone, base, process)
                journey = ROOT / ".ci" / "journey.py"
                if word == "second" and journey.exists():
                    subprocess.run([str(clone / ".venv/bin/python"), str(journey), base], cwd=clone, check=True)
            finally:
                if process.poll() is None:
                    stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("make run stands", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
