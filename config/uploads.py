"""Where uploads go while they arrive: into a folder of our own, never into the system's temporary folder.

Sealed files must not lie in a place that others read and that backups collect, so every upload is written straight
into the incoming folder under the media root, hashed on the way, and removed again unless somebody keeps it.
"""

import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from accounts.content.incoming import incoming

HEAD = 8192
MEGABYTE = 1024 * 1024


class IncomingFile(UploadedFile):
    """An upload on its way: its size and SHA-256 are known, its bytes lie in the incoming folder.

    `too_large` says that it passed the hard limit and was not kept. Closing removes it unless it was moved away.
    """

    def __init__(self, path: Path, name: str, content_type: str, charset):
        super().__init__(path.open("w+b"), name, content_type, 0, charset, None)
        self.path = path
        self.sha256 = ""
        self.head = b""
        self.too_large = False

    # Django cuts long names silently; a person is told instead.
    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = name

    def temporary_file_path(self) -> str:
        """Return where the bytes lie: a file storage may move them from there."""
        return str(self.path)

    def close(self):
        """Close the file and remove what nobody kept, first: a full disk fails the last write of closing it."""
        self.path.unlink(missing_ok=True)
        with suppress(OSError):
            super().close()


class IncomingUploadHandler(FileUploadHandler):
    """Stream one upload at a time into the incoming folder."""

    chunk_size = 256 * 1024

    def new_file(self, *args, **kwargs):
        """Begin a file."""
        super().new_file(*args, **kwargs)
        folder = incoming()
        self.hash = hashlib.sha256()
        self.taken = 0
        self.file = IncomingFile(
            folder / secrets.token_hex(16), self.file_name or "", self.content_type or "", self.charset
        )
        os.chmod(self.file.path, 0o600)

    def receive_data_chunk(self, raw_data, start):
        """Write and hash a piece; past the hard limit it is only counted, and far past it the line is cut."""
        limit = settings.UPLOAD_HARD_LIMIT_MB * MEGABYTE
        self.taken += len(raw_data)
        if self.taken > 4 * limit:
            raise StopUpload(connection_reset=True)
        if self.taken > limit:
            self.file.too_large = True
            return
        if len(self.file.head) < HEAD:
            self.file.head += raw_data[: HEAD - len(self.file.head)]
        self.hash.update(raw_data)
        with self.undone_when_full():
            self.file.write(raw_data)

    def file_complete(self, file_size):
        """Hand the finished file over."""
        self.file.size = file_size
        self.file.sha256 = self.hash.hexdigest()
        with self.undone_when_full():
            self.file.flush()
            self.file.seek(0)
        return self.file

    @contextmanager
    def undone_when_full(self):
        """Leave no half a file behind when there is no room for the whole one."""
        try:
            yield
        except OSError:
            self.file.close()
            raise

    def upload_interrupted(self):
        """Leave nothing behind when the line breaks."""
        if hasattr(self, "file"):
            self.file.close()
