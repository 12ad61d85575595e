"""What a file says of its own making: author, last editor, company, document number, program and time.

Read with bounds: only the ends of a PDF and two small parts of an office file, never more than they may hold, and no
entity is expanded. What cannot be read says nothing.
"""

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

END = 256 * 1024
PART = 64 * 1024
LONGEST = 120
OFFICE = ("docx", "xlsx", "pptx")
# Bounded, so that no file can keep the search busy.
STRING = rb"\s{0,9}(\((?:\\.|[^\\()]|\([^()]{0,99}\)){0,999}\)|<[0-9A-Fa-f\s]{0,1999}>)"
INFO = {
    name: re.compile(rb"/" + name.encode() + STRING, re.DOTALL)
    for name in ("Author", "Creator", "Producer", "CreationDate", "Company")
}
IDENTIFIER = re.compile(rb"/ID\s{0,9}\[\s{0,9}<([0-9A-Fa-f]{16,64})>")
XMP = (b"<x:xmpmeta", b"</x:xmpmeta>")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def read(path: Path, name: str) -> dict[str, str]:
    """Return the metadata of a stored file by its name's ending: author, editor, company, document, made."""
    extension = name.rpartition(".")[2].lower()
    try:
        if extension == "pdf":
            return clean(pdf(path))
        if extension in OFFICE:
            return clean(office(path))
    except (OSError, ValueError, ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error):
        return {}
    except (RuntimeError, NotImplementedError, EOFError):  # an entry that is encrypted, packed unusually, or cut short
        return {}
    return {}


def clean(found: dict[str, str]) -> dict[str, str]:
    """Return the fields that say something, short and without control characters."""
    short = {key: "".join(c for c in value if c.isprintable()).strip()[:LONGEST] for key, value in found.items()}
    return {key: value for key, value in short.items() if value}


def office(path: Path) -> dict[str, str]:
    """Return the metadata of a DOCX, XLSX or PPTX."""
    with zipfile.ZipFile(path) as box:
        core, app = part(box, "docProps/core.xml"), part(box, "docProps/app.xml")
    made = core.get("created", "")
    return {
        "author": core.get("creator", ""),
        "editor": core.get("lastmodifiedby", ""),
        "company": app.get("company", ""),
        "document": core.get("identifier", ""),
        "made": f"{app.get('application', '')} {made}" if made else "",
    }


def part(box: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the texts of one small part by the local names of its elements; nothing for one too large."""
    try:
        with box.open(name) as file:
            data = file.read(PART + 1)
    except KeyError:
        return {}
    return {} if len(data) > PART else texts(fromstring(data, forbid_dtd=True))


def texts(root: Element) -> dict[str, str]:
    """Return the text of each element, and each attribute, by its local name in lower case; the first of each."""
    found: dict[str, str] = {}
    for element in root.iter():
        for name, value in ((element.tag, "".join(element.itertext())), *element.attrib.items()):
            if value and value.strip():
                found.setdefault(str(name).rpartition("}")[2].lower(), value.strip())
    return found


def pdf(path: Path) -> dict[str, str]:
    """Return the metadata of a PDF: of its information dictionary and of its XMP packet, from its two ends."""
    with path.open("rb") as file:
        data = file.read(END)
        size = file.seek(0, 2)
        if size > END:
            file.seek(max(END, size - END))
            data += b"\n" + file.read(END)
    # In a locked PDF the strings are unreadable; its number is not.
    info = {} if b"/Encrypt" in data else {name: last(pattern, data) for name, pattern in INFO.items()}
    packet = packet_of(data)
    xmp = texts(fromstring(packet, forbid_dtd=True)) if packet else {}
    number = IDENTIFIER.search(data)
    program = info.get("Producer") or xmp.get("producer", "")
    made = info.get("CreationDate") or xmp.get("createdate", "")
    return {
        "author": info.get("Author") or xmp.get("creator", ""),
        "company": info.get("Company") or xmp.get("company", ""),
        "document": xmp.get("documentid", "") or (number.group(1).decode().lower() if number else ""),
        "made": f"{program} {made}" if program and made else "",
    }


def packet_of(data: bytes) -> bytes:
    """Return the XMP packet of a PDF, or nothing when there is none or it is too large."""
    begins = data.find(XMP[0])
    ends = data.find(XMP[1], begins, begins + PART) if begins >= 0 else -1
    return data[begins : ends + len(XMP[1])] if ends >= 0 else b""


def last(pattern: re.Pattern, data: bytes) -> str:
    """Return the last string of this name in the file (a later save overrides), decoded; empty for none."""
    found = pattern.findall(data)
    return decoded(found[-1]) if found else ""


def decoded(token: bytes) -> str:
    """Return the text of a PDF string, literal or hexadecimal, whatever it was written in."""
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1])
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = re.sub(rb"\\([0-7]{1,3}|\r?\n|.)", unescaped, token[1:-1], flags=re.DOTALL)
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", errors="replace")
    for coding in ("utf-8", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


OCTAL = frozenset(b"01234567")


def unescaped(found: re.Match) -> bytes:
    """Return the byte that an escape in a PDF string stands for."""
    sign = found.group(1)
    if sign[0] in OCTAL:
        return bytes([int(sign, 8) & 0xFF])
    return b"" if sign.strip() == b"" else ESCAPES.get(sign, sign)
