"""The same tests in the same order in every process: what is run side by side is told apart by its place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def collected(seed: str) -> str:
    """Return the names of all tests as a process with this seed of its hashes finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.rpartition("\n\n")[0]


@pytest.mark.drill
def test_no_order_of_tests_hangs_on_the_order_of_a_set():
    first = collected("1")
    assert first.count("\n") > 1000
    assert all(collected(seed) == first for seed in ("2", "5"))
