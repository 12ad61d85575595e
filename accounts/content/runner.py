"""Check a file in a process of its own, with a limit of time and of memory: whatever is in it ends only that."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from .findings import Finding

HOME = Path(__file__).resolve().parents[2]
# A drawing of 100 MB takes two seconds; what takes longer than this is made to.
SECONDS, MEGABYTES = 30, 1536


class NotChecked(RuntimeError):
    """The file could not be looked through. `code` is `time`, `too_much`, `killed` or `failed`."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def check(path: Path, content_type: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> list[Finding]:
    """Return what a stored file holds, at most `seconds` of wall time later; raises NotChecked, and FileNotFoundError.

    The scanner that is there when no other is set.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(str(path))
    process = subprocess.Popen(
        [sys.executable, "-m", "accounts.content.check", str(path), content_type, str(seconds), str(megabytes)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=HOME,
        # Nothing of this process's surroundings goes along: no settings, no secrets.
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        answer, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        stop(process)
        raise NotChecked("time", f"{seconds} s") from None
    except BaseException:
        stop(process)
        raise
    return heard(process.returncode, answer, errors.decode(errors="replace"))


def stop(process: subprocess.Popen) -> None:
    """Kill the checker, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def heard(code: int, answer: bytes, errors: str) -> list[Finding]:
    """Return what the checker found, or raise NotChecked with how it ended."""
    if code == -signal.SIGXCPU:
        raise NotChecked("time")
    if code < 0:
        raise NotChecked("killed", signal.Signals(-code).name)
    try:
        told = json.loads(answer)
    except ValueError:
        raise NotChecked("failed", errors.strip().splitlines()[-1][:200] if errors.strip() else "") from None
    if "stopped" in told:
        raise NotChecked(told["stopped"])
    return [Finding(**plain) for plain in told["found"]]
