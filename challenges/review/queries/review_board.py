"""The organiser's review board 评审进度 of one panel: who sits, what is missing, which ties wait, how far each is.

Before the lock it holds no mark, only whether a proposal must be discussed; after it, the frozen ranking.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from statistics import stdev
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.errors import Problem
from challenges.experts.access.conflicts import reason
from challenges.experts.models import Conflict
from challenges.proposals.access.composition import shortfalls
from challenges.proposals.models import Proposal
from challenges.proposals.states import IN_REVIEW
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.models import Panel, Result, Seat
from challenges.review.states.review import ReviewState, SeatState

SITTING = (SeatState.PICKED, SeatState.INVITED, SeatState.ACCEPTED)
IN = (ReviewState.SUBMITTED, ReviewState.LOCKED)
# How a review looks on the board.
NAMES = ("id", "receipt_number", "firm", "firm_short", "firm_en")
CELLS = {
    ReviewState.WAITING: "open",
    ReviewState.IN_PROGRESS: "half",
    ReviewState.SUBMITTED: "in",
    ReviewState.LOCKED: "in",
    ReviewState.RETURNED: "back",
    ReviewState.RECUSED: "out",
}


@dataclass(frozen=True)
class Tie:
    """A conflict with its reason in words; `about` is the firm, empty when it concerns the whole challenge."""

    conflict: Conflict
    reason: str
    about: str


@dataclass(frozen=True)
class Chair:
    """A seat with the expert's progress."""

    seat: Seat
    handed_in: int
    given: int
    unseen: int
    ties: tuple[Tie, ...]

    @property
    def left(self) -> int:
        """Return how many reviews this expert still owes."""
        return self.given - self.handed_in


@dataclass(frozen=True)
class Row:
    """A proposal with a cell for each chair, in the order of the chairs; its result only after the lock."""

    id: int
    receipt_number: str
    firm: str
    firm_short: str
    firm_en: str
    cells: tuple[str, ...]
    handed_in: int
    given: int
    recused: int
    discuss: bool
    result: Result | None


@dataclass(frozen=True)
class Board:
    """The whole board of one panel, with the numbers of the rules that it was judged by."""

    panel: Panel
    rules: dict
    chairs: tuple[Chair, ...]
    reserves: tuple[Seat, ...]
    gone: tuple[Seat, ...]
    shortfalls: tuple[Problem, ...]
    undecided: tuple[Tie, ...]
    confirmed: tuple[Tie, ...]
    rows: tuple[Row, ...]
    handed_in: int
    given: int

    @property
    def closed(self) -> bool:
        """Return True when the scores are locked and may be read."""
        return self.panel.state in CLOSED_SCORES


def board(panel: Panel, *, on) -> Board:
    """Return the board of a panel, in a fixed number of queries. `on` is the date whose rules hold.

    Marks stay unseen until the lock: only whether a proposal must be discussed is told, never a number.
    """
    rules = panel.challenge.rules_on(on)
    seats = seats_of(panel)
    sitting = [seat for seat in seats if seat.state in SITTING]
    told = ties_of(panel, sitting)
    chairs = tuple(
        Chair(
            seat=seat,
            handed_in=seat.handed_in,
            given=seat.given,
            unseen=seat.unseen,
            ties=tuple(tie for tie in told if tie.conflict.expert_id == seat.expert_id),
        )
        for seat in sitting
    )
    if panel.state in CLOSED_SCORES:
        rows = ranked_rows(panel)
    else:
        rows = open_rows(panel, sitting, told, Decimal(str(rules["deviation_limit"])))
    return Board(
        panel=panel,
        rules=rules,
        chairs=chairs,
        reserves=tuple(seat for seat in seats if seat.state == SeatState.RESERVE),
        gone=tuple(seat for seat in seats if seat.state not in (*SITTING, SeatState.RESERVE)),
        shortfalls=tuple(shortfalls(sitting, rules)),
        undecided=tuple(tie for tie in told if tie.conflict.status == Conflict.Status.POTENTIAL),
        confirmed=tuple(tie for tie in told if tie.conflict.status == Conflict.Status.CONFIRMED),
        rows=rows,
        handed_in=sum(chair.handed_in for chair in chairs),
        given=sum(chair.given for chair in chairs),
    )


def seats_of(panel: Panel) -> list[Seat]:
    """Return the seats of a panel with their progress and whether any tie is known of them, in one query."""
    stands = Q(state=SeatState.ACCEPTED) & Q(reviews__proposal__state__in=IN_REVIEW)
    counts = {
        "given": Count("reviews", filter=stands & ~Q(reviews__state=ReviewState.RECUSED)),
        "handed_in": Count("reviews", filter=stands & Q(reviews__state__in=IN)),
        "unseen": Count("reviews", filter=stands & Q(reviews__state=ReviewState.WAITING)),
    }
    tied = Exists(Conflict.objects.filter(challenge=panel.challenge_id, expert=OuterRef("expert_id")))
    return list(panel.seats.select_related("expert").annotate(**counts, tied=tied).order_by("order", "id"))


def ties_of(panel: Panel, sitting: list[Seat]) -> list[Tie]:
    """Return what ties the experts of a panel to its firms; not asked when nobody is tied."""
    tied = [seat.expert_id for seat in sitting if seat.tied]
    if not tied:
        return []
    rows = Conflict.objects.filter(challenge_id=panel.challenge_id, expert__in=tied)
    rows = rows.select_related("proposal__organisation", "expert").order_by("expert_id", "id")
    return [
        Tie(row, reason(row.code, row.facts), row.proposal.organisation.name if row.proposal else "") for row in rows
    ]


def open_rows(panel: Panel, sitting: list[Seat], ties: list[Tie], limit: Decimal) -> tuple[Row, ...]:
    """Return the proposals of a panel that is not locked, by receipt, from flat rows of one query."""
    columns = ("id", "receipt_number", "organisation__name", "organisation__short_name", "organisation__name_en")
    found = (
        Proposal.objects.filter(challenge_id=panel.challenge_id, state__in=IN_REVIEW)
        .order_by("receipt_number", "id")
        .values_list(*columns, "reviews__seat_id", "reviews__state", "reviews__total")
    )
    accepted = {seat.pk for seat in sitting if seat.state == SeatState.ACCEPTED}
    named: dict[int, dict[str, Any]] = {}
    states: dict[int, dict] = {}
    totals: dict[int, list[Decimal]] = {}
    for *who, seat_id, state, total in found:
        named[who[0]] = dict(zip(NAMES, who, strict=True))
        if seat_id in accepted:
            states.setdefault(who[0], {})[seat_id] = state
            if state in IN and total is not None:
                totals.setdefault(who[0], []).append(total)
    standing = {(tie.conflict.expert_id, tie.conflict.proposal_id): tie.conflict.status for tie in ties}
    rows = []
    for id, who in named.items():
        own = states.get(id, {})
        count = Counter(own.values())
        rows.append(
            Row(
                **who,
                cells=tuple(cell(seat, id, own.get(seat.pk), standing) for seat in sitting),
                handed_in=sum(count[state] for state in IN),
                given=count.total() - count[ReviewState.RECUSED],
                recused=count[ReviewState.RECUSED],
                discuss=wide(totals.get(id, []), limit),
                result=None,
            )
        )
    return tuple(rows)


def cell(seat: Seat, proposal_id: int, state: str | None, standing: dict) -> str:
    """Return how an expert's review of a proposal looks: its state, or the tie that keeps them from it."""
    ties = {standing.get((seat.expert_id, proposal_id)), standing.get((seat.expert_id, None))}
    if state != ReviewState.RECUSED and Conflict.Status.POTENTIAL in ties:
        return "tie"
    if state is None:
        return "out" if Conflict.Status.CONFIRMED in ties else "none"
    return CELLS[ReviewState(state)]


def ranked_rows(panel: Panel) -> tuple[Row, ...]:
    """Return the frozen ranking of the present round, first rank first, in one query."""
    results = panel.results.filter(round=panel.round).select_related("proposal__organisation").order_by("rank", "id")
    return tuple(
        Row(
            id=result.proposal_id,
            receipt_number=result.proposal.receipt_number or "",
            firm=result.proposal.organisation.name,
            firm_short=result.proposal.organisation.short_name,
            firm_en=result.proposal.organisation.name_en,
            cells=(),
            handed_in=len(result.breakdown.get("totals", [])),
            given=len(result.breakdown.get("totals", [])),
            recused=0,
            discuss=False,
            result=result,
        )
        for result in results
    )


def wide(totals: list[Decimal], limit: Decimal) -> bool:
    """Return True when the experts' totals spread wider than the limit at which the panel must discuss."""
    return len(totals) > 1 and stdev(totals) > limit
