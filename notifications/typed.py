"""What arrives as text and means something else: whole numbers, moments, the mark of a place in a list.

The one place that turns a request's text into a number. Nothing raises here but ValueError where a function says so:
what cannot be read is None, and the caller knows what to say.
"""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

# What 64 bits hold, as the ids and counters of every database we run on.
LARGEST = 2**63 - 1
SMALLEST = -(2**63)
DIGITS = re.compile(r"-?[0-9]{1,19}")
# Times outside these years are nobody's: near the ends of the calendar a change of time zone has no answer.
FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST_MARK = 600


def whole(typed: Any, *, lowest: int = 0, highest: int = LARGEST) -> int | None:
    """Return the whole number that stands in `typed`, or None for anything else and for one out of bounds.

    Plain digits only, with a minus where `lowest` is below zero: no plus, no blanks, no underscores, no digits of other
    scripts. The length is judged before the digits are read, so that a thousand of them cost nothing. A number passes
    as it is; True and False are no numbers.
    """
    if isinstance(typed, str):
        if not DIGITS.fullmatch(typed):
            return None
        typed = int(typed)
    if type(typed) is not int or not lowest <= typed <= highest:
        return None
    return typed


def wholes(typed: Any, **bounds: Any) -> list[int]:
    """Return the whole numbers among several texts, in their order; what is none is left out."""
    return [number for one in typed if (number := whole(one, **bounds)) is not None]


def moment(typed: Any) -> datetime | None:
    """Return the aware time in ISO 8601 that stands in `typed`.

    None for anything else, for one without a time zone, and for one of a year that is none of ours.
    """
    if not isinstance(typed, str) or len(typed) > 40:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo is not None and sane(found) else None


def sane(found: Any) -> bool:
    """Return True for a time or day of a year that every part of the platform can reckon with and show."""
    return bool(FIRST_YEAR <= found.year <= LAST_YEAR)


def write_mark(*key: Any) -> str:
    """Return the opaque mark of a row, from its sort key and its id: where the next page of a list begins."""
    plain = [part.astimezone(UTC).isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def read_mark(text: str) -> list:
    """Return the plain values behind a mark: texts and whole numbers. Raises ValueError for what we never wrote."""
    if not isinstance(text, str) or len(text) > LONGEST_MARK:
        raise ValueError("no mark")
    try:
        found = json.loads(base64.b64decode(text.encode() + b"=" * (-len(text) % 4), b"-_", validate=True))
    except (binascii.Error, UnicodeError, RecursionError) as forged:
        raise ValueError("no mark") from forged
    if not isinstance(found, list) or not all(readable(part) for part in found):
        raise ValueError("no mark")
    return found


def readable(part: Any) -> bool:
    """Return True for a text that a database takes, or a whole number of 64 bits."""
    if isinstance(part, str):
        return "\x00" not in part and part.isprintable()
    return whole(part, lowest=SMALLEST) is not None


def is_link(link: str) -> bool:
    """Return True for an address that a page may lead to: of the web, with a host."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)
