"""The review board of a batch: every proposal in review over all its panels, filtered, counted and paged by key.

Before a panel is locked nobody learns a mark from it: neither a row nor the order shows one, only whether the panel
must discuss.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    DecimalField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from challenges.core.models.lifecycle import NEVER
from challenges.core.queries import board
from challenges.core.queries.keyset import mark
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.states import IN_REVIEW
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.models import Panel, Result
from challenges.review.states.review import SCORING, PanelState, ReviewState, SeatState
from notifications.typed import whole

PAGE = 50
# Where a proposal stands. Several may hold at once; the first three exclude each other while the panel scores.
STATES = {
    "none": Q(handed=0, begun=0) & ~Q(panel_state__in=CLOSED_SCORES),
    "partly": (Q(handed__gt=0) | Q(begun__gt=0)) & Q(handed__lt=F("given")) & ~Q(panel_state__in=CLOSED_SCORES),
    "all": Q(given__gt=0, handed=F("given")) & ~Q(panel_state__in=CLOSED_SCORES),
    "discuss": Q(wide=True),
    "returned": Q(returned__gt=0),
    "recused": Q(recused__gt=0),
    "locked": Q(panel_state__in=CLOSED_SCORES),
}
SOUGHT = (
    *("organisation__name", "organisation__short_name", "organisation__name_en", "organisation__initials"),
    *("receipt_number", "challenge__number"),
)
SORTS = ("due", "progress", "firm", "score")
SCORE: DecimalField = DecimalField(max_digits=5, decimal_places=2)


@dataclass(frozen=True)
class Filters(board.Filters):
    """What the reader asks for; an empty word asks for everything."""

    choices = {"state": STATES, "sort": SORTS, "overdue": ("1",)}
    numbers = ("panel",)

    q: str = ""
    panel: str = ""
    state: str = ""
    overdue: str = ""
    sort: str = "due"


@dataclass(frozen=True)
class Row:
    """One proposal as the board shows it. `score` and `rank` are None until its panel is locked."""

    id: int
    receipt_number: str
    firm_name: str
    firm_short: str
    firm_name_en: str
    challenge_id: int
    number: str
    title: str
    panel_id: int
    panel_name: str
    panel_state: str
    due_at: datetime | None
    given: int
    handed: int
    begun: int
    returned: int
    recused: int
    wide: bool
    score: Decimal | None
    rank: int | None
    noun = "panel"


COLUMNS = [field.name for field in fields(Row)]
JOINED = {
    "firm_name": F("organisation__name"),
    "firm_short": F("organisation__short_name"),
    "firm_name_en": F("organisation__name_en"),
    "number": F("challenge__number"),
    "title": F("challenge__title"),
    "panel_id": F("board__id"),
    "panel_name": F("board__name"),
    "panel_state": F("board__state"),
    "panel_round": F("board__round"),
    "board_due": F("board__due_at"),
}
SITS = Q(reviews__seat__state=SeatState.ACCEPTED)
COUNTS = {
    "given": Count("reviews", filter=SITS & ~Q(reviews__state=ReviewState.RECUSED)),
    "handed": Count("reviews", filter=SITS & Q(reviews__state__in=(ReviewState.SUBMITTED, ReviewState.LOCKED))),
    "begun": Count("reviews", filter=SITS & Q(reviews__state__in=(ReviewState.IN_PROGRESS, ReviewState.RETURNED))),
    "returned": Count("reviews", filter=SITS & Q(reviews__state=ReviewState.RETURNED)),
    "recused": Count("reviews", filter=SITS & Q(reviews__state=ReviewState.RECUSED)),
}
IN = SITS & Q(reviews__state__in=(ReviewState.SUBMITTED, ReviewState.LOCKED))
# The sample deviation of the totals is above a limit when n·Σx² − (Σx)² is above limit²·n·(n − 1): no root, no
# division, and the same in every database.
SUMS = {
    "sum_of_totals": Sum("reviews__total", filter=IN, output_field=FloatField()),
    "sum_of_squares": Sum(F("reviews__total") * F("reviews__total"), filter=IN, output_field=FloatField()),
}
KEYS = {
    # What is locked is no longer due.
    "due": Case(
        When(panel_state__in=CLOSED_SCORES, then=Value(NEVER, DateTimeField())),
        default=Coalesce("board_due", Value(NEVER, DateTimeField())),
        output_field=DateTimeField(),
    ),
    "progress": Case(
        When(given=0, then=Value(1001)), default=F("handed") * 1000 / F("given"), output_field=IntegerField()
    ),
    "firm": F("organisation__pinyin"),
    "score": Coalesce("score", Value(Decimal(-1), SCORE), output_field=SCORE),
}


def counted(viewer, batch, limit):
    """Return the proposals of a batch that this viewer may see on a panel's board, with their progress.

    `limit` is the spread of the experts' totals above which a panel must discuss.
    """
    rows = proposal_access.visible_to(viewer).filter(challenge__batch=batch, state__in=IN_REVIEW)
    standing = FilteredRelation("challenge__panels", condition=~Q(challenge__panels__state=PanelState.CANCELLED))
    rows = rows.annotate(board=standing).filter(board__isnull=False).annotate(**JOINED)
    rows = rows.values("id", "receipt_number", "challenge_id", *JOINED).annotate(**COUNTS, **SUMS)
    allowed = Value(float(limit) ** 2) * F("handed") * (F("handed") - 1)
    spread = F("handed") * F("sum_of_squares") - F("sum_of_totals") * F("sum_of_totals") - allowed
    rows = rows.annotate(above=ExpressionWrapper(spread, output_field=FloatField()))
    wide = Case(
        When(~Q(panel_state__in=CLOSED_SCORES) & Q(handed__gt=1, above__gt=0.000001), then=True),
        default=False,
        output_field=BooleanField(),
    )
    return rows.annotate(wide=wide, due_at=F("board_due"))


def narrowed(rows, filters: Filters, at, without=()):
    """Keep the rows that meet the filters, leaving out those named in `without`."""
    rows = rows.filter(board.holding(filters.q, SOUGHT))
    if filters.panel and "panel" not in without:
        rows = rows.filter(board__id=whole(filters.panel))
    if filters.overdue and "overdue" not in without:
        rows = rows.filter(board__due_at__lt=at, board__state__in=SCORING).filter(handed__lt=F("given"))
    if filters.state and "state" not in without:
        rows = rows.filter(STATES[filters.state])
    return rows


def ordered(rows, filters: Filters):
    """Return the rows in their order, from the one behind the page mark. Raises UnknownFilter for a forged mark."""
    results = Result.objects.filter(
        proposal=OuterRef("id"),
        panel=OuterRef("board__id"),
        round=OuterRef("board__round"),
        panel__state__in=CLOSED_SCORES,
    )
    rows = rows.annotate(
        score=Subquery(results.values("score")[:1]), rank=Subquery(results.values("rank")[:1]), key=KEYS[filters.sort]
    )
    return filters.behind(rows, "key", KINDS[filters.sort], down=filters.sort == "score")


KINDS = {"due": datetime, "progress": int, "firm": str, "score": Decimal}


@dataclass(frozen=True)
class Tally:
    """How many proposals stand where, how many are late, and how many reviews of how many have been handed in."""

    number: int
    late: int
    given: int
    handed: int
    states: dict


@dataclass(frozen=True)
class Page:
    """One page of the board, the tally of the filter without its state and lateness, and where the next page begins."""

    rows: list[Row]
    tally: Tally
    following: str


def page(viewer, batch, filters: Filters, at, limit, size: int = PAGE) -> Page:
    """Return one page of what this viewer may see, in two queries. Raises UnknownFilter for a forged page mark."""
    base = counted(viewer, batch, limit)
    found = ordered(narrowed(base, filters, at), filters).values_list(*COLUMNS, "key")[: size + 1]
    listed = list(found)
    rows = [Row(*values[:-1]) for values in listed[:size]]
    following = mark(listed[size - 1][-1], rows[-1].id) if len(listed) > size else ""
    return Page(rows, tally(narrowed(base, filters, at, without=("state", "overdue")), at), following)


def tally(rows, at) -> Tally:
    """Return the counts of these rows, in one query."""
    late = Q(board_due__lt=at, panel_state__in=SCORING, handed__lt=F("given"))
    states = {f"n_{name}": Count("id", filter=condition) for name, condition in STATES.items()}
    sums = {"all_given": Coalesce(Sum("given"), 0), "all_handed": Coalesce(Sum("handed"), 0)}
    found = rows.aggregate(all_rows=Count("id"), all_late=Count("id", filter=late), **sums, **states)
    counts = {name: found[f"n_{name}"] for name in STATES}
    return Tally(found["all_rows"], found["all_late"], found["all_given"], found["all_handed"], counts)


def every(viewer, batch, filters: Filters, at, limit) -> list[Row]:
    """Return all rows of a filter in their order, whatever page the reader is on."""
    rows = ordered(narrowed(counted(viewer, batch, limit), filters, at), filters.having())
    return [Row(*values) for values in rows.values_list(*COLUMNS)]


def panels_of(batches, pk: int) -> list[Panel]:
    """Return the panels of a batch for the choice of one, with the batch; `batches` are those the viewer may see."""
    rows = Panel.objects.filter(challenge__batch__in=batches.filter(pk=pk)).exclude(state=PanelState.CANCELLED)
    return list(
        rows.select_related("challenge__batch").only("name", "state", "due_at", "challenge__batch").order_by("pk")
    )


def most_urgent(batches) -> int | None:
    """Return the batch whose panels fall due first; failing that the one reviewed last, or None without any panel."""
    panels = Panel.objects.filter(challenge__batch__in=batches).exclude(state=PanelState.CANCELLED)
    closed = Case(When(state__in=CLOSED_SCORES, then=1), default=0, output_field=IntegerField())
    panels = panels.order_by(closed, F("due_at").asc(nulls_last=True), "-pk")
    return panels.values_list("challenge__batch", flat=True).first()
