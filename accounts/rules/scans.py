"""What may be handed in as a scan of a certificate or an authorisation."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.content.door import admitted
from accounts.content.kinds import Unfit
from accounts.errors import Problem, Refused

# A scan is a picture or a PDF.
MOST_MEGABYTES = 10
# What was removed or revoked is kept as part of the record: so many papers of one kind may an organisation send at all.
MOST_KEPT = 500
KINDS = ("pdf", "png", "jpg", "jpeg")


def scan_problem(upload: Any, *, field: str) -> Problem | None:
    """Return what is wrong with an uploaded scan, or None. It takes seconds: never inside a transaction."""
    if not upload:
        return None
    try:
        admitted(upload, KINDS, most=MOST_MEGABYTES)
    except Unfit as unfit:
        return Problem(field, unfit.message, unfit.code)
    return None


def require_room(kept: int) -> None:
    """Raise Refused when an organisation has sent as many papers of a kind as it ever may."""
    if kept >= MOST_KEPT:
        raise Refused(_("这里的文件已经更换过太多次，不能再上传。请告知平台运营。"), code="replaced_too_often")
