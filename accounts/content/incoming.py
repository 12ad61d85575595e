"""The incoming folder: what is on its way in, how much of it at once, and what a killed process left behind.

These are files on a disk, not matters of the platform: their age is counted by the machine's own time (`machine_at`).
"""

import errno
import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from notifications import sweeps

MEGABYTE = 1024 * 1024
PIECE = 256 * 1024
MARK = ".coming"
# An upload that takes longer than this was given up by its line or its process.
GIVEN_UP = timedelta(hours=6)
# No room on the disk, no room in the quota, and the limit of a process on the size of a file.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FULL = "53100"


def incoming() -> Path:
    """Return the folder where uploads lie while they arrive; it is made when it is not there."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settled(upload) -> tuple[Path, str, bytes]:
    """Return where the bytes of an upload lie, their SHA-256 and their beginning.

    An upload that did not come through the incoming folder (a file made by a program) is put there first.
    """
    if getattr(upload, "sha256", ""):
        upload.flush()
        return Path(upload.temporary_file_path()), upload.sha256, upload.head
    found, head = hashlib.sha256(), b""
    path = incoming() / os.urandom(16).hex()
    with whole_or_not(path), path.open("xb") as file:
        for piece in upload.chunks(PIECE):
            head = head or piece[:8192]
            found.update(piece)
            file.write(piece)
    return path, found.hexdigest(), head


@contextmanager
def whole_or_not(path: Path):
    """Leave no half a file behind when writing it fails."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def no_room(problem: BaseException | None) -> bool:
    """Return True when an exception says that a disk is full: ours, or the database's."""
    if isinstance(problem, OSError):
        return problem.errno in FULL
    if isinstance(problem, DatabaseError):
        return getattr(problem.__cause__, "sqlstate", "") == DISK_FULL or "disk is full" in str(problem)
    return False


class InFlight:
    """One upload on its way, marked in the folder, so that all processes count the same.

    Entering returns None, or (status, code, sentence) when there is no room for it now.
    """

    def __init__(self, size: int, who: str, *, machine_at: datetime):
        self.size, self.who, self.machine_at = size, who, machine_at
        self.mark: Path | None = None

    def __enter__(self):
        folder = incoming()
        others = [found for entry in os.scandir(folder) if (found := marked(entry, self.machine_at))]
        if sum(who == self.who for who, _size in others) >= settings.UPLOADS_AT_ONCE:
            return HTTPStatus.TOO_MANY_REQUESTS, "uploads_at_once", _("你还有文件正在上传，请等它们传完再传。")
        if sum(size for _who, size in others) + self.size > settings.UPLOADS_IN_FLIGHT_MB * MEGABYTE:
            return HTTPStatus.SERVICE_UNAVAILABLE, "uploads_busy", _("现在上传的人太多，文件没有接收。请稍后再试。")
        if shutil.disk_usage(folder).free - self.size < settings.DISK_RESERVE_MB * MEGABYTE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.mark = folder / f"{self.who}.{self.size}.{secrets.token_hex(8)}{MARK}"
        self.mark.touch(mode=0o600)
        return None

    def __exit__(self, *_failure):
        if self.mark is not None:
            self.mark.unlink(missing_ok=True)


def marked(entry: os.DirEntry, machine_at: datetime) -> tuple[str, int] | None:
    """Return who sends how much, for the mark of an upload that is still on its way."""
    if not entry.name.endswith(MARK) or given_up(entry.path, machine_at):
        return None
    who, size, _rest = entry.name.split(".", 2)
    return who, int(size)


def given_up(path, machine_at: datetime) -> bool:
    """Return True for a file that was not written to for so long that nobody will claim it."""
    try:
        return os.stat(path).st_mtime < (machine_at - GIVEN_UP).timestamp()
    except FileNotFoundError:
        return False


def sweep(*, at: datetime, machine_at: datetime) -> int:
    """Remove what uploads left behind that were killed or cut off; returns how many files. Each by itself."""
    left = [path for path in incoming().iterdir() if given_up(path, machine_at)]
    return sweeps.each("incoming", left, remove, at=at, name=lambda path: sweeps.Row(f"incoming/{path.name[:60]}"))


def remove(path: Path) -> None:
    """Remove one file that nobody will claim."""
    path.unlink(missing_ok=True)
