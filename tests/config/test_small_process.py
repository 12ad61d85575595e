"""The web process stays small: the numerical libraries are for the worker and for the solver's own process."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "scipy", "ortools")
LOOK = f"""
import sys
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted(name for name in {HEAVY!r} if name in sys.modules))
"""


@pytest.mark.slow
def test_a_web_process_loads_no_numerical_library():
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": "/usr/bin:/bin"},
    )
    assert done.stdout.split() == []


def test_the_pages_of_plans_and_draws_are_loaded_without_them():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nfrom challenges.assignment.solver import draw, fit, replay, runner, terms\n"
            f"print(*sorted(name for name in {HEAVY!r} if name in sys.modules))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
