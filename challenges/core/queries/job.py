"""Jobs 作业: the kinds there are, whom one would concern, and what became of each row, with names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.acting import Acting
from challenges.core import own
from challenges.core.models import Job, JobRow
from challenges.core.noun import NOUNS
from challenges.core.queries.board import JobBoard
from challenges.core.states import JobKind, RowState

# The most rows one job takes: more than any batch has, and few enough to be read.
MOST = 5000


@dataclass(frozen=True)
class Kind:
    """One act for many rows, declared by the domain whose rows they are.

    On its `board` is picked or filtered what it is for. Of the rows `visible(viewer)`, those that are
    `concerned(rows, meant)` by the ids meant there are taken; `names` are the columns that say who and where. `act` is
    the ordinary action with one row. `fields` are what the asker fills in (`reason`, `due_at`) and the action is given,
    True where it may not be left empty. `outlook(viewer, rows, at)` returns, by id, what the act would refuse of these
    rows, in few statements; `noun` is what they are, where they have a page of their own; `challenge` is the way from
    a row to the challenge it belongs to, empty where it is one.
    """

    code: JobKind
    board: JobBoard
    visible: Callable
    concerned: Callable
    names: tuple[str, str]
    act: Callable
    fields: Mapping[str, bool]
    outlook: Callable | None = None
    noun: str = ""
    challenge: str = ""


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds of job, in the order in which they are offered."""
    KINDS.update({kind.code: kind for kind in kinds})


@dataclass(frozen=True)
class Target:
    """One row that a job would take: its id, and what it is called: a person or a firm, and where."""

    id: int
    who: str
    where: str


def targets(viewer: Acting, kind: Kind, meant: list[int]) -> list[Target]:
    """Return the rows that an act of this kind would take for what is meant, in one query; none for nothing."""
    return named(kind, kind.concerned(kind.visible(viewer), meant)) if meant else []


def named(kind: Kind, rows: Any) -> list[Target]:
    """Return the rows of this kind with their names, in a steady order, in one query."""
    found = rows.order_by("id").values_list("id", *kind.names)[:MOST]
    return [Target(pk, who, where or "") for pk, who, where in found]


def outlook(viewer: Acting, kind: Kind, found: list[Target], at: datetime) -> dict[int, str]:
    """Return in words what keeps rows of a job from its act now, by id: what is the asker's own matter, and the rest.

    Of kinds that do not tell before it is their own matters alone.
    """
    torn = own_matters(viewer, kind, [one.id for one in found])
    if kind.outlook is None:
        return torn
    rows = list(kind.concerned(kind.visible(viewer), [one.id for one in found]))
    return {pk: str(refused) for pk, refused in kind.outlook(viewer, rows, at).items()} | torn


def own_matters(viewer: Acting, kind: Kind, ids: list[int]) -> dict[int, str]:
    """Return which rows of a kind the officer leaves to colleagues, by id with the reason; asks nothing of the free."""
    if not viewer.elsewhere and not viewer.is_expert:
        return {}
    way = f"{kind.challenge}_id" if kind.challenge else "id"
    above = dict(kind.visible(viewer).filter(pk__in=ids).order_by().values_list("id", way))
    challenges = NOUNS["challenge"].model.objects.filter(pk__in=set(above.values()))
    said = own.of_many(viewer, list(challenges.only("id", "lead_id", "state")))
    return {pk: said[challenge] for pk, challenge in above.items() if challenge in said}


@dataclass(frozen=True)
class Line:
    """One row of a job with its names; `said` is why it was not done."""

    position: int
    who: str
    where: str
    state: str
    said: str
    at: datetime | None
    subject: int = 0
    noun = "job_row"

    def get_state_display(self) -> str:
        """Return the state in words."""
        return str(RowState(self.state).label)


def lines(viewer: Acting, job: Job, *, state: str = "", after: int = 0, size: int = 100) -> list[Line]:
    """Return rows of a job from behind position `after`, in two queries; names only as far as the viewer may see."""
    rows = JobRow.objects.filter(job=job, position__gt=after)
    if state:
        rows = rows.filter(state=state)
    found = list(rows.order_by("position")[:size])
    kind = KINDS[job.kind]
    names = {one.id: one for one in named(kind, kind.visible(viewer).filter(pk__in=[row.subject_id for row in found]))}
    nobody = Target(0, "", "")
    return [
        Line(
            position=row.position,
            who=names.get(row.subject_id, nobody).who,
            where=names.get(row.subject_id, nobody).where,
            state=row.state,
            said=row.said,
            at=row.at,
            subject=row.subject_id if row.subject_id in names else 0,
        )
        for row in found
    ]
