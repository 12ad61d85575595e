"""Jobs 作业: whom an act for many rows would concern, and what became of each row, with names."""

from dataclasses import dataclass
from datetime import datetime

from challenges.access.review import panels_visible_to, seats_visible_to
from challenges.access.review import visible_to as reviews_visible_to
from challenges.models import Job, JobRow
from challenges.states.job import JobKind, RowState
from challenges.states.review import PanelState, ReviewState, SeatState

from .batch_board import Filters, counted, narrowed

SCORING = (PanelState.SCORING, PanelState.DISCUSSION)
UNFINISHED = (ReviewState.WAITING, ReviewState.IN_PROGRESS, ReviewState.RETURNED)
# The most rows one job takes: more than any batch has, and few enough to be read.
MOST = 5000


@dataclass(frozen=True)
class Target:
    """One row that a job would take: its id, and what it is called: a person or a firm, and where."""

    id: int
    who: str
    where: str


def proposals_meant(viewer, batch, *, picks, words: dict, at, limit) -> list[int]:
    """Return the ids of the proposals that are meant: those picked, or those a filter finds.

    No pick and no filter, or a filter that leaves nothing out, mean nobody. Raises UnknownFilter for a filter that
    the board does not know.
    """
    base = counted(viewer, batch, limit)
    if picks:
        return list(base.filter(id__in=list(picks)[:MOST]).values_list("id", flat=True))
    filters = Filters.read(words)
    if not filters.narrows():
        return []
    return list(narrowed(base, filters, at).values_list("id", flat=True)[:MOST])


def targets(viewer, kind: str, proposals: list[int]) -> list[Target]:
    """Return the rows that an act of this kind would take for these proposals, in one query; none for no proposals."""
    if not proposals:
        return []
    if kind == JobKind.RETURN:
        rows = reviews_visible_to(viewer).filter(
            proposal__in=proposals,
            state=ReviewState.SUBMITTED,
            seat__state=SeatState.ACCEPTED,
            seat__panel__state__in=SCORING,
        )
    elif kind == JobKind.EXTEND:
        rows = panels_visible_to(viewer).filter(challenge__proposals__in=proposals, state__in=SCORING).distinct()
    else:
        rows = seats_visible_to(viewer).filter(
            reviews__proposal__in=proposals,
            reviews__state__in=UNFINISHED,
            state=SeatState.ACCEPTED,
            panel__state__in=SCORING,
        )
        rows = rows.distinct()
    return named(kind, rows)


def named(kind: str, rows) -> list[Target]:
    """Return the rows of this kind with their names, in a steady order, in one query."""
    columns = {
        JobKind.RETURN: ("id", "proposal__organisation__name", "seat__expert__name"),
        JobKind.EXTEND: ("id", "name", "challenge__number"),
    }.get(kind, ("id", "expert__name", "panel__name"))
    found = rows.order_by("id").values_list(*columns)[:MOST]
    return [Target(pk, who, where or "") for pk, who, where in found]


@dataclass(frozen=True)
class Line:
    """One row of a job with its names; `said` is why it was not done."""

    position: int
    who: str
    where: str
    state: str
    said: str
    at: datetime | None
    noun = "job_row"

    def get_state_display(self) -> str:
        """Return the state in words."""
        return RowState(self.state).label


def lines(viewer, job: Job, *, state: str = "", after: int = 0, size: int = 100) -> list[Line]:
    """Return rows of a job from behind position `after`, in two queries; names only as far as the viewer may see."""
    rows = JobRow.objects.filter(job=job, position__gt=after)
    if state:
        rows = rows.filter(state=state)
    found = list(rows.order_by("position")[:size])
    visible = {JobKind.RETURN: reviews_visible_to, JobKind.EXTEND: panels_visible_to}.get(job.kind, seats_visible_to)
    names = {one.id: one for one in named(job.kind, visible(viewer).filter(pk__in=[row.subject_id for row in found]))}
    nobody = Target(0, "", "")
    return [
        Line(
            position=row.position,
            who=names.get(row.subject_id, nobody).who,
            where=names.get(row.subject_id, nobody).where,
            state=row.state,
            said=row.said,
            at=row.at,
        )
        for row in found
    ]
