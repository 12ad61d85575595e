"""The same tests in the same order in every process: what is run side by side is told apart by its place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def collected(seed: str, *options: str) -> str:
    """Return the names of all tests as a process with this seed of its hashes finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *options]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.rpartition("\n\n")[0]


@pytest.mark.drill
def test_no_order_of_tests_hangs_on_the_order_of_a_set():
    first = collected("1")
    assert first.count("\n") > 1000
    assert all(collected(seed) == first for seed in ("2", "5"))


@pytest.mark.drill
def test_a_shuffled_run_has_the_same_tests_in_an_order_of_its_seed():
    where = ("tests/typed", "tests/notifications")
    plain = collected("1", *where).splitlines()
    one, same, other = (
        collected(hashes, "-p", "randomly", f"--randomly-seed={seed}", *where).splitlines()
        for hashes, seed in (("1", 7), ("5", 7), ("1", 8))
    )
    assert one == same
    assert plain != one != other
    assert sorted(plain) == sorted(one) == sorted(other)
    files = [name.partition("::")[0] for name in one]
    assert len(set(files)) > 10
    # A file has its turn once with its rows undone, once with them committed, once with none: as pytest-django sorts.
    turns = [file for file, before in zip(files, ["", *files], strict=False) if file != before]
    assert len(turns) <= 3 * len(set(files))
