"""The deadline proof in small: several processes around one last second, on the embedded database."""

import pytest

from benchmarks.deadline_proof import main

pytestmark = pytest.mark.drill


def test_nothing_comes_in_late_and_no_number_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PROOF_SLOWER", "3")
    page = tmp_path / "deadline.md"
    options = ["--submissions", "60", "--processes", "2", "--only", "sqlite", "--write", str(page)]
    monkeypatch.setattr("sys.argv", ["deadline_proof", *options])
    assert main() == 0
    assert "| **accepted after the last second** | 0 |" in page.read_text()
