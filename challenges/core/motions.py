"""Which acts take two persons, and what whoever confirms them is shown; each domain registers its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from accounts.acting import Acting
from accounts.models import User
from challenges.core.noun import NOUNS

Lines = Callable[[Any, dict], list[tuple[str, str]]]
# The role, in `Act.roles`, of those who act for the platform itself.
OPERATOR = "operator"


@dataclass(frozen=True)
class Subject:
    """What an act is about where no lifecycle tells: rows of accounts.

    `may(viewer, row)` says who prepares and confirms, whose roles are `roles`; `visible_to(viewer)` are the rows they
    may know of. `hold(row)` locks the row, after whatever stands above it, and reads it again.
    """

    model: type[Any]
    may: Callable[[Acting, Any], bool]
    roles: frozenset[str]
    visible_to: Callable[[Acting], Any]
    hold: Callable[[Any], None]


@dataclass(frozen=True)
class Act:
    """An act that takes two: `call(row, by=, at=, **arguments)` is done when the second person confirms.

    `label` names it. `lines(row, arguments)` tells in words what is to happen, for whoever confirms. `title(row)` names
    the row, `whose(row, by)` returns the id of the organisation whose people act, None for operators. `restore` turns
    the stored arguments back into what `call` takes, by name. `seen(viewer)` are the rows on which a viewer may read
    motions, where that is less than the rows they may see. `subject` is told where the noun has no lifecycle.
    `person(row, arguments)` is the id of whom it is about, who is neither of the two.
    """

    noun: str
    verb: str
    label: Any
    call: Callable
    lines: Lines
    title: Callable[[Any], str]
    whose: Callable[[Any, Acting], int | None]
    restore: Mapping[str, Callable] = field(default_factory=lambda: MappingProxyType({}))
    seen: Callable | None = None
    subject: Subject | None = None
    person: Callable[[Any, dict], Any] | None = None

    @property
    def name(self) -> str:
        """Return the word by which motions name it, such as `challenge.withdraw`."""
        return f"{self.noun}.{self.verb}"

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles whose holders prepare and confirm it."""
        if self.subject:
            return self.subject.roles
        return frozenset(who.partition(".")[2] for who in NOUNS[self.noun].may[self.verb]) - {""}

    def find(self, pk: int) -> Any:
        """Return the row, or None when it is there no more."""
        return self.find_many([pk]).get(pk)

    def find_many(self, pks: Iterable[int]) -> dict[int, Any]:
        """Return those of these rows that are there, by id."""
        rows: Any = self.subject.model if self.subject else NOUNS[self.noun].model
        return {row.pk: row for row in rows.objects.filter(pk__in=list(pks))}

    def seen_by(self, viewer: Acting) -> Any:
        """Return the rows on which this viewer may read motions."""
        if self.subject:
            return self.subject.visible_to(viewer)
        return self.seen(viewer) if self.seen else NOUNS[self.noun].visible_to(viewer)

    def given(self, stored: dict) -> dict:
        """Return the arguments of the call from those that were stored."""
        return {name: self.restore[name](value) if name in self.restore else value for name, value in stored.items()}


ACTS: dict[str, Act] = {}


def register(act: Act) -> None:
    """Make an act known that takes two. Raises ValueError for a second one of the name, or a verb of one person."""
    if act.name in ACTS:
        raise ValueError(f"{act.name} is registered already")
    if not act.subject and not NOUNS[act.noun].table.step(act.verb).two:
        raise ValueError(f"{act.name} is a step that one person takes")
    ACTS[act.name] = act


def posts(viewer: Acting) -> frozenset[str]:
    """Return the roles by which a viewer may be one of the two, that of the operators among them."""
    return viewer.roles | {OPERATOR} if viewer.is_operator else viewer.roles


def takes_two(noun: str, verb: str) -> Act | None:
    """Return the act when this verb of a noun takes two persons."""
    return ACTS.get(f"{noun}.{verb}")


def stored(arguments: dict) -> dict:
    """Return arguments as a row can keep them: times in ISO 8601, people by id, records by their fields."""
    return {name: plain(value) for name, value in arguments.items()}


def plain(value: Any) -> Any:
    """Return one value as JSON can keep it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, User):
        return value.pk
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
