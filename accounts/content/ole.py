"""An old office file (a compound file) by its directory: the names of its streams say what it holds.

Macros of Word and Excel lie in streams of their own; Excel's older macro sheets are named in the list of sheets;
PowerPoint keeps its macros inside the one stream of the document, where its records say so.
"""

import struct
from dataclasses import dataclass

from .findings import Finding

HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA  # this and what lies above mark the end of a chain, or a sector of no chain
MOST_SECTORS = 400_000
MACROS = frozenset({"_vba_project", "_vba_project_cur", "vba"})
SHEETS = ("workbook", "book")
SHEET, MACRO_SHEET, VISUAL_BASIC = 0x85, 1, 6
SLIDES_WITH_MACROS = 0x03FF


class NoCompoundFile(Exception):
    """The bytes are no compound file, or its chains lead nowhere."""


@dataclass(frozen=True)
class Stream:
    """An entry of the directory."""

    name: str
    kind: int
    first: int
    size: int


class CompoundFile:
    """A compound file in memory: its directory, and streams up to a bound."""

    def __init__(self, data: bytes):
        if len(data) < 512 or not data.startswith(HEAD):
            raise NoCompoundFile()
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise NoCompoundFile()
        self.size = 1 << shift
        directory, self.least, self.mini_first = struct.unpack_from("<I4xII", data, 48)
        self.next = self.table()
        self.streams = self.listed(b"".join(self.chain(directory)))
        self.root = next((one for one in self.streams if one.kind == 5), None)

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def table(self) -> tuple[int, ...]:
        """Return which sector follows which: its own sectors are named in the header and in a chain after it."""
        names = list(struct.unpack_from("<109I", self.data, 76))
        following, left = struct.unpack_from("<II", self.data, 68)
        per = self.size // 4
        for _n in range(min(left, MOST_SECTORS // per)):
            block = self.sector(following)
            if len(block) < self.size:
                break
            *more, following = struct.unpack(f"<{per}I", block)
            names += more
        blocks = [self.sector(name) for name in names if name < END]
        table = b"".join(block for block in blocks if len(block) == self.size)
        return struct.unpack(f"<{len(table) // 4}I", table)

    def chain(self, first: int, most: int = MOST_SECTORS):
        """Yield the sectors of a chain; one that turns in a circle ends at the bound."""
        for _n in range(min(most, len(self.next))):
            if first >= len(self.next):
                return
            yield self.sector(first)
            first = self.next[first]

    def listed(self, directory: bytes) -> list[Stream]:
        """Return the entries of the directory."""
        found = []
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind:
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                first, size = struct.unpack_from("<II", directory, at + 116)
                found.append(Stream(name, kind, first, size))
        return found

    def content(self, stream: Stream, most: int) -> bytes:
        """Return the beginning of a stream, at most so many bytes. Small ones lie in a chain of small pieces."""
        if stream.size >= self.least:
            whole = b"".join(self.chain(stream.first, most // self.size + 1))
            return whole[: min(most, stream.size)]
        if self.root is None:
            return b""
        small = b"".join(self.chain(self.root.first))
        table = b"".join(self.chain(self.mini_first))
        following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
        at, found = stream.first, bytearray()
        for _n in range(len(following)):
            if at >= len(following) or len(found) >= min(most, stream.size):
                break
            found += small[at * 64 : at * 64 + 64]
            at = following[at]
        return bytes(found[: min(most, stream.size)])


def read(data: bytes) -> list[Finding]:
    """Return what is found in a compound file."""
    try:
        file = CompoundFile(data)
        names = {stream.name.lower(): stream for stream in file.streams}
        if "encryptedpackage" in names:
            return [Finding("encrypted")]
        if MACROS & set(names):
            return [Finding("macro")]
        if any(name in names and macro_sheets(file.content(names[name], 4 * 1024 * 1024)) for name in SHEETS):
            return [Finding("macro")]
        slides = names.get("powerpoint document")
        if slides is not None and has_record(file.content(slides, len(data)), SLIDES_WITH_MACROS):
            return [Finding("macro")]
    except (NoCompoundFile, struct.error):
        return [Finding("damaged")]
    return []


def holds(data: bytes, name: str) -> bool:
    """Return True when a compound file has a stream of this name."""
    try:
        return name.lower() in {stream.name.lower() for stream in CompoundFile(data).streams}
    except (NoCompoundFile, struct.error):
        return False


def macro_sheets(book: bytes) -> bool:
    """Return True when the list of sheets of an old workbook names a macro sheet: its records are read in order."""
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == SHEET and length >= 6 and book[at + 9] in (MACRO_SHEET, VISUAL_BASIC):
            return True
        at += 4 + length
    return False


def has_record(slides: bytes, wanted: int) -> bool:
    """Return True when the records of an old presentation hold one of this kind, in any container."""
    at = 0
    while at + 8 <= len(slides):
        version, kind, length = struct.unpack_from("<HHI", slides, at)
        if kind == wanted:
            return True
        # A container's records stand right behind its head; anything else is passed.
        at += 8 if version & 0xF == 0xF else 8 + length
    return False


def packed_name(data: bytes) -> str:
    """Return the name of a file that was dragged into an office file; empty when it is none of that kind."""
    try:
        file = CompoundFile(data)
    except (NoCompoundFile, struct.error):
        return ""
    stream = next((one for one in file.streams if one.name.lower() == "\x01ole10native"), None)
    if stream is None:
        return ""
    label = file.content(stream, 1024)[6:].split(b"\x00", 1)[0]
    for encoding in ("utf-8", "gb18030"):
        try:
            return label.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""
