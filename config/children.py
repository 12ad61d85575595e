"""Processes that are kept running: one that falls, hangs, or is killed is there again within seconds."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEASH = ROOT / "config" / "leash.py"
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
# Who has run this long has recovered: the next fall begins with the shortest pause again.
STEADY = 30.0
LONGEST_END = 10.0


class Leash:
    """The pipe that tells children when their supervisor is gone."""

    def __init__(self):
        self.end, self._mine = os.pipe()

    def popen(self, module: str, *arguments: str, environment: dict, keep=()) -> subprocess.Popen:
        """Start a module in a group of its own: Ctrl-C reaches the supervisor alone, which stops the rest in order."""
        return subprocess.Popen(
            [sys.executable, str(LEASH), str(self.end), module, *arguments],
            env=environment,
            cwd=ROOT,
            start_new_session=True,
            pass_fds=(self.end, *keep),
        )


def end_group(process: subprocess.Popen, number: int) -> None:
    """Send a signal to a process and to whatever it has started, its orphans too."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


class Child:
    """One process that is kept running. `start` starts it; `idle` tells for how many seconds it has done nothing.

    It is named as hanging after `named_after` idle seconds, and started anew after `ended_after`.
    """

    def __init__(
        self,
        name: str,
        start: Callable[[], subprocess.Popen],
        idle: Callable[[], float] = lambda: 0.0,
        named_after: float = 120.0,
        ended_after: float = 900.0,
    ):
        self.name, self._start, self.idle = name, start, idle
        self.named_after, self.ended_after = named_after, ended_after
        self.pause = SHORTEST_PAUSE
        self.start()

    def start(self) -> None:
        """Start the process."""
        self.started = time.monotonic()
        self.process = self._start()
        self.next_start: float | None = None
        self.named = False

    def look(self) -> None:
        """Start the process again when it has fallen and its pause is over; name it when it hangs."""
        if self.process.poll() is None:
            self._look_idle()
        elif self.next_start is None:
            # What the fallen one has started must not go on beside the new one.
            end_group(self.process, signal.SIGTERM)
            steady = time.monotonic() - self.started > STEADY
            self.pause = SHORTEST_PAUSE if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.next_start = time.monotonic() + self.pause
            print(f"{self.name} 已退出（{self.process.returncode}），{self.pause:.1f} 秒后重启", flush=True)
        elif time.monotonic() >= self.next_start:
            end_group(self.process, signal.SIGKILL)
            self.start()

    def _look_idle(self) -> None:
        idle = min(self.idle(), time.monotonic() - self.started)
        if idle < self.named_after:
            self.named = False
        elif not self.named:
            self.named = True
            print(f"{self.name} 已 {idle:.0f} 秒没有动静", flush=True)
        if idle >= self.ended_after:
            print(f"{self.name} 一直没有动静，重新启动", flush=True)
            end_group(self.process, signal.SIGKILL)

    def stop(self) -> None:
        """Ask the process to end."""
        end_group(self.process, signal.SIGTERM)

    def finish(self) -> None:
        """Wait until it has ended, and end what is left of its group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=LONGEST_END)
        end_group(self.process, signal.SIGKILL)
        self.process.wait()
