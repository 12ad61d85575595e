"""Any machine: a broken environment is made again, and what other programs left in the environment stays outside."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = {
    "DJANGO_SETTINGS_MODULE": "somebody.elses",
    "DATABASE_URL": "postgres://somebody:else@db.example/prod",
    "REDIS_URL": "redis://cache.example/0",
    "SECRET_KEY": "x",
    "SITE_URL": "https://somebody.example",
    "MEDIA_ROOT": "/nowhere",
    "EMAIL_HOST": "mail.example",
    "CELERY_BROKER_URL": "amqp://queue.example",
    "CELERY_CONFIG_MODULE": "somebody",
    "GUNICORN_CMD_ARGS": "--bind 0.0.0.0:1",
    "LOG_LEVEL": "verbose",
    "DEBUG": "*",
    "DEADLINE_SECONDS": "soon",
    "UPLOAD_HARD_LIMIT_MB": "much",
    "TRUSTED_PROXY_COUNT": "a",
    "OIDC_CLIENT_ID": "x",
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
    "PYTHONSTARTUP": "/nowhere.py",
    "PYTHONSAFEPATH": "1",
    "PYTHONWARNINGS": "error",
    "VIRTUAL_ENV": "/nowhere",
    "PIP_USER": "1",
    "PIP_TARGET": "/nowhere",
    "PIP_REQUIRE_HASHES": "0",
    "PORT": "8000",
    "WEB_CONCURRENCY": "64",
}


@pytest.fixture
def place(tmp_path):
    """A copy of the script on a machine of its own: two lock files that ask for nothing."""
    (tmp_path / "config").mkdir()
    shutil.copy(ROOT / "config" / "machine.py", tmp_path / "config")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def load(place):
    """The script of this place as a module."""
    spec = importlib.util.spec_from_file_location("machine_of_a_test", place / "config" / "machine.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(place, *words, **environment):
    """Run the script as make does; returns what came of it."""
    return subprocess.run(
        [sys.executable, "-I", "config/machine.py", *words],
        cwd=place,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def half(place, python=sys.executable):
    """An environment as an interrupted creation leaves it: no pip, no mark."""
    subprocess.run([python, "-I", "-m", "venv", "--without-pip", place / ".venv"], check=True)


def borrowed(place):
    """An environment that is whole, made quickly: its pip is the one of this run."""
    half(place)
    [packages] = (place / ".venv" / "lib").glob("python3*/site-packages")
    [ours] = [Path(entry) for entry in sys.path if (Path(entry) / "pip" / "__init__.py").exists()][:1]
    (packages / "pip").symlink_to(ours / "pip")
    (place / ".venv" / ".runtime").touch()


def cut(place):
    shutil.rmtree(place / ".venv")
    (place / ".venv").mkdir()


def gone_python(place):
    (place / ".venv" / "bin" / "python").unlink()
    (place / ".venv" / "bin" / "python").symlink_to("/nowhere/python3.12")


def gone_pip(place):
    [pip] = (place / ".venv" / "lib").glob("python3*/site-packages/pip")
    pip.unlink()


def other_version(place):
    python = place / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\necho 3 9\n")
    python.chmod(0o755)


def no_permission(place):
    python = place / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o644)


FAULTS = {
    "an empty folder": cut,
    "no configuration": lambda place: (place / ".venv" / "pyvenv.cfg").unlink(),
    "an installation cut short": lambda place: (place / ".venv" / ".installing").touch(),
    "a creation cut short": lambda place: (place / ".venv" / ".runtime").unlink(),
    "a Python that is gone": gone_python,
    "a Python without its pip": gone_pip,
    "a Python out of range": other_version,
    "a Python that may not run": no_permission,
}


@pytest.mark.drill
@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_environment_is_known_as_broken(place, name):
    machine = load(place)
    borrowed(place)
    assert machine.fault() == ""
    FAULTS[name](place)
    assert machine.fault()


@pytest.mark.drill
def test_a_broken_environment_is_made_again_in_words_and_a_whole_one_left_alone(place):
    half(place)
    answer = ask(place, "with", "-c", "import pip, sys; print(sys.prefix)")
    assert answer.returncode == 0, answer.stderr
    assert "旧的 .venv 不能用" in answer.stdout
    assert str(place / ".venv") in answer.stdout
    again = ask(place, "with", "-c", "print('at once')")
    assert again.stdout.split() == ["at", "once"]


@pytest.mark.drill
def test_what_other_programs_left_in_the_environment_stays_outside(place):
    borrowed(place)
    code = "import json, os, sys; print(json.dumps(dict(os.environ)))"
    answer = ask(place, "with", "-c", code, **FOREIGN)
    assert answer.returncode == 0, answer.stderr
    seen = json.loads(answer.stdout.splitlines()[-1])
    assert {name for name in FOREIGN if name in seen} == {"PORT"}
    named = ask(place, "with", "-c", code, TEST_DATABASE_URL="postgres://here/", **FOREIGN)
    assert json.loads(named.stdout.splitlines()[-1])["DATABASE_URL"] == "postgres://here/"


def test_a_mirror_is_kept_and_a_switch_that_moves_packages_is_not(place, monkeypatch):
    for name, value in FOREIGN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    environment = load(place).pip_environment()
    assert environment["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert {name: environment.get(name) for name in FOREIGN if name in environment} == {"PIP_USER": "0"}


def test_a_python_without_venv_leaves_nothing_and_says_what_to_install(place, monkeypatch):
    machine = load(place)
    poor = place / "python-without-venv"
    poor.write_text(
        '#!/bin/sh\ncase "$*" in *venv*) mkdir -p "$4"; echo "No module named ensurepip" >&2; exit 1;; esac\n'
    )
    poor.chmod(0o755)
    monkeypatch.setattr(machine.sys, "executable", str(poor))
    monkeypatch.setattr(machine, "PYTHONS", ())
    with pytest.raises(machine.Stop, match="sudo apt install python3-venv") as stopped:
        machine.ready("runtime")
    assert "No module named ensurepip" in str(stopped.value)
    assert not (place / ".venv").exists()


@pytest.mark.slow
def test_the_next_python_is_tried_when_the_first_has_no_venv(place, monkeypatch):
    machine = load(place)
    poor = place / "poor"
    poor.write_text('#!/bin/sh\ncase "$*" in *venv*) exit 1;; esac\n')
    poor.chmod(0o755)
    monkeypatch.setattr(machine.sys, "executable", str(poor))
    monkeypatch.setattr(machine, "PYTHONS", (sys.base_prefix + f"/bin/python3.{sys.version_info[1]}",))
    machine.make()
    assert (place / ".venv" / "bin" / "python").exists()


def test_a_link_of_somebody_is_never_removed(place):
    machine = load(place)
    (place / "theirs").mkdir()
    (place / "theirs" / "kept").touch()
    (place / ".venv").symlink_to(place / "theirs")
    with pytest.raises(machine.Stop, match="链接"):
        machine.ready("runtime")
    assert (place / "theirs" / "kept").exists()


def test_a_failed_installation_says_why_and_is_not_taken_for_done(place, capfd):
    machine = load(place)
    borrowed(place)
    (place / "requirements.lock").write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    os.environ["PIP_NO_INDEX"] = "1"
    try:
        with pytest.raises(machine.Stop, match="PIP_INDEX_URL"):
            machine.ready("runtime")
    finally:
        del os.environ["PIP_NO_INDEX"]
    assert not machine.installed("runtime")
    assert machine.fault() == "上次安装没有做完"


def test_every_name_the_settings_read_is_kept_out_of_the_one_command_start(place):
    """A name that the settings learn to read must not become one that passes."""
    machine = load(place)
    read = set()
    for path in (ROOT / "config" / "settings").glob("*.py"):
        for line in path.read_text(encoding="utf-8").split("env")[1:]:
            word = line.partition('("')[2].partition('"')[0]
            if word.isupper():
                read.add(word)
    assert {"SECRET_KEY", "REDIS_URL", "LOG_LEVEL", "DEBUG"} <= read
    passing = {*machine.SYSTEM, *machine.NETWORK, *machine.TRIAL}
    assert read & passing == set()
    assert not [name for name in read if name.startswith(machine.SYSTEM_PREFIXES)]


def test_a_name_on_the_path_that_runs_no_python_is_passed_over(tmp_path):
    """What manages several Pythons leaves a name for each on the path, also for those that are switched off."""
    for name in ("python3.13", "python3.12", "python3.11"):
        (tmp_path / name).write_text("#!/bin/sh\necho command not found >&2\nexit 127\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "python3").symlink_to(sys.executable)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    told = subprocess.run(
        ["make", "-n", "ready"], cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[0].strip('"') == "python3"
    # The whole check asks the same place, and looks for no Python of its own.
    assert "python3" not in (ROOT / ".ci" / "run").read_text()
