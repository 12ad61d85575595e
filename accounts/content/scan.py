"""The check of a stored file: our own first, then the virus scanner where one is set."""

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.content import clamd
from accounts.content.clamd import ANSWER_SECONDS, ScannerDown
from accounts.content.findings import REFUSED, Finding

__all__ = ["ScannerDown", "scanned"]


def scanned(
    path: Path, content_type: str, *, ask_outside: bool = True, seconds: float = ANSWER_SECONDS
) -> list[dict] | None:
    """Return everything found in a stored file, as it is kept, or None when the scanner outside is still to be asked.

    ATTACHMENT_SCANNER names a function of the path and the type that returns findings, or in one word why the file is
    not taken. With CLAMD set, a file that passes it is handed to the virus scanner too, which has `seconds` to answer.
    Raises ScannerDown when that does not, and whatever keeps this one file from being checked.
    """
    found = plain(import_string(settings.ATTACHMENT_SCANNER)(path, content_type))
    if any(one["level"] == REFUSED for one in found) or not settings.CLAMD:
        return found
    if not ask_outside:
        return None
    name = clamd.scan(settings.CLAMD, path, seconds=seconds)
    return [*found, Finding("virus", name=name).plain()] if name else found


def plain(found) -> list[dict]:
    """Return the findings of any scanner in one form."""
    if isinstance(found, str):
        return [Finding(found[:40]).plain()] if found else []
    return [one.plain() for one in found]
