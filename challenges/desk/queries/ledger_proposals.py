"""The ledger of proposals 台账: every opened proposal to a challenge that an organiser answers for, in every state."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.acting import Acting
from challenges.core.access.job import watches
from challenges.core.queries import board
from challenges.core.queries.board import Board
from challenges.core.queries.keyset import mark
from challenges.desk.access import keeps_ledger
from challenges.desk.queries.since import since
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.models import HANDED_IN_AT, Member
from challenges.proposals.states import PROPOSAL, MemberState
from challenges.proposals.states import ProposalState as P
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.models import Result

PAGE = 50
# The tabs: each a stage with its states, in their order.
STAGES = {
    "check": (P.OPENED, P.SUPPLEMENT),
    "review": (P.QUALIFIED, P.SCORED),
    "public": (P.PROPOSED, P.RESERVE),
    "won": (P.SELECTED, P.CONTRACTED),
    "ended": (P.NOT_SELECTED, P.PASSED_OVER, P.DISQUALIFIED, P.WITHDRAWN),
}
STATES = [state for states in STAGES.values() for state in states]
SOUGHT = (
    *("receipt_number", "organisation__name", "organisation__short_name", "organisation__name_en"),
    *("organisation__initials", "challenge__number", "challenge__title"),
)
KEYS = {
    "submitted": HANDED_IN_AT,
    "changed": F("updated_at"),
    "firm": F("organisation__pinyin"),
    "receipt": Coalesce("receipt_number", Value("")),
}
KINDS = {"submitted": datetime, "changed": datetime, "firm": str, "receipt": str}
UP = ("firm", "receipt")


@dataclass(frozen=True)
class Filters(board.Filters):
    """What the reader asks for; `state` is a state, or a stage for all of its states."""

    choices = {"state": [*STAGES, *STATES], "due": ("late",), "sort": KEYS}
    numbers = ("batch", "challenge")

    q: str = ""
    state: str = ""
    batch: str = ""
    challenge: str = ""
    due: str = ""
    sort: str = "submitted"


BOARD = Board("proposals", Filters, keeps_ledger)


@dataclass(frozen=True)
class Row:
    """One proposal as it stands in the ledger.

    `score` and `rank` are None until its panel is locked, and for whoever does not watch reviews. `check_result` is
    what the first checker found; the state says what the second confirmed.
    """

    id: int
    state: str
    receipt_number: str | None
    firm: str
    firm_short: str
    firm_en: str
    challenge_id: int
    number: str | None
    title: str
    title_en: str
    batch_id: int
    batch_name: str
    batch_name_en: str
    submitted_at: datetime | None
    due_at: datetime | None
    check_result: str
    checker: str | None
    awarded_at: datetime | None
    score: Decimal | None
    rank: int | None
    noun = "proposal"


COLUMNS = [column.name for column in fields(Row)]
BY_NAME = {
    "firm": F("organisation__name"),
    "firm_short": F("organisation__short_name"),
    "firm_en": F("organisation__name_en"),
    "number": F("challenge__number"),
    "title": F("challenge__title"),
    "title_en": F("challenge__title_en"),
    "batch_id": F("challenge__batch_id"),
    "batch_name": F("challenge__batch__name"),
    "batch_name_en": F("challenge__batch__name_en"),
    "checker": F("checked_by__name"),
    "awarded_at": F("award__awarded_at"),
}


@dataclass(frozen=True)
class Line:
    """A row with the partners of its consortium, by name in both languages, and since when it stands in its state."""

    row: Row
    partners: list[tuple[str, str]]
    late: bool
    since: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of the ledger, by stage how many rows the other filters find, and where the next page begins."""

    lines: list[Line]
    tally: dict[str, int]
    following: str


def listed(viewer: Acting) -> QuerySet:
    """Return the proposals to the challenges of the viewer's organiser that they may know of by name."""
    return proposal_access.named_to(viewer).filter(challenge__organiser_id=viewer.organisation_id, state__in=STATES)


def narrowed(rows: QuerySet, filters: Filters, at: datetime, *, stateless: bool = False) -> QuerySet:
    """Keep the rows that meet the filters; `stateless` leaves the state out."""
    rows = rows.filter(board.holding(filters.q, SOUGHT))
    if filters.state and not stateless:
        rows = rows.filter(state__in=STAGES.get(filters.state, [filters.state]))
    if filters.batch:
        rows = rows.filter(challenge__batch_id=filters.batch)
    if filters.challenge:
        rows = rows.filter(challenge_id=filters.challenge)
    if filters.due:
        rows = rows.filter(late(at))
    return rows


def late(at: datetime) -> Q:
    """Return the condition that a proposal's own last moment has passed."""
    return Q(state__in=STAGES["check"], due_at__lt=at)


def ordered(rows: QuerySet, filters: Filters) -> QuerySet:
    """Return the rows in their order, from behind the page mark. Raises UnknownFilter for a forged one."""
    down = filters.sort not in UP
    return filters.behind(rows.annotate(key=KEYS[filters.sort]), "key", KINDS[filters.sort], down=down)


def ids(viewer: Acting, filters: Filters, at: datetime) -> list[int]:
    """Return the ids of all that a filter finds, in its order, whatever page the reader is on."""
    return list(ordered(narrowed(listed(viewer), filters, at), filters.having()).values_list("id", flat=True))


def page(viewer: Acting, filters: Filters, at: datetime, size: int = PAGE) -> Page:
    """Return one page of the ledger in two to five queries. Raises UnknownFilter for a forged page mark."""
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
    """Return these rows in the order of their ids, in three queries; none for none."""
    if not wanted:
        return []
    results = Result.objects.filter(
        proposal=OuterRef("pk"), panel__state__in=CLOSED_SCORES, round=F("panel__round")
    ).order_by("-panel")
    if not watches(viewer):
        results = results.none()
    scores = {name: Subquery(results.values(name)[:1]) for name in ("score", "rank")}
    rows = listed(viewer).filter(pk__in=wanted).annotate(**BY_NAME, **scores).values_list(*COLUMNS)
    found = {values[0]: Row(*values) for values in rows}
    partners: dict[int, list[tuple[str, str]]] = {}
    joined = Member.objects.filter(proposal__in=list(found), leader=False, state=MemberState.CONFIRMED).order_by("id")
    for pk, name, name_en in joined.values_list("proposal_id", "organisation__name", "organisation__name_en"):
        partners.setdefault(pk, []).append((name, name_en))
    moved = since(PROPOSAL, {pk: row.state for pk, row in found.items()})
    return [
        Line(row, partners.get(pk, []), overdue(row, at), moved.get(pk))
        for pk in wanted
        if (row := found.get(pk)) is not None
    ]


def overdue(row: Row, at: datetime) -> bool:
    """Return True when a proposal's own last moment has passed."""
    return row.state in STAGES["check"] and row.due_at is not None and row.due_at < at
