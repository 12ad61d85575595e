"""What may be handed in as a scan of a certificate or an authorisation."""

from typing import Any

from accounts.content.door import admitted
from accounts.content.kinds import Unfit
from accounts.errors import Problem

# A scan is a picture or a PDF.
MOST_MEGABYTES = 10
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
