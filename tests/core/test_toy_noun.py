"""A noun is a folder in each layer and one line: a toy is put into a copy of the house, and everything works from that.

The toy stands in `tests/core/toy/`, laid out as in the house; what is asked of it in `toy/tests/visits/proof.py`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOY = Path(__file__).parent / "toy"
HOUSE = ("config", "frontend", "challenges", "accounts", "notifications", "tests")
ABOVE = '    "desk",\n'

# What is left out, and which proofs then fail: each registration is needed, and none stands in for another.
LEFT_OUT = {
    "challenges/visits/nouns.py": {"policy", "page", "clock"},
    "challenges/visits/notices.py": {"told"},
    "challenges/visits/templates": {"told"},
    "challenges/visits/api": {"interface"},
    "frontend/visits": {"page"},
    "frontend/visits/words.py": {"page"},
}


@pytest.fixture
def house(tmp_path):
    """A copy of the house with the folders of the toy and, of what stands, one line more."""
    for name in HOUSE:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("toy", "static"))
    for name in ("pyproject.toml", "requirements.lock", "manage.py"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
    domains = tmp_path / "challenges" / "domains.py"
    text = domains.read_text(encoding="utf-8")
    assert text.count(ABOVE) == 1
    domains.write_text(text.replace(ABOVE, f'    "visits",\n{ABOVE}'), encoding="utf-8")
    return tmp_path


def prove(house):
    """Run what is asked of the toy, in a process of its own and on SQLite."""
    command = [sys.executable, "-m", "pytest", "--tb=short", "-p", "no:cacheprovider", "tests/visits/proof.py"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment = kept | {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_a_noun_is_a_folder_in_each_layer_and_one_line(house):
    answer = prove(house)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "8 passed" in answer.stdout


@pytest.mark.drill
@pytest.mark.parametrize("part", LEFT_OUT)
def test_what_is_left_out_is_missed(house, part):
    path = house / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    answer = prove(house)
    failed = [line for line in answer.stdout.splitlines() if line.startswith("FAILED")]
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert {word for word in LEFT_OUT[part] if not any(word in line.split(" - ")[0] for line in failed)} == set()


@pytest.mark.drill
def test_without_its_line_there_is_no_such_noun(house):
    shutil.copy(ROOT / "challenges" / "domains.py", house / "challenges" / "domains.py")
    assert prove(house).returncode == 1
