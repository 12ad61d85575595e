"""The embedded queue of one machine: a folder, one file for each message.

kombu brings such a transport; this one keeps its layout and adds what a worker needs to live on: a message is seen
whole or not at all, one that cannot be read is set aside and named in the log, and no content of a file ends the
process that reads it. Losing a message costs seconds: what is due stands in the database.
"""

import fcntl
import logging
import os
import secrets
import shutil
import stat
import time
from collections import deque
from pathlib import Path
from queue import Empty

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads
from kombu.utils.objects import cached_property

log = logging.getLogger(__name__)

SCHEME = "folder"
# Ours are some hundred bytes long; what is larger is no message, and is not read into memory.
LARGEST = 1024 * 1024
# A foreign writer may still be at work on a file that cannot be read: it is looked at again after this many seconds.
STILL_WRITTEN = 1.0
# How many unreadable messages are kept for whoever looks into it; the oldest go first.
MOST_ASIDE = 1000


class Unreadable(Exception):
    """A file that is no message; says why."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all; raises OSError and leaves nothing behind."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_whole(path: Path) -> bytes:
    """Return the bytes of a message; raises Unreadable, BlockingIOError while it is written, or FileNotFoundError."""
    try:
        # Opening a pipe would wait for its other end.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Unreadable("no plain file")
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, BlockingIOError):
        raise
    except OSError as problem:
        raise Unreadable(problem) from problem
    if len(content) > LARGEST:
        raise Unreadable(f"larger than {LARGEST} bytes")
    return content


class Channel(filesystem.Channel):
    """Messages as files that appear by being renamed, and are taken by whoever removes them first."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._seen: dict[str, deque[str]] = {}
        self._stuck: set[str] = set()

    @cached_property
    def folder(self) -> Path:
        """Where the messages lie."""
        return Path(self.data_folder_in)

    @cached_property
    def aside_folder(self) -> Path:
        """Where messages lie that could not be read."""
        return Path(self.transport_options.get("aside_folder") or f"{self.folder}-aside")

    # The name is that of the channel in files; the one below it has another.
    def _put(self, queue, payload, **kwargs):  # type: ignore[override]
        # Named by the time, so that the oldest is taken first, after the machine's restart too.
        path = self.folder / f"{time.time_ns():020d}_{secrets.token_hex(8)}.{queue}.msg"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, str_to_bytes(dumps(payload)))
        except OSError as problem:
            raise ChannelError(f"The message could not be written to {path}: {problem}") from problem

    def _get(self, queue, timeout=None):
        for name in self._names(queue):
            path = self.folder / name
            try:
                payload = self._payload(read_whole(path))
                # Who removes the file has the message; somebody else may be quicker.
                path.unlink()
            except (FileNotFoundError, BlockingIOError):
                continue
            except (Unreadable, OSError) as problem:
                if not self._still_written(path):
                    self._set_aside(path, problem)
                continue
            return payload
        raise Empty

    def _names(self, queue):
        """Yield the names of the messages of a queue, oldest first; the folder is read again when they are used up."""
        seen = self._seen.setdefault(queue, deque())
        if not seen:
            try:
                names = os.listdir(self.folder)
            except OSError:
                self.folder.mkdir(parents=True, exist_ok=True)
                return
            seen.extend(
                sorted(name for name in names if name.partition(".")[2] == f"{queue}.msg" and name not in self._stuck)
            )
        while seen:
            yield seen.popleft()

    def _payload(self, content: bytes) -> dict:
        """Return what a message says; raises Unreadable when it is not one that Celery could have sent."""
        try:
            payload = loads(bytes_to_str(content))
            headers = self.Message(payload, channel=self).headers
        except Exception as problem:
            raise Unreadable(repr(problem)) from problem
        if not isinstance(headers, dict) or not isinstance(headers.get("task", ""), str):
            raise Unreadable("headers that name no task")
        return payload

    @staticmethod
    def _still_written(path: Path) -> bool:
        try:
            return 0 <= time.time() - path.lstat().st_mtime < STILL_WRITTEN
        except OSError:
            return True

    def _set_aside(self, path: Path, problem) -> None:
        """Move a file that is no message out of the way, and say so; one that cannot be moved is passed over."""
        kept = self.aside_folder / f"{time.time_ns():020d}_{path.name}"
        try:
            self.aside_folder.mkdir(parents=True, exist_ok=True)
            path.rename(kept)
        except OSError as obstacle:
            self._stuck.add(path.name)
            log.warning("A message that cannot be read could not be set aside: %s (%s; %s)", path, problem, obstacle)
            return
        log.warning("A message that cannot be read was set aside: %s (%s)", kept, problem)
        self._forget_oldest_aside()

    def _forget_oldest_aside(self) -> None:
        for name in sorted(os.listdir(self.aside_folder))[:-MOST_ASIDE]:
            old = self.aside_folder / name
            try:
                shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
            except OSError as problem:
                log.warning("%s could not be removed: %s", old, problem)

    def basic_consume(self, queue, no_ack, callback, consumer_tag, **kwargs):
        """Consume, and let no message end the consumer: one that it cannot take is set aside like an unreadable one."""

        def careful(message):
            try:
                return callback(message)
            except Exception as problem:
                log.exception("A message could not be taken")
                self._keep_refused(queue, message, problem)
                if not (no_ack or message.acknowledged):
                    message.ack()

        return super().basic_consume(queue, no_ack, careful, consumer_tag, **kwargs)

    def _keep_refused(self, queue, message, problem) -> None:
        path = self.folder / f".{secrets.token_hex(8)}.{queue}.refused"
        try:
            path.write_bytes(str_to_bytes(dumps(message._raw)))
        except (OSError, TypeError, ValueError) as obstacle:
            log.warning("The message could not be kept: %s", obstacle)
        else:
            self._set_aside(path, problem)

    def get_table(self, exchange):
        """Return where an exchange leads. Without a readable table, a direct one leads to the queue of its own name."""
        rows = self._rows(self._exchange_file(exchange))
        direct = self.typeof(exchange).type == "direct"
        return [exchange_queue_t(exchange, "", exchange)] if direct and not rows else rows

    @staticmethod
    def _rows(path: Path) -> list[exchange_queue_t]:
        try:
            rows = loads(bytes_to_str(path.read_bytes()))
            return [exchange_queue_t(*row) for row in rows] if isinstance(rows, list) else []
        except (OSError, ValueError, TypeError):
            return []

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda rows: rows if row in rows else [row, *rows])

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._purge(queue)
        self._change_table(exchange, lambda rows: [known for known in rows if known != row])

    def _change_table(self, exchange, change) -> None:
        """Write an exchange's table anew, one process after the other; nobody ever reads half of it."""
        path = self._exchange_file(exchange)
        try:
            self.control_folder.mkdir(parents=True, exist_ok=True)
            with (self.control_folder / ".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                write_whole(path, str_to_bytes(dumps(change(self._rows(path)))))
        except OSError as problem:
            raise ChannelError(f"The table {path} could not be written: {problem}") from problem


class Transport(filesystem.Transport):
    """The folder as kombu sees it."""

    Channel = Channel
    driver_type = driver_name = SCHEME


def register() -> None:
    """Make `folder://` a kind of broker address."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def lay(folder: Path) -> None:
    """Make the folder of the queue, and remove what writers left that were killed while they wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    for draft in folder.glob(".*"):
        try:
            if time.time() - draft.stat().st_mtime > 60:
                draft.unlink()
        except OSError:
            continue
