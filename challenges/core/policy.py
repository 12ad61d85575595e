"""The one question the gate and the buttons ask: may this viewer take this step with this row?"""

from typing import Any

from accounts.acting import Acting
from accounts.errors import NotAllowed
from challenges.core import own
from challenges.core.noun import NOUNS
from challenges.core.second_thoughts import is_doer

DOER = "doer"


def may(viewer: Acting, verb: str, row: Any) -> bool:
    """Return True when what the viewer is to the row allows this verb, whatever state the row is in."""
    noun = NOUNS[row.noun]
    return bool(noun.may[verb] & names(viewer, row))


def demand(viewer: Acting, verb: str, row: Any) -> None:
    """Raise NotAllowed when the viewer may not take this step; with the reason where the matter is their own."""
    if not may(viewer, verb, row):
        raise NotAllowed(why_not(viewer, row))


def verbs(viewer: Acting, row: Any) -> frozenset[str]:
    """Return every verb that the viewer's relation to the row allows, whatever state the row is in."""
    noun = NOUNS[row.noun]
    found = names(viewer, row)
    return frozenset(verb for verb, who in noun.may.items() if who & found)


def names(viewer: Acting, row: Any) -> frozenset[str]:
    """Return what the viewer is to the row, and that they did what was done last, where it can be taken back.

    An officer whose own the matter is (`core.own`) is none here.
    """
    found: frozenset[str] = NOUNS[row.noun].relations(viewer, row)
    if own.reason(viewer, row, found):
        return own.without_office(found)
    return found | {DOER} if is_doer(viewer, row) else found


def why_not(viewer: Acting, row: Any) -> str:
    """Return why an officer may take no step with a row that is their own matter; "" for everybody else."""
    return own.reason(viewer, row, NOUNS[row.noun].relations(viewer, row))
