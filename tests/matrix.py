"""Every cell of (state × verb × person) of a noun, held against a table that a test has written out by hand.

The policy and the buttons are asked in every cell. The gate is knocked at by everybody whom it lets through, in the
other states by one of those in turn; each of the people whom it never lets through knocks once at each verb.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from accounts.acting import CLOCK, Acting
from accounts.errors import NotAllowed, Refused
from accounts.models import User
from challenges.core import policy
from challenges.core.gate import moving
from challenges.core.noun import NOUNS
from challenges.core.queries.steps import steps_for


class Undo(Exception):
    """Thrown to take a move back."""


def outcome(row, verb: str, viewer: Acting, at: datetime) -> str:
    """Return what the gate says to this move, "moved" or the code of its refusal, and leave the row as it was."""
    step = NOUNS[row.noun].table.step(verb)
    if step.two and viewer is not CLOCK:
        viewer = viewer.seconding(User())
    try:
        with transaction.atomic():
            with moving(row, verb, by=viewer, at=at) as move:
                move.target = move.target or (step.targets[0] if step.targets else "")
            raise Undo
    except Undo:
        return "moved"
    except NotAllowed:
        return "not_allowed"
    except Refused as refusal:
        return refusal.code


def wrong_cells(
    noun: str,
    expected: dict[str, tuple[str, str]],
    people: dict[str, Acting],
    stand_in: Callable[[str], object],
    at: datetime,
    powerless: Iterable[tuple[str, str]] = (),
) -> list[tuple]:
    """Return every cell that is not as written: `expected` gives each verb its states and the people who may take it.

    `stand_in` puts the row into a state and returns it, read anew. `powerless` are the (person, state) in which one may
    nothing.
    """
    states = NOUNS[noun].table.states.values
    assert set(expected) == {step.verb for step in NOUNS[noun].table.steps}
    wrong = []
    for turn, state in enumerate(states):
        for place, (name, viewer) in enumerate(people.items()):
            may = {verb for verb, (_from, who) in expected.items() if name in who.split()}
            if (name, state) in powerless:
                may = set()
            row = stand_in(state)
            if policy.verbs(viewer, row) != may:
                wrong.append((state, name, "policy", policy.verbs(viewer, row), may))
            here = {verb for verb in may if state in expected[verb][0].split()}
            if set(steps_for(viewer, row)) != (set() if viewer is CLOCK else here):
                wrong.append((state, name, "buttons", steps_for(viewer, row), here))
            for number, verb in enumerate(expected):
                ways_in = [one for one in people if one in expected[verb][1].split()]
                if verb in here:
                    said, knocks = "moved", True
                elif verb in may:
                    said, knocks = "wrong_state", ways_in[turn % len(ways_in)] == name
                else:
                    said, knocks = "not_allowed", (place + number) % len(states) == turn
                if knocks and (found := outcome(stand_in(state), verb, viewer, at)) != said:
                    wrong.append((state, name, verb, found, said))
    return wrong
