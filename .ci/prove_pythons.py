"""Prove every further Python the product is promised for, where it is found: the locked packages in an environment of
its own, the checks, the pure tests, and a start of the tables on SQLite with the gate's and the hall's tests.

The Python of `.venv` has the whole suite. `--list` only says what is found.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROMISED = ((3, 11), (3, 12), (3, 13))
DATABASE_TESTS = ("tests/core/test_gate.py", "tests/listing/test_hall.py")


def version_of(python: Path) -> tuple[int, ...]:
    """Return the version an interpreter says it is; nothing when it does not run or has no venv."""
    words = "import ensurepip, sys, venv; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-I", "-c", words], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(map(int, answer.stdout.split())) if answer.returncode == 0 else ()


def find(version: tuple[int, int]) -> Path | None:
    """Return an interpreter of this version: on PATH, else among those of pyenv, the newest."""
    name = f"python{version[0]}.{version[1]}"
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = sorted(root.glob(f"versions/{version[0]}.{version[1]}.*/bin/{name}"), reverse=True)
    for candidate in (*filter(None, [shutil.which(name)]), *kept):
        if version_of(Path(candidate)) == version:
            return Path(candidate)
    return None


def prove(python: Path, folder: Path) -> None:
    """Run the proof of one interpreter; raises CalledProcessError."""
    own = folder / "bin" / "python"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "DJANGO_"))
    }
    environment = kept | {
        # Compiled as it is imported, and beside the environment: this checkout is not written to.
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "DATABASE_URL": "",
        "PYTHONWARNINGS": "default::SyntaxWarning",
    }

    def run(*words) -> None:
        subprocess.run([own, *words], cwd=ROOT, env=environment, check=True)

    subprocess.run([python, "-I", "-m", "venv", folder], check=True)
    # uv of this environment, not pip of that one: it unpacks side by side, and what it has unpacked once it only links.
    # A registry that only pip was told of is reached by pip.
    options = ("--quiet", "--no-deps", "--require-hashes", "-r", "requirements-dev.lock")
    quick = (sys.executable, "-m", "uv", "pip", "install", "--python", own, *options)
    if subprocess.run(quick, cwd=ROOT, check=False).returncode:
        run("-m", "pip", "install", "--no-compile", *options)
    run("manage.py", "makemigrations", "--check", "--dry-run")
    run("-m", "pytest", "-n", "2", "-p", "no:cacheprovider", "-m", "pure and not browser")
    run("-m", "pytest", "-p", "no:cacheprovider", *DATABASE_TESTS)


def main() -> int:
    """Run the proofs; returns the exit code."""
    proven = [".".join(map(str, sys.version_info[:2]))]
    for version in PROMISED:
        word = ".".join(map(str, version))
        python = None if version == sys.version_info[:2] else find(version)
        if python is None or "--list" in sys.argv:
            print(f"Python {word}: {python or ('the whole suite' if word in proven else 'not found')}", flush=True)
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="jiebang-python-") as folder:
            prove(python, Path(folder))
        proven.append(word)
        print(f"Python {word} ({python}): {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
