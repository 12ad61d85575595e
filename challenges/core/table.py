"""What a state table is: pure data that says which verb leads from where to where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

# Undoes the step before; it leads nowhere that the others do not.
TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Step:
    """One verb of a lifecycle.

    `sources` are the states it may start from. `targets` are the states it may lead to: one for most verbs, several
    where the act itself decides, none where the verb leaves the state alone (a recorded act without a move).
    `event` is what is written in the record. A timed step names the field that holds its last moment (`due`);
    only the clock takes it, and only after that moment. `four_eyes` names the fields that hold those who
    prepared the matter: none of them may take this step. A step for `two` is prepared by one person as a motion
    and taken by another who confirms it; nobody takes it alone. What one person did in a step marked `recall` they can
    take back, for a while and until somebody acts on it (`second_thoughts`). A `signed` step binds the organisation
    acted for: nobody takes it while that one is not verified, or has a new legal representative to be verified.
    """

    verb: str
    sources: frozenset
    targets: tuple = ()
    event: str = ""
    due: str = ""
    inclusive: bool = True
    four_eyes: tuple[str, ...] = ()
    two: bool = False
    recall: bool = False
    signed: bool = False

    @property
    def timed(self) -> bool:
        """True when the clock takes this step by itself."""
        return bool(self.due)

    def barred(self, row: Any, viewer: Any) -> bool:
        """Return True for whoever prepared what this step decides, by their own hand or by a program of theirs."""
        if viewer.user_id is None or not self.four_eyes:
            return False
        prepared = {pk for name in self.four_eyes for pk in row.hands_in(name)}
        return viewer.user_id in prepared or bool(prepared and prepared & viewer.hands)


@dataclass(frozen=True)
class Alarm:
    """A reminder that changes no state: days before `due`, days after it, or both, as the rules in force say.

    One that is `daily` is given on every working day until `due`, at its hour, from the moment in the field it names.
    """

    event: str
    states: frozenset
    due: str
    before: bool = False
    overdue: bool = False
    daily: str = ""


@dataclass(frozen=True)
class Table:
    """The whole lifecycle of one noun."""

    noun: str
    states: type[TextChoices]
    steps: tuple[Step, ...]
    alarms: tuple[Alarm, ...] = ()
    by_verb: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_verb", {step.verb: step for step in self.steps})
        if len(self.by_verb) != len(self.steps):
            raise ValueError(f"{self.noun}: a verb stands twice")

    def step(self, verb: str) -> Step:
        """Return the step of this verb; KeyError for a verb that does not exist."""
        return self.by_verb[verb]

    def from_state(self, state: str) -> list[Step]:
        """Return the steps that may start in this state, in the order of the table."""
        return [step for step in self.steps if state in step.sources]

    @property
    def timed(self) -> list[Step]:
        """Return the steps that the clock takes."""
        return [step for step in self.steps if step.timed]

    @property
    def ends(self) -> frozenset:
        """Return the states that no step leaves."""
        steps = [step for step in self.steps if step.targets and step.verb != TAKE_BACK]
        leaving = {state for step in steps for state in step.sources}
        return frozenset(state for state in self.states if state not in leaving)


def step(
    verb: str, sources: Iterable, targets: Any = (), event: str = "", four_eyes: str | tuple = (), **more: Any
) -> Step:
    """Write a row of a table: one or several may stand for `sources`, `targets` and `four_eyes`."""
    sources = frozenset([sources]) if isinstance(sources, str) else frozenset(sources)
    targets = (targets,) if isinstance(targets, str) else tuple(targets)
    four_eyes = (four_eyes,) if isinstance(four_eyes, str) else four_eyes
    return Step(verb=verb, sources=sources, targets=targets, event=event, four_eyes=four_eyes, **more)


def taking_back(noun: str, *steps: Step) -> Step:
    """Return the step that takes back those of these that are marked: from where they led to where they began."""
    marked = [step for step in steps if step.recall]
    sources = {state for step in marked for state in step.targets}
    targets = dict.fromkeys(state for step in marked for state in sorted(step.sources))
    return step(TAKE_BACK, sources, tuple(targets), event=f"{noun}.taken_back")


def alarm(event: str, states: Iterable, due: str, **more: Any) -> Alarm:
    """Write a reminder row: one state or several may stand for `states`."""
    states = frozenset([states]) if isinstance(states, str) else frozenset(states)
    return Alarm(event=event, states=states, due=due, **more)
