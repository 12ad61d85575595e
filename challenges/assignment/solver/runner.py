"""Run a solver in a process of its own, with a limit of time and of memory; killed, there is simply no plan."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from challenges.assignment.solver.terms import ProblemError

if TYPE_CHECKING:
    from challenges.assignment.solver.problem import Problem

HOME = Path(__file__).resolve().parents[3]
# One thread each: the limit of memory counts address space, and threads reserve much of it without use.
QUIET = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

# How Python, C++, the loader and NumPy say that there was no more memory.
OUT_OF_MEMORY = (
    "MemoryError",
    "bad_alloc",
    "failed to map segment",
    "annot allocate",
    "Memory allocation",
    "Unable to allocate",
)


class SolverStopped(RuntimeError):
    """No plan was made. `code` is `time`, `memory`, `killed` or `failed`; asking again is always possible."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def plan(problem: "Problem", *, cover_seconds: float = 0, seconds: float = 60, megabytes: int = 2048) -> dict:
    """Return the plan of a problem as plain data, made in a process of its own; raises what `plan_plain` raises."""
    from challenges.assignment.solver.problem import to_plain

    return plan_plain(to_plain(problem), cover_seconds=cover_seconds, seconds=seconds, megabytes=megabytes)


def plan_plain(plain: dict, *, cover_seconds: float = 0, seconds: float = 60, megabytes: int = 2048) -> dict:
    """Return the plan of a problem that is plain data already.

    Raises SolverStopped when it took longer than `seconds`, more than `megabytes`, or died; ProblemError when the
    input contradicts itself.
    """
    return run({"do": "plan", "problem": plain, "cover_seconds": cover_seconds}, seconds, megabytes)


def run(job: dict, seconds: float, megabytes: int) -> dict:
    """Hand a job to the solver's process over stdin and read its answer from stdout."""
    process = subprocess.Popen(
        [sys.executable, "-m", "challenges.assignment.solver.solve", str(int(seconds) + 1), str(megabytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=HOME,
        # Nothing of this process's surroundings goes along: no settings, no secrets.
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **QUIET},
        start_new_session=True,
    )
    try:
        answer, errors = process.communicate(json.dumps(job).encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        stop(process)
        raise SolverStopped("time", f"{seconds} s") from None
    except BaseException:
        stop(process)
        raise
    return read(process.returncode, answer, errors, seconds, megabytes)


def stop(process: subprocess.Popen) -> None:
    """Kill the solver with all its children, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def read(code: int, answer: bytes, errors: bytes, seconds: float, megabytes: int) -> dict:
    text = errors.decode(errors="replace")
    if code == -signal.SIGXCPU:
        raise SolverStopped("time", f"{seconds} s")
    if any(sign in text for sign in OUT_OF_MEMORY):
        raise SolverStopped("memory", f"{megabytes} MB")
    if code < 0:
        raise SolverStopped("killed", signal.Signals(-code).name)
    try:
        data = json.loads(answer)
    except ValueError:
        raise SolverStopped("failed", text.strip().splitlines()[-1][:200] if text.strip() else "") from None
    if "error" in data:
        raise ProblemError(data["error"]["code"], **data["error"]["fields"])
    return dict(data["plan"])
