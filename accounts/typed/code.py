"""Codes 统一社会信用代码, certificate and dictionary codes as they are compared."""

from accounts.typed import text
from notifications.typed import whole

IDLE = frozenset(" -‐‑‒–—―−_·.'\"`’‘")


def folded(typed: object) -> str:
    """Return a code in its written form: plain width, capitals, without blanks, hyphens and invisible signs."""
    return text.settled(lambda found: "".join(sign for sign in text.plain(found).upper() if sign not in IDLE), typed)


def dictionary(typed: object) -> str:
    """Return a code from a list of codes without the .0 that a spreadsheet adds: 80501.0 is 80501."""
    found = text.plain(typed)
    head, dot, tail = found.partition(".")
    found = head if dot and whole(head) is not None and not tail.strip("0") else found
    return found.replace(" ", "")
