"""Tables of papers as plain data; `sheets` and `documents` write them as office files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# Signs that no office file can hold.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Table:
    """One table of a paper: its name, the title over it, a line under that, the head, the rows and what stands below.

    `continues` when it follows the table before it on the same page, under its name as a heading; `empty` is said in
    place of rows. `widths` are in characters, and in a document their proportions.
    """

    name: str
    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence]
    widths: Sequence[int]
    below: Sequence[str] = ()
    landscape: bool = False
    continues: bool = False
    empty: str = ""


def storable(value: Any) -> str:
    """Return a value as text that an office file can hold."""
    return UNSTORABLE.sub("", "" if value is None else str(value))


def number(value: Any) -> bool:
    """Return True for a value that is written as a number."""
    return isinstance(value, Decimal | int | float) and not isinstance(value, bool)


def side(value: Any) -> str:
    """Return on which side of its cell a value stands: amounts and scores right, places in the middle, text left."""
    if isinstance(value, int):
        return "center"
    return "right" if number(value) else "left"
