"""Texts as people see them: signs that nobody sees make no difference, and every blank is a blank."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

# Marks that turn a sign into one of its variants, and fillers that show nothing though they count as letters.
VARIANTS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F))
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
BLANKS = re.compile(r"\s+")
# What stands between the parts of a name and is written in many ways, or left out.
QUOTES = frozenset("\"'`´＂＇｀“”„‟‘’‚‛‹›«»「」『』〝〞〟′″")
DOTS = frozenset("·•‧∙⋅・･‐᛫⸱⸳●")
# Signs of a name that mean something and stay: A&B is not AB.
KEPT = frozenset("&%#@*/\\+=§")
NOT_BETWEEN_DIGITS = re.compile(r"(?<!\d)[.,]|[.,](?!\d)")
QUOTES_AS_BLANKS = dict.fromkeys(map(ord, QUOTES), " ")


def invisible(sign: str) -> bool:
    """Return True for a sign that shows nothing: zero width, direction, BOM, soft hyphen, variants, controls."""
    if sign in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85":
        return False
    place = ord(sign)
    return (
        unicodedata.category(sign) in ("Cf", "Cc", "Cs")
        or sign in FILLERS
        or any(first <= place <= last for first, last in VARIANTS)
    )


class Leaving(dict):
    """A table for `str.translate` that leaves out the signs of one kind; what it was asked before it knows at once."""

    MOST = 50_000  # signs kept in memory; Unicode has far more, and nobody writes them all

    def __init__(self, out: Callable[[str], bool]):
        super().__init__()
        self.out = out

    def __missing__(self, place: int) -> int | None:
        found = None if self.out(chr(place)) else place
        if len(self) < self.MOST:
            self[place] = found
        return found


WITHOUT_INVISIBLE = Leaving(invisible)


def visible(text: str) -> str:
    """Return the text without invisible signs; its lines and blanks stay."""
    return text if text.isascii() and text.isprintable() else text.translate(WITHOUT_INVISIBLE)


def line(text: object) -> str:
    """Return one line as it is kept: no invisible signs, each run of blanks of any kind one blank, none at the ends."""
    return BLANKS.sub(" ", visible("" if text is None else str(text))).strip()


def settled(step: Callable[[str], str], text: object) -> str:
    """Return a text to which a step was done until it changes nothing more: folding twice is folding once."""
    before, found = None, "" if text is None else str(text)
    while found != before:
        before, found = found, step(found)
    return found


def plain(text: object) -> str:
    """Return a line with full width and other compatible forms as their plain signs: ＡＢ１ is AB1."""
    found = line(text)
    # Nearly everything is plain already; asking is much quicker than folding it twice.
    if unicodedata.is_normalized("NFKC", found):
        return found
    return settled(lambda found: line(unicodedata.normalize("NFKC", found)), found)


def words(text: object) -> str:
    """Return search words as they are looked for: plain signs, quotes around them left out, one blank between them."""
    return settled(lambda found: line(plain(found).translate(QUOTES_AS_BLANKS)), text)


def folded(text: object) -> str:
    """Return a name as it is compared: width, case, blanks, quotes, brackets, dashes and dots make no difference.

    A full stop or comma between two digits stays, and so do signs that mean something (A&B is not AB).
    """
    return settled(bare, text)


def bare(text: str) -> str:
    """Return a name folded once: lower case may bring back forms that fold again, and what was apart may join."""
    return NOT_BETWEEN_DIGITS.sub("", plain(plain(text).casefold())).translate(WITHOUT_IDLE)


def idle(sign: str) -> bool:
    """Return True for a sign with or without which a name is the same; a stop or comma that is left stands for itself.

    Where a stop or comma stands decides, so those between two digits are told apart beforehand.
    """
    if sign in KEPT or sign in ".,":
        return False
    kind = unicodedata.category(sign)
    return sign in QUOTES or sign in DOTS or kind[0] in "PZ" or kind in ("Mn", "Sk") or invisible(sign)


WITHOUT_IDLE = Leaving(idle)


def sought(typed: Any) -> str:
    """What somebody looks for, as a filter of a list takes it and shows it again. Nobody looks for more."""
    return str(typed or "").replace("\x00", "").strip()[:120]
