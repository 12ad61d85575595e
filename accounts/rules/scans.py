"""What may be handed in as a scan of a certificate or an authorisation."""

from typing import Any

import puremagic
from django.utils.translation import gettext as _

from accounts.errors import Problem

# A scan is a picture or a PDF; the first bytes decide, never the name.
MAX_BYTES = 10 * 1024 * 1024
TYPES = {"application/pdf", "image/png", "image/jpeg"}
HEAD = 4096


def scan_problem(upload: Any, *, field: str) -> Problem | None:
    """What is wrong with an uploaded scan, or None. Reads only the beginning, and rewinds."""
    if upload.size == 0:
        return Problem(field, _("文件是空的。"), "empty")
    if upload.size > MAX_BYTES:
        said = _("文件不能超过 %(limit)s MB。") % {"limit": MAX_BYTES // 1024 // 1024}
        return Problem(field, said, "too_large")
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    if content_type(head) not in TYPES:
        return Problem(field, _("只接受 PDF、PNG 或 JPEG 文件；文件内容与此不符。"), "wrong_type")
    return None


def content_type(head: bytes) -> str:
    """The type that the first bytes of a file show; empty when they show none."""
    try:
        return puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return ""
