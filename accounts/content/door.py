"""The door for papers that are looked through while their sender waits: scans, and tables that are read at once.

Files of proposals, challenges and objections are looked through by the same check, a moment later (`attachment.scan`).
"""

from collections.abc import Iterable
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from .clamd import NotScanned, ScannerDown
from .findings import REFUSED
from .incoming import settled
from .kinds import OLE, ZIP, Kind, Unfit, clean_name, kind_of
from .runner import NotChecked
from .scan import scanned
from .words import sentences

# The sender waits for the virus scanner no longer than this; the server gives up a request after a minute.
SECONDS = 20


def admitted(upload, kinds: Iterable[str], *, most: int) -> Kind:
    """Return what an upload of at most `most` megabytes is. It is left as it was, to be read or stored.

    Raises Unfit with a sentence: for its name, its size, contents that are not what the name says, whatever the check
    refuses (what it found, and where), a file that cannot be checked, and a scanner that does not answer.
    """
    name = clean_name(upload.name)
    if getattr(upload, "too_large", False) or upload.size > most * 1024 * 1024:
        raise Unfit(_("文件不能超过 %(limit)s MB。") % {"limit": most}, "too_large")
    path, _sha256, head = settled(upload)
    try:
        kind = kind_of(name, head, path, kinds)
        look_through(path, kind)
    finally:
        if not getattr(upload, "sha256", ""):
            path.unlink(missing_ok=True)
        upload.seek(0)
    return kind


def look_through(path: Path, kind: Kind) -> None:
    """Refuse what the check finds in a file, by what it is and where it stands."""
    try:
        found = scanned(path, kind.content_type, seconds=SECONDS)
    except ScannerDown:
        say = _("病毒检查现在没有答复，文件没有接收。请过几分钟再上传。")
        raise Unfit(say, "scanner_down") from None
    except (NotChecked, NotScanned):
        say = _("这个文件无法检查，没有接收。请另存一份，或者改用较小的文件，再上传。")
        raise Unfit(say, "not_checked") from None
    refused = [one for one in found or () if one["level"] == REFUSED]
    if refused:
        say = _("文件没有接收，里面有：%(found)s请去掉后另存一份，再上传。")
        raise Unfit(say % {"found": "".join(sentences(refused))}, refused[0]["code"])


def admitted_table(content: bytes, *, most: int) -> None:
    """Look through a table that is read and not kept; raises Unfit as `admitted` does.

    A table in plain text holds nothing that acts: its reader says what is wrong with it.
    """
    if not content:
        raise Unfit(_("文件是空的。"), "empty")
    if content.startswith((ZIP, OLE)):
        admitted(ContentFile(content, "table.xlsx"), ("xlsx",), most=most)
