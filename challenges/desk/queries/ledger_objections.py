"""The ledger of objections 异议台账: every objection that an organiser answers for, with its clock and its next act."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from accounts.acting import Acting
from challenges.award.access.objection import whole_to
from challenges.award.models import Objection, ObjectionMatter, Side
from challenges.award.states.inquiry import InquiryState
from challenges.award.states.objection import COUNTED, OBJECTION
from challenges.award.states.objection import ObjectionState as S
from challenges.core.models.lifecycle import NEVER
from challenges.core.queries import board
from challenges.core.queries.board import Board
from challenges.core.queries.keyset import mark
from challenges.desk.access import keeps_ledger
from challenges.desk.queries.since import since
from notifications.phrase import Phrase

PAGE = 50
# The tabs: each a stage with its states, in their order.
STAGES = {
    "register": (S.FILED,),
    "conclude": (S.REGISTERED,),
    "review": (S.REVIEWING,),
    "ended": (S.UPHELD, S.DISMISSED, S.NOT_ACCEPTED, S.WITHDRAWN),
}
STATES = [state for states in STAGES.values() for state in states]
SOUGHT = ("number", "challenge__number", "challenge__title", "challenge__title_en")
# What is waited for: a step of the desk, or in a concluded one that somebody asks for a review.
AWAITED = Coalesce("due_at", "review_until", Value(NEVER))
KEYS = {"due": AWAITED, "filed": F("filed_at"), "changed": F("updated_at"), "number": F("number")}
KINDS = {"due": datetime, "filed": datetime, "changed": datetime, "number": str}
UP = ("due", "number")
# What is to be done next, by state; of a concluded one only while a review may be asked for.
NEXT: dict[str, Phrase] = {
    S.FILED: gettext_lazy("登记，或者不予受理"),
    S.REGISTERED: gettext_lazy("听取意见，办结"),
    S.REVIEWING: gettext_lazy("第三位经办人作出复核决定"),
}
MAY_BE_REVIEWED = gettext_lazy("等待有无复核申请")


@dataclass(frozen=True)
class Filters(board.Filters):
    """What the reader asks for; `state` is a state, or a stage for all of its states."""

    choices = {"state": [*STAGES, *STATES], "matter": ObjectionMatter.values, "due": ("late",), "sort": KEYS}
    numbers = ("batch", "challenge")

    q: str = ""
    state: str = ""
    batch: str = ""
    challenge: str = ""
    matter: str = ""
    due: str = ""
    sort: str = "due"


BOARD = Board("objections", Filters, keeps_ledger)


@dataclass(frozen=True)
class Row:
    """One objection as it stands in the ledger; who objected is read on its own page alone."""

    id: int
    state: str
    number: str
    matter: str
    challenge_id: int
    challenge_number: str | None
    title: str
    title_en: str
    batch_id: int
    batch_name: str
    batch_name_en: str
    filed_at: datetime
    due_at: datetime | None
    review_until: datetime | None
    decided_at: datetime | None
    registered: str | None
    handled: str | None
    reviewed: str | None
    asked: int
    answered: int
    noun = "objection"


COLUMNS = [column.name for column in fields(Row)]
BY_NAME = {
    "challenge_number": F("challenge__number"),
    "title": F("challenge__title"),
    "title_en": F("challenge__title_en"),
    "batch_id": F("challenge__batch_id"),
    "batch_name": F("challenge__batch__name"),
    "batch_name_en": F("challenge__batch__name_en"),
    "registered": F("registered_by__name"),
    "handled": Case(When(decided_at=None, then=Value(None)), default=F("handled_by__name"), output_field=CharField()),
    "reviewed": F("reviewed_by__name"),
    "asked": Count("inquiries", filter=Q(inquiries__side=Side.TARGET)),
    "answered": Count("inquiries", filter=Q(inquiries__side=Side.TARGET, inquiries__state=InquiryState.ANSWERED)),
}


@dataclass(frozen=True)
class Line:
    """A row with what is to be done next until when, whether that is late, and since when it stands in its state."""

    row: Row
    next: str
    due: datetime | None
    late: bool
    since: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of the ledger, by stage how many rows the other filters find, and where the next page begins."""

    lines: list[Line]
    tally: dict[str, int]
    following: str


def listed(viewer: Acting) -> QuerySet[Objection]:
    """Return the objections to challenges of the viewer's organiser."""
    return whole_to(viewer).filter(challenge__organiser_id=viewer.organisation_id)


def narrowed(rows: QuerySet, filters: Filters, at: datetime, *, stateless: bool = False) -> QuerySet:
    """Keep the rows that meet the filters; `stateless` leaves the state out."""
    rows = rows.filter(board.holding(filters.q, SOUGHT))
    if filters.state and not stateless:
        rows = rows.filter(state__in=STAGES.get(filters.state, [filters.state]))
    if filters.batch:
        rows = rows.filter(challenge__batch_id=filters.batch)
    if filters.challenge:
        rows = rows.filter(challenge_id=filters.challenge)
    if filters.matter:
        rows = rows.filter(matter=filters.matter)
    if filters.due:
        rows = rows.filter(state__in=COUNTED, due_at__lt=at)
    return rows


def ordered(rows: QuerySet, filters: Filters) -> QuerySet:
    """Return the rows in their order, from behind the page mark. Raises UnknownFilter for a forged one."""
    down = filters.sort not in UP
    return filters.behind(rows.annotate(key=KEYS[filters.sort]), "key", KINDS[filters.sort], down=down)


def ids(viewer: Acting, filters: Filters, at: datetime) -> list[int]:
    """Return the ids of all that a filter finds, in its order, whatever page the reader is on."""
    return list(ordered(narrowed(listed(viewer), filters, at), filters.having()).values_list("id", flat=True))


def page(viewer: Acting, filters: Filters, at: datetime, size: int = PAGE) -> Page:
    """Return one page of the ledger in two to four queries. Raises UnknownFilter for a forged page mark."""
    base = listed(viewer)
    found = list(ordered(narrowed(base, filters, at), filters).values_list("id", "key")[: size + 1])
    following = mark(found[size - 1][1], found[size - 1][0]) if len(found) > size else ""
    shown = lines(viewer, [pk for pk, _key in found[:size]], at)
    return Page(shown, tally(narrowed(base, filters, at, stateless=True)), following)


def tally(rows: QuerySet) -> dict[str, int]:
    """Return how many of these rows stand in each stage, in one query."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    return {name: sum(found.get(state, 0) for state in states) for name, states in STAGES.items()}


def lines(viewer: Acting, wanted: list[int], at: datetime) -> list[Line]:
    """Return these rows in the order of their ids, in two queries; none for none."""
    if not wanted:
        return []
    rows = listed(viewer).filter(pk__in=wanted).annotate(**BY_NAME).order_by().values_list(*COLUMNS)
    found = {values[0]: Row(*values) for values in rows}
    moved = since(OBJECTION, {pk: row.state for pk, row in found.items()})
    return [line_of(found[pk], moved.get(pk), at) for pk in wanted if pk in found]


def line_of(row: Row, moved: datetime | None, at: datetime) -> Line:
    """Return one row with its clock."""
    if row.state in COUNTED:
        late = row.due_at is not None and row.due_at < at
        return Line(row, str(NEXT[row.state]), row.due_at, late, moved)
    return Line(row, str(MAY_BE_REVIEWED) if row.review_until else "", row.review_until, False, moved)
