"""What a file really is: its name against its first bytes and its own directory. What it holds is checked later."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import puremagic
from django.utils.translation import gettext as _

from accounts.content import ole
from accounts.content.findings import TooMuch
from accounts.content.package import Broken, Package

ZIP = b"PK\x03\x04"
OLE = ole.HEAD
OFFICE = "application/vnd.openxmlformats-officedocument."
# Writers put a mark of byte order or an empty line before the header of a PDF; readers look this far for it.
PDF_HEAD = 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file: its type, how its bytes begin (within so many), and what the package says its main part is."""

    content_type: str
    begins: tuple[bytes, ...] = ()
    within: int = 0
    main: str = ""
    holds: str = ""

    def begins_like(self, head: bytes) -> bool:
        """Return True when these first bytes are of this kind."""
        if self.within:
            return any(sign in head[: self.within] for sign in self.begins)
        return head.startswith(self.begins)


# Every kind that can be known by its contents. Which of them are taken is a rule of each batch.
KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-",), within=PDF_HEAD),
    "png": Kind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "tif": Kind("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": Kind("image/tiff", (b"II*\x00", b"MM\x00*")),
    "docx": Kind(f"{OFFICE}wordprocessingml.document", (ZIP,), main="wordprocessingml.document.main"),
    "xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", (ZIP,), main="spreadsheetml.sheet.main"),
    "pptx": Kind(f"{OFFICE}presentationml.presentation", (ZIP,), main="presentationml.presentation.main"),
    "doc": Kind("application/msword", (OLE,)),
    "xls": Kind("application/vnd.ms-excel", (OLE,)),
    "ppt": Kind("application/vnd.ms-powerpoint", (OLE,)),
    "wps": Kind("application/vnd.ms-works", (OLE,)),
    "et": Kind("application/vnd.ms-works", (OLE,)),
    "dps": Kind("application/vnd.ms-works", (OLE,)),
    "ofd": Kind("application/ofd", (ZIP,), holds="OFD.xml"),
    "zip": Kind("application/zip", (ZIP,)),
    "txt": Kind("text/plain"),
}

LONGEST_NAME = 200


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


def kind_of(name: str, head: bytes, path: Path, allowed: Iterable[str] = tuple(KINDS)) -> Kind:
    """Return what a file is when its name and its contents agree; raises Unfit otherwise. Nothing is unpacked.

    `allowed` are the endings that are taken here; the refusal of any other lists them.
    """
    extension = Path(name).suffix.lower().lstrip(".")
    allowed = sorted(set(allowed) & set(KINDS))
    if extension not in allowed:
        say = _("不接受这种文件。可以上传：%(kinds)s。")
        raise Unfit(say % {"kinds": "、".join(allowed)}, "kind")
    kind = KINDS[extension]
    if not head:
        raise Unfit(_("文件是空的。"), "empty")
    if kind.main and head.startswith(OLE) and ole.holds(path.read_bytes(), "EncryptedPackage"):
        raise Unfit(_("文件设了打开密码，别人打不开。请取消密码后再上传。"), "encrypted")
    if (kind.begins and not kind.begins_like(head)) or (not kind.begins and not reads_as_text(path)):
        found = likeness(head)
        say = _("文件名是 .%(extension)s，内容却是 %(found)s，请上传原件。")
        if not found:
            say = _("文件名是 .%(extension)s，内容却是另一种格式，请上传原件。")
        raise Unfit(say % {"extension": extension, "found": found}, "content")
    if ZIP in kind.begins:
        look_into(path, kind)
    return kind


def likeness(head: bytes) -> str:
    """Return what the first bytes look like, as an extension; empty when they look like nothing known."""
    try:
        return puremagic.magic_string(head)[0].extension
    except (puremagic.PureError, IndexError, ValueError):
        return ""


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


def look_into(path: Path, kind: Kind) -> None:
    """Read the directory of a zip file, and of an office file what it names as its main part; raises Unfit."""
    said = {
        "zip": _("文件的内部目录不正常，可能已损坏，请重新导出后上传。"),
        "zip_bomb": _("文件解压后过大，不予接收。"),
        "content": _("文件内容与扩展名不符，请上传原件。"),
    }
    try:
        with Package(path, office=bool(kind.main)) as package:
            if kind.holds and kind.holds.lower() not in package.parts:
                raise Broken("content")
            main = package.kind(package.main()) if kind.main else ""
            macros = kind.main and package.has_macros()
    except Broken as broken:
        raise Unfit(said[broken.code], broken.code) from None
    except TooMuch:
        raise Unfit(said["zip_bomb"], "zip_bomb") from None
    if macros:
        raise Unfit(_("文件带有宏，不予接收，请另存为无宏格式。"), "macro")
    if kind.main not in main:
        raise Unfit(said["content"], "content")
