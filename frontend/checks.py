"""The conditions of a challenge with the live check of the reader's firm, ready to print."""

from dataclasses import dataclass

from frontend import names


@dataclass(frozen=True)
class Check:
    """One condition: `pass`, `fail` or `ask` (a person checks it), what it asks, and why it came out so."""

    mark: str
    head: str
    reason: str = ""


def checks_for(viewer, shown, at):
    """The failed first, then what people check, then what is met; for the public the conditions alone."""
    found = []
    if shown.challenge.conditions_text:
        found.append(Check("ask", names.own(shown.challenge.conditions_text)))
    return found
