"""The ledger of challenges 台账: every challenge that an organiser answers for, in every state that it sees."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, OuterRef, QuerySet, Sum

from accounts.acting import Acting
from challenges.core.queries import board
from challenges.core.queries.board import Board
from challenges.core.queries.keyset import mark
from challenges.desk.access import keeps_ledger
from challenges.desk.queries.call import TIMED, facts_of
from challenges.desk.queries.call_facts import BESIDE, add_panels, beside, number
from challenges.desk.queries.call_place import Place, place_of
from challenges.desk.queries.since import since
from challenges.listing.access import challenge as challenge_access
from challenges.listing.models.challenge import AWAITED, NUMBERED
from challenges.listing.queries.hall import BANDS, MODES, between, mode_is
from challenges.listing.queries.hall_rows import JOINED, NAMED
from challenges.listing.states import AFTER_CLOSE, CHALLENGE, DECIDED
from challenges.listing.states import ChallengeState as S
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.states import WON, ProposalState

PAGE = 50
# The tabs: each a stage with its states, in their order.
STAGES = {
    "check": (S.FORMAL_CHECK, S.RETURNED, S.ARGUMENTATION, S.PENDING_PUBLISH),
    "open": (S.PUBLISHED, S.ACCEPTING, S.CLOSED),
    "qualify": (S.QUALIFICATION,),
    "review": (S.EXPERT_REVIEW,),
    "choose": (S.PROPOSED,),
    "public": (S.PUBLICITY, S.OBJECTION),
    "sign": (S.AWARDED,),
    "work": (S.IN_PROGRESS,),
    "ended": (S.REJECTED, S.WITHDRAWN, S.LAPSED),
}
STATES = [state for states in STAGES.values() for state in states]
SOUGHT = ("title", "title_en", "number", "lead__name", "lead__short_name", "lead__name_en", "lead__initials")
WEEK = timedelta(days=7)
KEYS = {"changed": F("updated_at"), "due": AWAITED, "amount": F("total_wan"), "number": NUMBERED}
KINDS = {"changed": datetime, "due": datetime, "amount": Decimal, "number": str}
UP = ("due",)
# In these the proposals have been opened, and those there were may be counted.
UNSEALED = (AFTER_CLOSE - {S.CLOSED}) | {S.LAPSED}


@dataclass(frozen=True)
class Filters(board.Filters):
    """What the reader asks for; `state` is a state, or a stage for all of its states."""

    choices = {
        "state": [*STAGES, *STATES],
        "mode": MODES,
        "amount": BANDS,
        "due": ("late", "week"),
        "sort": KEYS,
    }
    numbers = ("batch", "field", "region")

    q: str = ""
    state: str = ""
    batch: str = ""
    field: str = ""
    region: str = ""
    mode: str = ""
    amount: str = ""
    due: str = ""
    sort: str = "changed"


BOARD = Board("challenges", Filters, keeps_ledger)


@dataclass(frozen=True)
class Row:
    """One challenge as it stands in the ledger."""

    id: int
    state: str
    number: str | None
    title: str
    title_en: str
    lead_id: int
    lead_name: str
    lead_short: str
    lead_name_en: str
    batch_id: int
    batch_name: str
    batch_name_en: str
    field_name: str | None
    field_name_en: str | None
    province: str | None
    province_en: str | None
    mode: str
    race_slots: int
    total_wan: Decimal
    due_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    publicity_ends_at: datetime | None
    funds_confirmed_at: datetime | None
    checker: str | None
    noun = "challenge"


COLUMNS = [column.name for column in fields(Row)]
# Those that are no columns of a challenge, and where they stand.
BY_NAME = {name: way for name, way in {**JOINED, **NAMED, "checker": F("checked_by__name")}.items() if name in COLUMNS}


@dataclass(frozen=True)
class Winner:
    """A firm that is to take a challenge, or has been awarded it."""

    name: str
    short: str
    name_en: str
    awarded_at: datetime | None


@dataclass(frozen=True)
class Line:
    """A row with where it stands.

    `proposals` is how many were opened, None until then: what lies sealed is no matter of the ledger. `winners` stand
    in it from the publicity on.
    """

    row: Row
    place: Place
    late: bool
    since: datetime | None
    proposals: int | None
    winners: list[Winner]


@dataclass(frozen=True)
class Page:
    """One page of the ledger, by stage how many rows the other filters find, their sum in 万元, and what follows."""

    lines: list[Line]
    tally: dict[str, int]
    total_wan: Decimal
    following: str


def listed(viewer: Acting) -> QuerySet:
    """Return the challenges that the organiser of this viewer answers for, as far as they may see them."""
    return challenge_access.visible_to(viewer).filter(organiser_id=viewer.organisation_id)


def narrowed(rows: QuerySet, filters: Filters, at: datetime, *, stateless: bool = False) -> QuerySet:
    """Keep the rows that meet the filters; `stateless` leaves the state out."""
    rows = rows.filter(board.holding(filters.q, SOUGHT))
    if filters.state and not stateless:
        rows = rows.filter(state__in=STAGES.get(filters.state, [filters.state]))
    if filters.batch:
        rows = rows.filter(batch_id=filters.batch)
    if filters.field:
        rows = rows.filter(field_code__startswith=filters.field)
    if filters.region:
        rows = rows.filter(region_code__startswith=filters.region)
    if filters.mode:
        rows = rows.filter(mode_is(filters.mode))
    if filters.amount:
        rows = rows.filter(between("total_wan", *BANDS[filters.amount]))
    if filters.due == "late":
        rows = rows.filter(state__in=TIMED, due_at__lt=at)
    if filters.due == "week":
        rows = rows.exclude(state__in=STAGES["ended"]).alias(awaited=AWAITED)
        rows = rows.filter(awaited__gte=at, awaited__lt=at + WEEK)
    return rows


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
    asked = ordered(narrowed(base, filters, at), filters).values_list("id", "key")[: size + 1]
    found = list(asked)
    following = mark(found[size - 1][1], found[size - 1][0]) if len(found) > size else ""
    return Page(
        lines(viewer, [pk for pk, _key in found[:size]], at),
        *tally(narrowed(base, filters, at, stateless=True)),
        following,
    )


def tally(rows: QuerySet) -> tuple[dict[str, int], Decimal]:
    """Return how many of these rows stand in each stage, and the sum of all in 万元, in one query."""
    counted = rows.order_by().values_list("state").annotate(n=Count("id"), total=Sum("total_wan"))
    found = {state: (n, total) for state, n, total in counted}
    numbers = {name: sum(found[state][0] for state in states if state in found) for name, states in STAGES.items()}
    return numbers, sum((total for _n, total in found.values()), Decimal(0))


def lines(viewer: Acting, wanted: list[int], at: datetime) -> list[Line]:
    """Return these rows with where they stand, in the order of their ids, in at most four queries."""
    opened = proposal_access.visible_to(viewer).filter(challenge=OuterRef("pk"))
    rows = beside(viewer, listed(viewer).filter(pk__in=wanted)).annotate(**BY_NAME, opened=number(opened))
    found = {values[0]: values for values in rows.values_list(*COLUMNS, "opened", *BESIDE)}
    shown = {pk: Row(*found[pk][: len(COLUMNS)]) for pk in wanted if pk in found}
    known = {pk: facts_of(viewer, found[pk][len(COLUMNS) + 1 :]) for pk in shown}
    if reviewed := [pk for pk, row in shown.items() if row.state == S.EXPERT_REVIEW]:
        add_panels(viewer, known, reviewed)
    won = winners(viewer, [pk for pk, row in shown.items() if row.state in DECIDED])
    moved = since(CHALLENGE, {pk: row.state for pk, row in shown.items()})
    return [
        Line(
            row=row,
            place=place_of(row.state, row, known[pk]),
            late=row.state in TIMED and row.due_at is not None and row.due_at < at,
            since=moved.get(pk),
            proposals=(found[pk][len(COLUMNS)] or 0) if row.state in UNSEALED else None,
            winners=won.get(pk, []),
        )
        for pk, row in shown.items()
    ]


def winners(viewer: Acting, decided: Iterable[int]) -> dict[int, list[Winner]]:
    """Return for challenges whose result was announced the firms that are to take them, in one query; none for none."""
    if not decided:
        return {}
    rows = proposal_access.named_to(viewer).filter(challenge__in=decided, state__in=(ProposalState.PROPOSED, *WON))
    firm = ("organisation__name", "organisation__short_name", "organisation__name_en")
    found: dict[int, list[Winner]] = {}
    for pk, *values in rows.order_by("award__slot", "id").values_list("challenge_id", *firm, "award__awarded_at"):
        found.setdefault(pk, []).append(Winner(*values))
    return found
