"""What a file really is: its name against its first bytes, its directory before it is opened, what it might do."""

import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import puremagic
from django.utils.translation import gettext as _

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """A kind of file we take: its type, how its bytes begin, and for office files the part it must hold."""

    content_type: str
    begins: tuple[bytes, ...] = ()
    holds: str = ""


KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-",)),
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "tif": Kind("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": Kind("image/tiff", (b"II*\x00", b"MM\x00*")),
    "docx": Kind(f"{OFFICE}wordprocessingml.document", (ZIP,), "word/document.xml"),
    "xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", (ZIP,), "xl/workbook.xml"),
    "pptx": Kind(f"{OFFICE}presentationml.presentation", (ZIP,), "ppt/presentation.xml"),
    "doc": Kind("application/msword", (OLE,)),
    "xls": Kind("application/vnd.ms-excel", (OLE,)),
    "ppt": Kind("application/vnd.ms-powerpoint", (OLE,)),
    "txt": Kind("text/plain"),
}

LONGEST_NAME = 200
MOST_ENTRIES = 5000
LARGEST_DIRECTORY = 2 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
STEEPEST = 200
TAIL = 65_557
# Words of a PDF that make it do something when it is opened.
ACTIVE_PDF = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|OpenAction\s*<<\s*/S\s*/(?:URI|Launch|JavaScript))\b"
)


class Unfit(Exception):
    """The file is not taken; the message says why."""

    def __init__(self, message, code: str):
        super().__init__(message)
        self.message, self.code = message, code


def clean_name(typed: str) -> str:
    """Return a file's name without folders, control characters and marks that turn the reading direction.

    Raises Unfit for a name that is too long (with its length) or empty.
    """
    name = unicodedata.normalize("NFC", str(typed or "")).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = name.strip(" .")
    if len(name) > LONGEST_NAME:
        say = _("文件名有 %(length)s 个字符，最多 %(longest)s 个，请改短后再上传。")
        raise Unfit(say % {"length": len(name), "longest": LONGEST_NAME}, "name_too_long")
    if not name or not Path(name).stem.strip(" ."):
        raise Unfit(_("文件没有名称，请改名后再上传。"), "name_empty")
    return name


def kind_of(name: str, head: bytes, path: Path) -> Kind:
    """Return what a file is when its name and its contents agree; raises Unfit otherwise. Nothing is unpacked."""
    extension = Path(name).suffix.lower().lstrip(".")
    kind = KINDS.get(extension)
    if kind is None:
        say = _("不接受这种文件。可以上传：%(kinds)s。")
        raise Unfit(say % {"kinds": "、".join(sorted(KINDS))}, "kind")
    if not head:
        raise Unfit(_("文件是空的。"), "empty")
    if (kind.begins and not head.startswith(kind.begins)) or (not kind.begins and not reads_as_text(path)):
        say = _("文件名是 .%(extension)s，内容却是%(found)s，请上传原件。")
        raise Unfit(say % {"extension": extension, "found": likeness(head)}, "content")
    if kind.holds:
        look_into(path, kind.holds)
    return kind


def likeness(head: bytes) -> str:
    """Return what the first bytes look like, as an extension, or "another kind"."""
    try:
        return f" {puremagic.magic_string(head)[0].extension}"
    except (puremagic.PureError, IndexError, ValueError):
        return _("另一种格式")


def reads_as_text(path: Path) -> bool:
    """Return True when the whole file is text in UTF-8 or GB 18030 without control characters."""
    data = path.read_bytes()
    if b"\x00" in data:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(char < " " and char not in "\t\r\n\f" for char in text)
    return False


def look_into(path: Path, holds: str) -> None:
    """Read the directory of a zip file, after its size was read from the very end; raises Unfit for a dangerous one."""
    wrong = Unfit(_("文件的内部目录不正常，可能已损坏，请重新导出后上传。"), "zip")
    entries, directory = directory_size(path)
    if not 0 < entries <= MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise wrong
    try:
        with zipfile.ZipFile(path) as archive:
            rows = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise wrong from None
    unpacked = sum(row.file_size for row in rows)
    packed = max(1, sum(row.compress_size for row in rows))
    if unpacked > LARGEST_UNPACKED or unpacked > STEEPEST * packed:
        raise Unfit(_("文件解压后过大，不予接收。"), "zip_bomb")
    names = {row.filename for row in rows}
    if any(row.flag_bits & 1 for row in rows) or any(leaves(name) for name in names):
        raise wrong
    if "[Content_Types].xml" not in names or holds not in names:
        raise Unfit(_("文件内容与扩展名不符，请上传原件。"), "content")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unfit(_("文件带有宏，不予接收，请另存为无宏格式。"), "macro")


def directory_size(path: Path) -> tuple[int, int]:
    """Return (entries, bytes) of a zip directory from its end record, without reading the directory itself."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return 0, 0
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    return entries, directory


def leaves(name: str) -> bool:
    """Return True for an entry that would be unpacked outside its folder."""
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def scan(path: Path, content_type: str) -> str:
    """Return why a stored file is dangerous, or an empty text: the scanner that is there when no other is set.

    A PDF that acts when opened and an old office file with macros are stopped.
    """
    data = path.read_bytes()
    if content_type == KINDS["pdf"].content_type and ACTIVE_PDF.search(data):
        return "active_pdf"
    if data.startswith(OLE) and b"_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T" in data:
        return "macro"
    return ""
