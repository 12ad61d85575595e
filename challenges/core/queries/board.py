"""Boards: lists of a batch that people filter, keep filters of, and act from on many rows."""

from collections.abc import Callable
from dataclasses import dataclass


class UnknownFilter(ValueError):
    """A filter or a page mark that a board does not know; the argument is its name."""


@dataclass(frozen=True)
class Board:
    """One such list, declared by the domain whose rows it shows.

    `read(words)` returns its filters or raises UnknownFilter; `having()` takes the page mark off them, `words()` are
    what differs from the plain board. `meant(viewer, batch, picks=, words=, at=)` returns the ids of what was picked,
    failing that of what a filter finds; no pick and no filter mean nobody. `of_one_batch` names the filters that stand
    for something of one batch alone.
    """

    read: Callable
    meant: Callable
    of_one_batch: tuple[str, ...] = ()
