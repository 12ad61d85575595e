"""Make this machine ready, then run one of the project's commands in a clean environment.

`python -I config/machine.py run` is `make run`; `… with [--dev] COMMAND …` runs a command with the interpreter of
`.venv`. Needs the standard library alone, because nothing is installed yet. What another program left in the
environment (settings, database addresses, Python's own switches) does not reach ours: only the names below pass.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 13)
PYTHONS = ("python3.13", "python3.12", "python3.11", "python3")
# There while packages are written: an installation that was cut short is not trusted, it is made again.
UNFINISHED = VENV / ".installing"
# Each set of packages, with the mark that says which lock file it was installed from.
LOCKS = {"runtime": ("requirements.lock", VENV / ".runtime"), "dev": ("requirements-dev.lock", VENV / ".dev")}

SYSTEM = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TZ", "LANG", "LANGUAGE", "TMPDIR", "TEMP", "TMP"),
    *("LD_LIBRARY_PATH", "LD_PRELOAD", "SSL_CERT_FILE", "SSL_CERT_DIR", "DISPLAY", "SYSTEMROOT"),
)
SYSTEM_PREFIXES = ("LC_", "XDG_", "DYLD_", "FAKETIME", "DONT_FAKE_")
# How packages are reached, for whoever sits behind a mirror or a proxy; not where or how they are installed.
NETWORK = (
    *("http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"),
    *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY"),
    *("PIP_CACHE_DIR", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES", "PIP_CONFIG_FILE", "PIP_FIND_LINKS", "PIP_NO_INDEX"),
    *("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
)
# What the suite and the measurements are told on purpose. Their servers are named with TEST_ before, so that the
# database of another program is never taken for one to try things on.
TRIAL = (
    *("CI", "DURABLE", "PROOF_SLOWER", "PYTEST_ADDOPTS", "PYTHONUNBUFFERED"),
    *("CHROMIUM", "OPENAPI_PYTHON_CLIENT", "PLAYWRIGHT_BROWSERS_PATH", "PORT"),
)
SERVERS = {"TEST_DATABASE_URL": "DATABASE_URL", "TEST_REDIS_URL": "REDIS_URL"}


class Stop(Exception):
    """The machine cannot be made ready; says why and what to do, in words."""


def clean_environment(*names: str) -> dict[str, str]:
    """Return what passes of the environment: the system's own names, and those given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in SYSTEM or name in names or name.startswith(SYSTEM_PREFIXES)
    }
    return kept | {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def pip_environment() -> dict[str, str]:
    """Return the environment packages are installed in: a mirror is kept, a switch that moves them elsewhere is not."""
    return clean_environment(*NETWORK) | {"PIP_USER": "0", "PIP_NO_INPUT": "1"}


def in_range(version) -> bool:
    """Return True for a version of Python the product runs on."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def fault() -> str:
    """Return why the environment in `.venv` cannot be used; empty when it is whole."""
    if not VENV.is_dir() or not (VENV / "pyvenv.cfg").is_file():
        return "不完整"
    if UNFINISHED.exists() or not any(mark.exists() for _, mark in LOCKS.values()):
        return "上次安装没有做完"
    ask = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [PYTHON, "-I", "-c", ask], env=clean_environment(), capture_output=True, text=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "里面的 Python 已不能运行"
    words = answer.stdout.split()
    if answer.returncode or len(words) != 2:
        return "里面的 Python 或 pip 已不能运行"
    return "" if in_range(tuple(map(int, words))) else f"里面是 Python {'.'.join(words)}，需要 3.11、3.12 或 3.13"


def remove() -> None:
    """Remove `.venv`, whatever it is; raises Stop when it is somebody's link or may not be removed."""
    if VENV.is_symlink():
        raise Stop(f".venv 是指向 {os.readlink(VENV)} 的链接，不能用，也不替您删除。请删掉这个链接，再运行一次。")
    try:
        shutil.rmtree(VENV) if VENV.is_dir() else VENV.unlink()
    except OSError as problem:
        raise Stop(
            f"旧的 .venv 不能用，也删不掉（{problem.strerror}：{problem.filename}）。请删掉它，再运行一次。"
        ) from problem


def make() -> None:
    """Make `.venv` with the first Python that can; raises Stop, and leaves no half-made one."""
    said = []
    for python in dict.fromkeys((sys.executable, *filter(None, map(shutil.which, PYTHONS)))):
        check = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
        if subprocess.run([python, "-I", "-c", check], capture_output=True, check=False).returncode:
            continue
        answer = subprocess.run(
            [python, "-I", "-m", "venv", VENV], env=clean_environment(), capture_output=True, text=True, check=False
        )
        if not answer.returncode:
            return
        said.append(f"  {python}：{' '.join((answer.stdout + answer.stderr).split())[-300:]}")
        if VENV.exists():
            remove()
    raise Stop(
        "没有做成 Python 环境（.venv）：\n"
        + "\n".join(said)
        + "\nDebian 和 Ubuntu 上多半是缺 venv：sudo apt install python3-venv，然后再运行一次。"
    )


def mark_of(lock: str) -> str:
    """Return what the mark of an installation says: the lock file's digest."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def installed(kind: str) -> bool:
    """Return True when the packages of this lock file stand in `.venv`."""
    lock, mark = LOCKS[kind]
    return mark.is_file() and mark.read_text() == mark_of(lock)


def install(kind: str) -> None:
    """Install a set of packages; raises Stop with the likely cause."""
    lock, _ = LOCKS[kind]
    UNFINISHED.touch()
    # Python compiles what is imported by itself; compiling every file of every package takes pip half of its time.
    options = ("--quiet", "--no-deps", "--require-hashes", "--no-compile")
    command = [str(PYTHON), "-I", "-m", "pip", "install", *options, "-r", str(ROOT / lock)]
    if subprocess.run(command, env=pip_environment(), check=False).returncode:
        free = shutil.disk_usage(ROOT).free // 1024**2
        raise Stop(
            f"依赖没有装上，原因见上。多半是网络不通（可以换镜像：PIP_INDEX_URL=… make run）"
            f"或磁盘已满（现在还剩 {free} MB）。解决后再运行一次。"
        )
    for name in dict.fromkeys(("runtime", kind)):
        LOCKS[name][1].write_text(mark_of(LOCKS[name][0]))
    UNFINISHED.unlink()


@contextmanager
def alone():
    """Let one process at a time work on `.venv`."""
    with (ROOT / "requirements.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ready(kind: str) -> None:
    """Make `.venv` whole with the packages of this kind, and do nothing when it is; raises Stop."""
    with alone():
        exists = VENV.exists() or VENV.is_symlink()
        reason = fault() if exists else ""
        if reason:
            print(f"旧的 .venv 不能用（{reason}），重新做一个……", flush=True)
            remove()
        if reason or not exists:
            print("正在建立 Python 环境（.venv）……", flush=True)
            make()
        if not installed(kind):
            print("正在安装依赖……", flush=True)
            install(kind)


def main(words: list[str]) -> int:
    """Make ready and become the command; returns the exit code when it cannot."""
    what, *rest = words
    kind = "dev" if "--dev" in rest[:1] else "runtime"
    command = rest[1:] if kind == "dev" else rest
    try:
        ready(kind)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"写不了 {problem.filename or VENV}：{problem.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断；再运行一次会接着做。", file=sys.stderr)
        return 130
    if what == "run":
        environment = clean_environment("PORT")
        command = ["-m", "config.run"]
    else:
        environment = clean_environment(*TRIAL, *NETWORK)
        environment |= {ours: os.environ[given] for given, ours in SERVERS.items() if os.environ.get(given)}
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *command], environment)
    return 1


if __name__ == "__main__":
    streams: tuple[Any, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
