"""The one question the gate and the buttons ask: may this viewer take this step with this row?"""

from typing import Any

from accounts.acting import Acting
from challenges.core.noun import NOUNS
from challenges.core.second_thoughts import is_doer

DOER = "doer"


def may(viewer: Acting, verb: str, row: Any) -> bool:
    """Return True when what the viewer is to the row allows this verb, whatever state the row is in."""
    noun = NOUNS[row.noun]
    return bool(noun.may[verb] & names(viewer, row))


def verbs(viewer: Acting, row: Any) -> frozenset[str]:
    """Return every verb that the viewer's relation to the row allows, whatever state the row is in."""
    noun = NOUNS[row.noun]
    found = names(viewer, row)
    return frozenset(verb for verb, who in noun.may.items() if who & found)


def names(viewer: Acting, row: Any) -> frozenset[str]:
    """Return what the viewer is to the row, and that they did what was done last, where it can be taken back."""
    found: frozenset[str] = NOUNS[row.noun].relations(viewer, row)
    return found | {DOER} if is_doer(viewer, row) else found
