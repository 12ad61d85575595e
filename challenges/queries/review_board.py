"""The organiser's review board 评审进度: who sits, what is missing, which ties wait, how far each proposal is."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from statistics import stdev

from accounts.errors import Problem
from challenges.access.composition import shortfalls
from challenges.access.conflicts import reason
from challenges.access.review import CLOSED_SCORES
from challenges.models import Conflict, Panel, Proposal, Result, Review, Seat
from challenges.states.proposal import IN_REVIEW
from challenges.states.review import ReviewState, SeatState

SITTING = (SeatState.PICKED, SeatState.INVITED, SeatState.ACCEPTED)
IN = (ReviewState.SUBMITTED, ReviewState.LOCKED)


@dataclass(frozen=True)
class Tie:
    """A conflict with its reason in words."""

    conflict: Conflict
    reason: str


@dataclass(frozen=True)
class Chair:
    """A seat with the expert's progress."""

    seat: Seat
    handed_in: int
    given: int
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Row:
    """A proposal with the progress of its reviews; its result only after the lock."""

    proposal: Proposal
    handed_in: int
    given: int
    recused: int
    discuss: bool
    result: Result | None


@dataclass(frozen=True)
class Board:
    """The whole board of one panel."""

    panel: Panel
    chairs: tuple[Chair, ...]
    reserves: tuple[Seat, ...]
    gone: tuple[Seat, ...]
    shortfalls: tuple[Problem, ...]
    undecided: tuple[Tie, ...]
    rows: tuple[Row, ...]
    handed_in: int
    given: int


def board(panel: Panel, *, on) -> Board:
    """Return the board of a panel, in a fixed number of queries. `on` is the date whose rules hold.

    Marks stay unseen until the lock: only whether a proposal must be discussed is told, never a number.
    """
    rules = panel.challenge.rules_on(on)
    seats = list(panel.seats.select_related("expert").order_by("order", "id"))
    sitting = [seat for seat in seats if seat.state in SITTING]
    ties = list(
        Conflict.objects.filter(challenge_id=panel.challenge_id, expert__in=[seat.expert_id for seat in sitting])
        .select_related("proposal__organisation", "expert")
        .order_by("expert_id", "id")
    )
    told = [Tie(conflict, reason(conflict.code, conflict.facts)) for conflict in ties]
    reviews = list(
        Review.objects.filter(seat__panel=panel).values_list("seat_id", "proposal_id", "state", "total", "seat__state")
    )
    given, handed_in = Counter(), Counter()
    for seat_id, proposal_id, state, _total, seat_state in reviews:
        if state != ReviewState.RECUSED and seat_state == SeatState.ACCEPTED:
            for key in (("seat", seat_id), ("proposal", proposal_id)):
                given[key] += 1
                handed_in[key] += state in IN
    chairs = tuple(
        Chair(
            seat=seat,
            handed_in=handed_in["seat", seat.pk],
            given=given["seat", seat.pk],
            ties=tuple(tie for tie in told if tie.conflict.expert_id == seat.expert_id),
        )
        for seat in sitting
    )
    rows = proposal_rows(panel, reviews, given, handed_in, Decimal(str(rules["deviation_limit"])))
    return Board(
        panel=panel,
        chairs=chairs,
        reserves=tuple(seat for seat in seats if seat.state == SeatState.RESERVE),
        gone=tuple(seat for seat in seats if seat.state not in (*SITTING, SeatState.RESERVE)),
        shortfalls=tuple(shortfalls(sitting, rules)),
        undecided=tuple(tie for tie in told if tie.conflict.status == Conflict.Status.POTENTIAL),
        rows=rows,
        handed_in=sum(row.handed_in for row in rows),
        given=sum(row.given for row in rows),
    )


def proposal_rows(panel, reviews, given, handed_in, limit: Decimal) -> tuple[Row, ...]:
    """Return the lines of the proposals in review, by rank after the lock and by receipt before it."""
    results = {}
    if panel.state in CLOSED_SCORES:
        results = {row.proposal_id: row for row in panel.results.filter(round=panel.round)}
    totals: dict[int, list[Decimal]] = {}
    recused = Counter()
    for _seat, proposal_id, state, total, seat_state in reviews:
        recused[proposal_id] += state == ReviewState.RECUSED
        if state in IN and seat_state == SeatState.ACCEPTED and total is not None:
            totals.setdefault(proposal_id, []).append(total)
    proposals = Proposal.objects.filter(challenge_id=panel.challenge_id, state__in=IN_REVIEW).select_related(
        "organisation"
    )
    rows = [
        Row(
            proposal=proposal,
            handed_in=handed_in["proposal", proposal.pk],
            given=given["proposal", proposal.pk],
            recused=recused[proposal.pk],
            discuss=wide(totals.get(proposal.pk, []), limit),
            result=results.get(proposal.pk),
        )
        for proposal in proposals.order_by("receipt_number", "id")
    ]
    if results:
        rows.sort(key=lambda row: row.result.rank if row.result else len(rows))
    return tuple(rows)


def wide(totals: list[Decimal], limit: Decimal) -> bool:
    """Return True when the experts' totals spread wider than the limit at which the panel must discuss."""
    return len(totals) > 1 and stdev(totals) > limit
