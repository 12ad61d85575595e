"""A ledger of lines 台账: what is planned, open, paid, cancelled and given back, for each source by itself.

A line is in one state as a whole. What pays a part of it parts the line in two, so that the plan stays the sum of its
lines, whatever happens to them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# The states of a payment by what they mean for the sums; each state is in exactly one of them.
COLUMNS = {
    "planned": "later",
    "due": "open",
    "requested": "open",
    "paid": "paid",
    "received": "paid",
    "cancelled": "cancelled",
    "refunded": "refunded",
}


@dataclass(frozen=True)
class Sums:
    """The sums of a ledger in fen. `planned` is all of its lines; the others part it without a rest.

    `later` is not due yet, `open` due and not paid, `cancelled` will never be due, `refunded` was paid and given back.
    """

    planned: int = 0
    later: int = 0
    open: int = 0
    paid: int = 0
    cancelled: int = 0
    refunded: int = 0

    @property
    def rest(self) -> int:
        """Return what the plan holds beyond its columns: always 0."""
        return self.planned - self.later - self.open - self.paid - self.cancelled - self.refunded


def sums(lines: Iterable[tuple[str, int]]) -> Sums:
    """Return the sums of lines, each a state and its fen."""
    counted: Counter[str] = Counter()
    for state, fen in lines:
        counted[COLUMNS[state]] += fen
        counted["planned"] += fen
    return Sums(**counted)


def parted(fen: int, paid: int) -> tuple[int, int]:
    """Return a line of `fen` as (what is paid of it, what stays open); both are above 0.

    Raises ValueError for a payment that is not a part of the line.
    """
    if not 0 < paid < fen:
        raise ValueError("not a part of the line")
    return paid, fen - paid
