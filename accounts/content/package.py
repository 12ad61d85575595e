"""An office package (OPC) by its own directory: which part is the main one, and what its parts and relationships do.

Nothing is told from the names of parts: `[Content_Types].xml` says what each part is, and the `_rels` folders say what
leads where. Nothing is unpacked to the disk, and each part that is read is read up to a bound.
"""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from . import ole
from .findings import NOTED, Finding, TooMuch, runs, shown

MOST_ENTRIES = 5000
LARGEST_DIRECTORY = 2 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
STEEPEST = 200
TAIL = 65_557
MOST_XML = 128 * 1024 * 1024
MOST_INSIDE = 32 * 1024 * 1024
TYPES = "[Content_Types].xml"
# How the type of a main part ends, by the kind of file: `.main+xml`, or a template or a slide show of the same.
MACROS = re.compile(r"macroenabled|vbaproject|macrosheet", re.IGNORECASE)
# Relationships that are fetched or run when the file is opened, by the last word of their type.
FETCHED = {
    "attachedTemplate": "external_template",
    "oleObject": "external_object",
    "subDocument": "external_part",
    "frame": "external_part",
    "package": "external_object",
    "externalLinkPath": "external_link",
    "image": "external_image",
    "audio": "external_media",
    "video": "external_media",
    "media": "external_media",
}
ONLY_NOTED = frozenset({"external_link", "external_image", "external_media"})
FIELD = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar")
# A template of the writer's own machine is no address: every office program leaves such a line.
ELSEWHERE = re.compile(r"^(https?:|ftp:|mhtml:|\\\\|//|file:/{0,1}\\\\|file:////|file://(?!/))", re.IGNORECASE)


class Broken(Exception):
    """The package is not sound; `code` says how: zip, zip_bomb, content."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Package:
    """A package that was opened: its parts with their types, and its relationships. Raises Broken when it is none.

    With `office=False` it is any zip file, of which only the directory is read.
    """

    def __init__(self, source, *, office: bool = True):
        sound_directory(source)
        try:
            self.archive = zipfile.ZipFile(source)
            rows = self.archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Broken("zip") from None
        sound_rows(rows)
        self.sizes = {row.filename: row.file_size for row in rows}
        # Names of parts are compared without case, as the standard has it.
        self.parts = {name.lower(): name for name in self.sizes}
        self.kinds, self.endings = self.types() if office else ({}, {})

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.archive.close()

    def elements(self, part: str) -> Iterator:
        """Yield the elements of an XML part as they end. Raises Broken for what is no XML, TooMuch past the bound."""
        if self.sizes.get(part, 0) > MOST_XML:
            raise TooMuch()
        try:
            with self.archive.open(part) as file:
                for _event, element in iterparse(file, forbid_dtd=True):
                    yield element
                    element.clear()
        except (ParseError, DefusedXmlException, zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, OSError):
            raise Broken("content") from None

    def types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the type of each part that is named, and of each ending."""
        listed = self.parts.get(TYPES.lower())
        if listed is None:
            raise Broken("content")
        kinds, endings = {}, {}
        for element in self.elements(listed):
            tag = element.tag.rpartition("}")[2]
            if tag == "Override":
                kinds[element.get("PartName", "").lstrip("/").lower()] = element.get("ContentType", "")
            elif tag == "Default":
                endings[element.get("Extension", "").lower()] = element.get("ContentType", "")
        return kinds, endings

    def kind(self, part: str) -> str:
        """Return the type of a part as the package names it."""
        return self.kinds.get(part.lower()) or self.endings.get(part.lower().rpartition(".")[2], "")

    def relationships(self, part: str) -> Iterator[tuple[str, str, bool]]:
        """Yield (last word of the type, target, whether it lies outside) for what leads away from a part."""
        folder, _slash, name = part.rpartition("/")
        listed = self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
        if listed is None:
            return
        for element in self.elements(listed):
            if element.tag.rpartition("}")[2] == "Relationship":
                outside = element.get("TargetMode", "").lower() == "external"
                target = element.get("Target", "")
                if not outside:
                    target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield element.get("Type", "").rpartition("/")[2], target, outside

    def main(self) -> str:
        """Return the name of the main part, as the package's own relationships say; Broken when there is none."""
        for kind, target, outside in self.relationships(""):
            if kind == "officeDocument" and not outside and target.lower() in self.parts:
                return self.parts[target.lower()]
        raise Broken("content")

    def has_macros(self) -> bool:
        """Return True when a part is of a type that carries macros, or is named as one always is."""
        return any(MACROS.search(self.kind(part)) or part.lower().endswith("vbaproject.bin") for part in self.sizes)


def sound_directory(source) -> None:
    """Read the size of a zip directory from its end record, before it is read itself; raises Broken for a wild one."""
    with open(source, "rb") if not hasattr(source, "read") else io.BytesIO(source.getvalue()) as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise Broken("zip")
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if not 0 < entries <= MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise Broken("zip")


def sound_rows(rows: list[zipfile.ZipInfo]) -> None:
    """Raise Broken for entries that would be unpacked into too much or outside their folder, or that are locked."""
    unpacked = sum(row.file_size for row in rows)
    packed = max(1, sum(row.compress_size for row in rows))
    if unpacked > LARGEST_UNPACKED or (unpacked > 1024 * 1024 and unpacked > STEEPEST * packed):
        raise Broken("zip_bomb")
    if any(row.flag_bits & 1 for row in rows) or any(leaves(row.filename) for row in rows):
        raise Broken("zip")


def leaves(name: str) -> bool:
    """Return True for an entry that would be unpacked outside its folder."""
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def read(source) -> list[Finding]:
    """Return what is found in an office package (a path, or bytes in memory)."""
    try:
        with Package(source) as package:
            return list(looked_through(package))
    except Broken as broken:
        return [Finding("damaged" if broken.code == "content" else broken.code)]


def listed(source) -> list[Finding]:
    """Return what the directory of a plain zip file names: programs, and archives inside it."""
    try:
        with Package(source, office=False) as package:
            names = [name for name in package.sizes if not name.endswith("/")]
    except Broken as broken:
        return [Finding(broken.code)]
    programs = [Finding("embedded_program", place="part", name=shown(name)) for name in names if runs(name)]
    archives = [
        Finding("archive", NOTED, place="part", name=shown(name)) for name in names if name.lower().endswith(ARCHIVES)
    ]
    return programs + archives


def looked_through(package: Package) -> Iterator[Finding]:
    """Yield what the parts are, what they lead to, and what they hold inside."""
    for part in package.sizes:
        kind = package.kind(part)
        if MACROS.search(kind) or part.lower().endswith("vbaproject.bin"):
            yield Finding("macro", place="part", name=shown(part))
        elif "activex" in kind.lower():
            yield Finding("activex", place="part", name=shown(part))
        elif kind.endswith("+xml") and ("wordprocessingml" in kind or "externalLink" in kind):
            yield from fields(package, part)
        if not part.lower().endswith(".rels"):
            yield from led_to(package, part)
    yield from led_to(package, "")


def led_to(package: Package, part: str) -> Iterator[Finding]:
    """Yield what one part leads to: outside, or to a file that is embedded."""
    for kind, target, outside in package.relationships(part):
        where: dict[str, Any] = {"place": "part", "name": shown(target)}
        if outside and kind in FETCHED and ELSEWHERE.match(target.strip()):
            code = FETCHED[kind]
            yield Finding(code, NOTED if code in ONLY_NOTED else "refused", **where)
        elif kind == "vbaProject":
            yield Finding("macro", **where)
        elif not outside and kind in ("oleObject", "package"):
            yield from inside(package, target)


def inside(package: Package, target: str) -> Iterator[Finding]:
    """Yield that a file is embedded, and what it is: one level deep, up to a bound."""
    name, part = shown(posixpath.basename(target)), package.parts.get(target.lower())
    if part is None:
        return
    if package.sizes[part] > MOST_INSIDE:
        raise TooMuch()
    with package.archive.open(part) as file:
        data = file.read(MOST_INSIDE + 1)
    if data.startswith(ole.HEAD):
        label = ole.packed_name(data)
        if label and runs(label):
            yield Finding("embedded_program", place="part", name=shown(label))
            return
        found, name = ole.read(data), shown(label) or name
    elif data.startswith(b"PK\x03\x04"):
        found = macros_of(data)
    else:
        found = []
    yield Finding("embedded", NOTED, place="part", name=name)
    yield from (Finding(one.code, one.level, "embedded", name=name) for one in found if one.code != "damaged")


def macros_of(data: bytes) -> list[Finding]:
    """Return the macros of a package inside a package; what lies deeper still is not opened."""
    try:
        with Package(io.BytesIO(data)) as package:
            return [Finding("macro")] if package.has_macros() else []
    except Broken as broken:
        return [Finding(broken.code)] if broken.code == "zip_bomb" else []


def fields(package: Package, part: str) -> Iterator[Finding]:
    """Yield fields that fetch from another program (DDE); a field's code may be spread over many runs of text."""
    spread = []
    for element in package.elements(part):
        tag = element.tag.rpartition("}")[2]
        attributes = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if tag == "ddeLink" or (tag == "fldSimple" and FIELD.match(attributes.get("instr", "").strip())):
            yield Finding("dde", place="part", name=shown(part))
        elif tag == "instrText":
            spread.append(element.text or "")
        elif tag == "fldChar" and spread:
            if FIELD.match("".join(spread).strip()):
                yield Finding("dde", place="part", name=shown(part))
            spread = []
