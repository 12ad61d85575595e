"""One file of a firm's archive: made from plain data or from words, or kept as it was uploaded."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from rest_framework.renderers import JSONRenderer

# What no file system takes in a name, or reads as something else.
UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True)
class Entry:
    """One file of the archive: its name, what it is, its SHA-256 and size in bytes; `content`, or where it is kept."""

    name: str
    what: str
    sha256: str
    size: int
    content: bytes | None = None


def data(name: str, what: str, body: Any) -> Entry:
    """Return plain data as a file of the archive."""
    return made(name, what, JSONRenderer().render(body, "application/json; indent=2"))


def made(name: str, what: str, content: bytes) -> Entry:
    """Return a file that is made for the archive."""
    return Entry(name, what, hashlib.sha256(content).hexdigest(), len(content), content)


def safe(name: str) -> str:
    """Return the name of a file as every system unpacks it, and nowhere else than into its folder."""
    return UNFIT.sub("_", name).strip(". ") or "file"
