"""What the market knows of accounts: answers that it lends to questions which are asked here, below it."""

from collections import defaultdict
from collections.abc import Callable

_lent: dict[tuple[str, str], list[Callable]] = defaultdict(list)


def lends(noun: str, question: str) -> Callable:
    """Register a function as one more answer to a question that the owner of the noun asks (see `lent`)."""

    def add(function: Callable) -> Callable:
        _lent[noun, question].append(function)
        return function

    return add


def lent(noun: str, question: str) -> tuple[Callable, ...]:
    """Return what the domains above answer to a question of the noun's owner."""
    return tuple(_lent[noun, question])
