"""The expert's desk 评审任务: invitations to answer, panels to score, and what is left until when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from challenges.proposals.states import IN_REVIEW
from challenges.review.access import blinding
from challenges.review.access.review import seats_visible_to, visible_to
from challenges.review.models import Panel, Review, Seat
from challenges.review.states.review import PanelState, ReviewState, SeatState

LEFT = (ReviewState.WAITING, ReviewState.IN_PROGRESS, ReviewState.RETURNED)
CLOSED = (PanelState.LOCKED, PanelState.REPORTED)
MARKED = Count("scores", filter=Q(scores__value__isnull=False, scores__criterion__weight__gt=0))


@dataclass(frozen=True)
class Task:
    """One panel on the expert's desk: their reviews with their numbers, how many are done, and until when."""

    panel: Panel
    leader: bool
    reviews: tuple[Review, ...]
    done: int
    due_at: datetime | None
    criteria: int = 0

    @property
    def left(self) -> int:
        """Return how many reviews are still to be handed in."""
        return len(self.reviews) - self.done

    @property
    def percent(self) -> int:
        """Return how much of the panel is handed in, in whole percent."""
        return round(100 * self.done / len(self.reviews)) if self.reviews else 0

    @property
    def next(self) -> Review | None:
        """Return the review to go on with: one given back, one begun, one not begun."""
        order = (ReviewState.RETURNED, ReviewState.IN_PROGRESS, ReviewState.WAITING)
        left = [row for row in self.reviews if row.state in LEFT]
        return min(left, key=lambda row: (order.index(row.state), row.number), default=None)


@dataclass(frozen=True)
class Desk:
    """Everything an expert has to do, the most urgent first."""

    invitations: tuple[Seat, ...]
    tasks: tuple[Task, ...]
    finished: tuple[Task, ...]


def desk(viewer) -> Desk:
    """Return the desk of an expert, in a fixed number of queries.

    Panels where something is left come first, by their deadline; then those where they only wait for the others.
    """
    weighed = Count("panel__rubric__criteria", filter=Q(panel__rubric__criteria__weight__gt=0))
    own = (
        seats_visible_to(viewer)
        .filter(expert_id=viewer.user_id, state__in=(SeatState.INVITED, SeatState.ACCEPTED))
        .select_related("panel__challenge__lead")
        .annotate(criteria=weighed)
        .order_by("due_at", "id")
    )
    seats = list(own)
    reviews: dict[int, list[Review]] = {}
    rows = (
        visible_to(viewer)
        .filter(seat__in=[seat.pk for seat in seats], proposal__state__in=IN_REVIEW)
        .select_related("proposal__organisation")
        .annotate(marked=MARKED)
    )
    for row in numbered(rows, {seat.pk: seat.panel for seat in seats}):
        reviews.setdefault(row.seat_id, []).append(row)
    tasks = [task(seat, reviews.get(seat.pk, [])) for seat in seats if seat.state == SeatState.ACCEPTED]
    tasks = [one for one in tasks if one.panel.state != PanelState.CANCELLED]
    tasks.sort(key=lambda one: (not one.left, one.due_at is None, one.due_at or one.panel.created_at, one.panel.pk))
    return Desk(
        invitations=tuple(seat for seat in seats if seat.state == SeatState.INVITED),
        tasks=tuple(one for one in tasks if one.panel.state not in CLOSED),
        finished=tuple(one for one in tasks if one.panel.state in CLOSED),
    )


def task(seat: Seat, reviews: list[Review]) -> Task:
    """Return one panel as it lies on the desk."""
    done = sum(review.state not in LEFT for review in reviews)
    return Task(seat.panel, seat.leader, tuple(reviews), done, seat.panel.due_at, seat.criteria)


@dataclass(frozen=True)
class Place:
    """One of an expert's reviews in the strip over the form: its number on the panel, and how far they are with it."""

    review: Review
    number: int
    marked: int


def numbered(rows, panels: dict[int, Panel]) -> list[Review]:
    """Return reviews with their `number`, in its order; `panels` are those of their seats, {seat: panel}.

    It is the place of each on its expert's panel, which no recusal of another one moves. On a blind panel it is the
    number that all the panel's experts know the proposal by, because any other order would lead to the firm.
    """
    before = Review.objects.filter(seat=OuterRef("seat"), proposal_id__lte=OuterRef("proposal_id")).order_by()
    found = list(rows.annotate(number=Subquery(before.values("seat").annotate(n=Count("pk")).values("n"))))
    called = blinding.numbers(panel for panel in panels.values() if panel.blind)
    for row in found:
        if panels[row.seat_id].blind:
            row.number = called[panels[row.seat_id].pk][row.proposal_id]
    return sorted(found, key=lambda row: row.number)


def strip(viewer, review) -> list[Place]:
    """Return the viewer's reviews on the panel of this one, in their order, in one query; a blind panel costs another.

    `marked` counts the criteria with weight that have a mark.
    """
    rows = visible_to(viewer).filter(seat_id=review.seat_id, proposal__state__in=IN_REVIEW).annotate(marked=MARKED)
    return [Place(row, row.number, row.marked) for row in numbered(rows, {review.seat_id: review.seat.panel})]


def neighbours(places: list[Place], review) -> tuple[Place | None, Place | None]:
    """Return the places before and after a review, for going on without the desk."""
    at = next((n for n, place in enumerate(places) if place.review.pk == review.pk), None)
    if at is None:
        return None, None
    return places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None
