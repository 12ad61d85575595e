"""One's own matter 本人回避: what keeps an officer of the organiser from every act on it, by one rule for all of them.

Which challenges a row concerns is told by its parents, or by what its domain lends as ("noun", "concerns"). Why a
matter is somebody's own, each domain that knows of a tie lends as ("officer", "own"): a function of the viewer, the
row that returns a sentence, or "", and asks nothing of the database for who could have no such tie. For an act on many
it lends the same as ("officer", "ties"): a function of the viewer, challenges that returns the sentences by id, in one
statement for as many as there are.
"""

from collections.abc import Iterable
from typing import Any

from accounts.acting import Acting
from challenges.core.noun import lent

OFFICE = "organiser"
# What an organiser's people are to a row by their office, under another name.
BY_OFFICE = frozenset({OFFICE, "approver"})


def reason(viewer: Acting, row: Any, names: Iterable[str]) -> str:
    """Return why this officer must leave the row to a colleague, in a sentence; "" for who is no officer, or is free.

    `names` is what they are to the row. The clock is nobody, and its matters nobody's.
    """
    if OFFICE not in names or viewer.user_id is None:
        return ""
    return next((said for ask in lent("officer", "own") if (said := ask(viewer, row))), "")


def of_challenge(viewer: Acting, challenge: Any) -> str:
    """Return why the officer must leave everything about this challenge to a colleague; "" when nothing does."""
    return reason(viewer, challenge, {OFFICE})


def of_many(viewer: Acting, challenges: Iterable[Any]) -> dict[int, str]:
    """Return, by id, why the officer must leave which of these challenges to colleagues; nothing for who is free."""
    found: dict[int, str] = {}
    if viewer.user_id is None:
        return found
    for ask in lent("officer", "ties"):
        for pk, said in ask(viewer, challenges).items():
            found.setdefault(pk, said)
    return found


def without_office(names: Iterable[str]) -> frozenset[str]:
    """Return what somebody is to a row besides being an officer of its organiser."""
    return frozenset(name for name in names if name not in BY_OFFICE and not name.startswith(f"{OFFICE}."))


def concerned(row: Any) -> list[Any]:
    """Return the challenges that a row concerns: its own parent, or those its domain names; none for a whole call."""
    for ask in lent(row.noun, "concerns"):
        return list(ask(row))
    while row is not None and row.noun != "challenge":
        row = row.parent() if hasattr(row, "parent") else None
    return [] if row is None else [row]
