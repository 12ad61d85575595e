"""The register of nouns: each domain declares its own, once, and everything that asks about nouns asks here.

A domain may also add to the noun of a domain below it, which knows nothing of it: an act that the clock takes
(`takes`), or an answer to a question that the lower domain asks of whoever knows more (`lends`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.lent import lends, lent
from challenges.core.table import Table

__all__ = ["NOUNS", "TIMED", "Noun", "lends", "lent", "names_of", "register", "table", "tables", "takes"]


@dataclass(frozen=True)
class Noun:
    """One kind of row with a lifecycle: its table, and who may see and do what.

    `may` names, for each verb, the relations that allow it; `relations(viewer, row)` are those a viewer has;
    `visible_to(viewer)` are the rows they may know of. `to_batch` is the way from a row to the batch whose rules hold
    for it, where reminders and periods need one. `called` are the columns by which people know one row from another.
    """

    table: Table
    model: type[Any]
    may: Mapping[str, frozenset[str]]
    relations: Callable
    visible_to: Callable
    to_batch: str = ""
    called: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the word by which rows, events and addresses name the noun."""
        return self.table.noun


NOUNS: dict[str, Noun] = {}
# The action of each step that the clock takes, by noun and verb.
TIMED: dict[tuple[str, str], Callable] = {}


def register(noun: Noun) -> None:
    """Make a noun known. Raises ValueError for a second one of the name, and for a verb without a rule who may."""
    if noun.name in NOUNS:
        raise ValueError(f"{noun.name} is registered already")
    if set(noun.may) != set(noun.table.by_verb):
        raise ValueError(
            f"{noun.name}: {sorted(set(noun.may) ^ set(noun.table.by_verb))} in one of table and rules only"
        )
    NOUNS[noun.name] = noun


def names_of(noun: str, viewer: Any, ids: Iterable[int]) -> dict[int, str]:
    """Return what rows of a noun are called, by id: of those alone that the viewer may see."""
    known = NOUNS.get(noun)
    if known is None or not known.called:
        return {}
    rows = known.visible_to(viewer).filter(pk__in=ids).values_list("pk", *known.called)
    return {pk: " ".join(str(word) for word in words if word) for pk, *words in rows}


def table(noun: str) -> Table:
    """Return the lifecycle of a noun; KeyError for one that nobody registered."""
    return NOUNS[noun].table


def tables() -> list[Table]:
    """Return every lifecycle."""
    return [noun.table for noun in NOUNS.values()]


def takes(noun: str, **actions: Callable) -> None:
    """Say which action the clock calls for these timed verbs of a noun, with the row, `by` and `at`."""
    for verb, action in actions.items():
        if (noun, verb) in TIMED:
            raise ValueError(f"{noun}.{verb} is taken already")
        TIMED[noun, verb] = action
