"""The expert's desk 评审任务: invitations to answer, panels to score, and what is left until when."""

from dataclasses import dataclass
from datetime import datetime

from challenges.access import blinding
from challenges.access.review import seats_visible_to, visible_to
from challenges.models import Panel, Review, Seat
from challenges.states.proposal import IN_REVIEW
from challenges.states.review import PanelState, ReviewState, SeatState

LEFT = (ReviewState.WAITING, ReviewState.IN_PROGRESS, ReviewState.RETURNED)


@dataclass(frozen=True)
class Task:
    """One panel on the expert's desk: his reviews, how many are done, and until when."""

    panel: Panel
    leader: bool
    reviews: tuple[Review, ...]
    done: int
    due_at: datetime | None

    @property
    def left(self) -> int:
        """Return how many reviews are still to be handed in."""
        return len(self.reviews) - self.done


@dataclass(frozen=True)
class Desk:
    """Everything an expert has to do, the most urgent first."""

    invitations: tuple[Seat, ...]
    tasks: tuple[Task, ...]
    finished: tuple[Task, ...]


def desk(viewer) -> Desk:
    """Return the desk of an expert, in a fixed number of queries."""
    own = (
        seats_visible_to(viewer)
        .filter(expert_id=viewer.user_id, state__in=(SeatState.INVITED, SeatState.ACCEPTED))
        .select_related("panel__challenge__lead")
        .order_by("due_at", "id")
    )
    seats = list(own)
    reviews: dict[int, list[Review]] = {}
    rows = (
        visible_to(viewer)
        .filter(seat__in=[seat.pk for seat in seats], proposal__state__in=IN_REVIEW)
        .select_related("proposal__organisation", "seat")
        .prefetch_related("scores")
        .order_by("proposal_id")
    )
    panels = {seat.pk: seat.panel for seat in seats}
    for row in rows:
        reviews.setdefault(row.seat_id, []).append(row)
    called = blinding.labels(panel for panel in panels.values() if panel.blind)
    for seat_id, given in reviews.items():
        order(panels[seat_id], given, called)
    tasks = [task(seat, reviews.get(seat.pk, [])) for seat in seats if seat.state == SeatState.ACCEPTED]
    tasks = [one for one in tasks if one.panel.state != PanelState.CANCELLED]
    tasks.sort(key=lambda one: (one.due_at is None, one.due_at or one.panel.created_at, one.panel.pk))
    closed = (PanelState.LOCKED, PanelState.REPORTED)
    return Desk(
        invitations=tuple(seat for seat in seats if seat.state == SeatState.INVITED),
        tasks=tuple(one for one in tasks if one.panel.state not in closed),
        finished=tuple(one for one in tasks if one.panel.state in closed),
    )


def order(panel: Panel, reviews: list[Review], called: dict) -> None:
    """Put an expert's reviews in the order of his panel, and give those of a blind one the `label` they go by."""
    if not panel.blind:
        return
    reviews.sort(key=lambda row: blinding.place(panel, row.proposal_id))
    for row in reviews:
        row.label = called[panel.pk].get(row.proposal_id, "")


def task(seat: Seat, reviews: list[Review]) -> Task:
    """Return one panel as it lies on the desk."""
    done = sum(review.state not in LEFT for review in reviews)
    return Task(panel=seat.panel, leader=seat.leader, reviews=tuple(reviews), done=done, due_at=seat.panel.due_at)


def scoring_neighbours(viewer, review) -> tuple[Review | None, Review | None]:
    """Return the reviews before and after this one in the expert's own order, for going on without the desk."""
    own = list(
        visible_to(viewer)
        .filter(seat_id=review.seat_id, proposal__state__in=IN_REVIEW)
        .order_by("proposal_id")
        .select_related("proposal")
    )
    if review.seat.panel.blind:
        own.sort(key=lambda row: blinding.place(review.seat.panel, row.proposal_id))
    place = next((n for n, row in enumerate(own) if row.pk == review.pk), None)
    if place is None:
        return None, None
    before = own[place - 1] if place else None
    after = own[place + 1] if place + 1 < len(own) else None
    return before, after
