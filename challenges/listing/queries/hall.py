"""The hall 榜单大厅: what is posted, filtered, counted and paged, in five queries for anybody.

Search, order and counts read only what the viewer reads of each challenge: a restricted challenge is found by title,
field and amount band, never by its parameters or its exact sum.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q

from challenges.core.queries import board, prepared
from challenges.core.queries.board import UnknownFilter
from challenges.listing.access.challenge import read_in_full, visible_to
from challenges.listing.models import Condition, Indicator
from challenges.listing.queries import hall_facets, hall_rows
from challenges.listing.states import OPEN, PUBLIC, ChallengeState

PAGE = 20
COMING = 5
BANDS = {"small": (None, Decimal(500)), "middle": (Decimal(500), Decimal(1000)), "large": (Decimal(1000), None)}
WINDOWS = {"week": (None, 7), "month": (None, 30), "later": (30, None)}
MODES = ("single", "race", "honour")
STAGES = ("open", "past")
CHOICES: dict[str, Collection[str]] = {
    "amount": BANDS,
    "deadline": WINDOWS,
    "mode": MODES,
    "sort": hall_rows.SORTS,
    "stage": STAGES,
    "fit": ("1",),
}


@dataclass(frozen=True)
class Filters(board.Filters):
    """What the reader asks for; an empty word asks for everything."""

    choices = CHOICES
    numbers = ("field", "region")

    q: str = ""
    field: str = ""
    region: str = ""
    amount: str = ""
    deadline: str = ""
    mode: str = ""
    fit: str = ""
    stage: str = "open"
    sort: str = "deadline"


@dataclass(frozen=True)
class Page:
    """One page of the hall: rows, what opens soon, the facets, the sum of all, and where the next page begins."""

    rows: list
    coming: list
    facets: dict
    summary: object
    following: str


def page(viewer, filters, at, refused=()):
    """Return one page of what the viewer may see at this moment.

    `refused` are the (kind, params) pairs of conditions that the viewer's firm fails: with the filter `fit`, challenges
    that ask one of them are left out. Raises UnknownFilter for a forged page mark.
    """
    listed = visible_to(viewer)
    full = read_in_full(viewer)
    key = shape(viewer, filters)

    def met(at, without=""):
        return narrowed(listed.filter(stage(filters.stage, at)), filters, at, full, refused, without=without)

    def wanted(at):
        rows = hall_rows.after(met(at), filters.sort, filters.stage, filters.after, full)
        return rows.values_list(*hall_rows.COLUMNS)[: PAGE + 1]

    def later(at):
        rows = listed.filter(state=ChallengeState.PUBLISHED, opens_at__gt=at)
        rows = hall_rows.shown(narrowed(rows, filters, at, full, refused, without="deadline"), full)
        return rows.order_by("opens_at", "id").values_list(*hall_rows.COLUMNS)[:COMING]

    try:
        rows = hall_rows.read(prepared.rows(key and ("rows", PAGE, *key), wanted, at))
    except ValueError as problem:
        raise UnknownFilter("after") from problem
    more, rows = len(rows) > PAGE, rows[:PAGE]
    coming = []
    if filters.stage == "open" and not filters.after:
        coming = hall_rows.read(prepared.rows(key and ("coming", *key), later, at))
    put_indicators([*rows, *coming])
    facets, summary = hall_facets.arranged(
        prepared.rows(key and ("facets", *key), lambda at: hall_facets.branches(met, listed, at), at)
    )
    return Page(rows, coming, facets, summary, hall_rows.mark(rows[-1], filters.sort) if more else "")


def shape(viewer, filters):
    """What the queries of a visitor depend on besides the time; None for those that are built each time."""
    if viewer.user_id is not None or filters.q or filters.after or filters.fit:
        return None
    return filters.field, filters.region, filters.amount, filters.deadline, filters.mode, filters.stage, filters.sort


def stage(name, at):
    """What stands on the wall: open for proposals now, or past its deadline; computed from the deadline itself."""
    if name == "past":
        return Q(state__in=PUBLIC, closes_at__lt=at)
    return Q(state__in=OPEN, opens_at__lte=at, closes_at__gte=at)


def narrowed(rows, filters, at, full, refused=(), without=""):
    """Keep the rows that meet the filters, leaving out the one named `without` (a facet's own)."""
    if filters.q:
        rows = rows.filter(found(filters.q, full))
    if filters.field and without != "field":
        rows = rows.filter(field_code__startswith=filters.field)
    if filters.region and without != "region":
        rows = rows.filter(region_code__startswith=filters.region)
    if filters.amount and without != "amount":
        rows = rows.filter(between("total_wan", *BANDS[filters.amount]))
    if filters.deadline and without != "deadline":
        days = (at + timedelta(days=n) if n else None for n in WINDOWS[filters.deadline])
        rows = rows.filter(between("closes_at", *days))
    if filters.mode and without != "mode":
        rows = rows.filter(mode_is(filters.mode))
    if filters.fit and refused:
        asks = Q()
        for kind, params in refused:
            asks |= Q(kind=kind, params=params)
        rows = rows.exclude(pk__in=Condition.objects.filter(asks).values("challenge"))
    return rows


def found(words, full):
    """Title, number, firm (also by pinyin initials) and, where the viewer reads them, indicators hold every word."""
    named = ("title", "title_en", "number", "lead__name", "lead__name_en", "lead__initials")

    def asked(word):
        return full & Q(pk__in=Indicator.objects.filter(name__icontains=word).values("challenge"))

    return board.holding(words, named, asked)


def between(name, low, high):
    """A band of a column from `low` (included) to `high` (left out); None leaves that side open."""
    band = Q()
    if low is not None:
        band &= Q(**{f"{name}__gte": low})
    if high is not None:
        band &= Q(**{f"{name}__lt": high})
    return band


def mode_is(mode):
    """Single taker, race of several, or honour without money."""
    if mode == "honour":
        return Q(mode="honour")
    return Q(mode="bounty", race_slots__gt=1) if mode == "race" else Q(mode="bounty", race_slots=1)


def put_indicators(rows):
    """Put the first three must-meet indicators on the rows that the viewer reads in full; one query for all."""
    wanted = {row.id: row for row in rows if row.full}
    asked = Indicator.objects.filter(challenge__in=list(wanted), mandatory=True).order_by("challenge", "position")
    columns = ("challenge_id", "name", "name_en", "unit", "comparator", "baseline", "target", "target_max", "options")
    for item in asked.values_list(*columns, named=True):
        asks = wanted[item.challenge_id].asks
        if len(asks) < 3:
            asks.append(item)
