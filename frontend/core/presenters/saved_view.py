"""Saved views as links, with the addresses at which each is renamed, chosen to open with, or forgotten."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from challenges.core.queries.board import Filters


@dataclass(frozen=True)
class View:
    """A saved view as a link; `at` leads to what may be done with it."""

    id: int
    name: str
    url: str
    at: dict[str, str]
    default: bool
    current: bool


ACTS = ("name", "default", "removal")


def shown(kept: Iterable[Any], filters: Filters, address: Callable, act: Callable) -> list[View]:
    """Return the person's views of a board; `address(filters)` is the board's, `act(view, act)` that of an act."""
    here = filters.having().words()
    return [
        View(
            id=view.pk,
            name=view.name,
            url=address(type(filters).read(view.words)),
            at={name: act(view.pk, name) for name in ACTS},
            default=view.default,
            current=view.words == here,
        )
        for view in kept
    ]
