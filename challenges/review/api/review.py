"""Panels, seats and reviews over the API."""

from decimal import Decimal
from typing import NotRequired, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema

from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, described
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.queries.provisional import provisional
from challenges.listing.access import challenge as challenge_access
from challenges.review.access import review as access
from challenges.review.actions import panel as panels
from challenges.review.api import review_bodies
from challenges.review.models import Criterion, Panel, Review, Seat
from challenges.review.queries.ranking import ranking
from challenges.review.states.review import PanelState, ReviewState, SeatState
from notifications.clock import now

PANEL_FILTERS = {
    "state": Filter("state__in", filters.one_of(PanelState)),
    "challenge_id": Filter("challenge_id", filters.whole),
}
SEAT_FILTERS = {"state": Filter("state__in", filters.one_of(SeatState)), "panel_id": Filter("panel_id", filters.whole)}
REVIEW_FILTERS = {
    "state": Filter("state__in", filters.one_of(ReviewState)),
    "panel_id": Filter("seat__panel_id", filters.whole),
}


PANEL = ("id", "state", "challenge_id", "name", "round", "blind", "due_at", "updated_at")
SEAT = ("id", "state", "panel_id", "expert_id", "category", "leader", "due_at", "updated_at")
REVIEW = ("id", "state", "seat_id", "proposal_id", "submitted_at", "updated_at")
CRITERION = ("id", "position", "name", "name_en", "weight", "kind")
PLACE = ("id", "state", "expert_id", "category", "leader", "bridging", "due_at")
CriterionRow = row_of("CriterionRow", Criterion, CRITERION)
PanelSeat = row_of("PanelSeat", Seat, PLACE)


class RankedProposal(TypedDict):
    """A place of the frozen ranking."""

    proposal_id: int
    rank: int
    score: Decimal


class CriterionMark(TypedDict):
    """The mark of one criterion."""

    value: Decimal | None
    comment: str
    vetoed: bool


@described("panel", "panel_list", "Panels the caller may know of")
class PanelList(ListEndpoint):
    columns = PANEL
    shape = row_of("PanelRow", Panel, PANEL)
    filters = PANEL_FILTERS

    def rows(self):
        """Return the panels the caller may see."""
        return access.panels_visible_to(self.viewer)


class PanelRows(DetailEndpoint):
    """What all endpoints of one panel share."""

    shape = row_of(
        "PanelDetail",
        Panel,
        ("id", "name", "state", "round", "blind", "reviews_each", "due_at"),
        challenge_id=int,
        provisional=list[str],
        criteria=list[CriterionRow],
        seats=list[PanelSeat],
        ranking=list[RankedProposal],
        can=list[Act],
    )

    def visible(self):
        """Return the panels the caller may see."""
        return access.panels_visible_to(self.viewer).select_related("challenge", "rubric")

    def show(self, row):
        """Return the panel; its seats only as far as the caller may see them, its ranking only after the lock."""
        return {
            "id": row.pk,
            "challenge_id": row.challenge_id,
            "name": row.name,
            "state": row.state,
            "round": row.round,
            "blind": row.blind,
            "reviews_each": row.reviews_each,
            "due_at": row.due_at,
            "provisional": provisional({"due_at": row.due_at}),
            "criteria": list(row.rubric.criteria.values(*CRITERION)),
            "seats": list(access.seats_visible_to(self.viewer).filter(panel=row).values(*PLACE)),
            "ranking": [
                {"proposal_id": p.result.proposal_id, "rank": p.result.rank, "score": p.result.score}
                for p in ranking(self.viewer, row.challenge, now())
            ],
        }


@described("panel", "panel_detail", "One panel")
class PanelDetail(PanelRows):
    """One panel as the caller may read it."""


class PanelCreate(PanelRows):
    """Form the panel of a challenge."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["panel"],
        operation_id="panel_create",
        request=review_bodies.PanelPlan,
        responses=answers(PanelRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        data = self.validated(review_bodies.PanelPlan)
        return once(
            request,
            lambda: self.answer(panels.plan(challenge, by=self.viewer, at=now(), **data), status_code=201),
        )


@described("seat", "seat_list", "Seats the caller may know of")
class SeatList(ListEndpoint):
    columns = SEAT
    shape = row_of("SeatRow", Seat, SEAT)
    filters = SEAT_FILTERS

    def rows(self):
        """Return the seats the caller may see."""
        return access.seats_visible_to(self.viewer)


class SeatRows(DetailEndpoint):
    """What all endpoints of one seat share."""

    shape = row_of(
        "SeatDetail",
        Seat,
        ("id", "state", "category", "leader", "bridging", "due_at"),
        panel_id=int,
        expert_id=int,
        can=list[Act],
    )

    def visible(self):
        """Return the seats the caller may see."""
        return access.seats_visible_to(self.viewer).select_related("panel__challenge")

    def show(self, row):
        """Return the seat."""
        return {
            "id": row.pk,
            "panel_id": row.panel_id,
            "expert_id": row.expert_id,
            "state": row.state,
            "category": row.category,
            "leader": row.leader,
            "bridging": row.bridging,
            "due_at": row.due_at,
        }


@described("seat", "seat_detail", "One seat")
class SeatDetail(SeatRows):
    """One seat."""


@described("review", "review_list", "Reviews the caller may know of")
class ReviewList(ListEndpoint):
    columns = REVIEW
    shape = row_of("ReviewRow", Review, REVIEW)
    filters = REVIEW_FILTERS

    def rows(self):
        """Return the reviews the caller may see; never a mark in a list."""
        return access.visible_to(self.viewer)


class ReviewRows(DetailEndpoint):
    """What all endpoints of one review share."""

    shape = row_of(
        "ReviewDetail",
        Review,
        ("id", "state", "total", "comment"),
        maybe=("total", "comment"),
        proposal_id=int,
        seat_id=int,
        marks=NotRequired[dict[str, CriterionMark]],
        can=list[Act],
    )

    def visible(self):
        """Return the reviews the caller may see."""
        return access.visible_to(self.viewer).select_related("seat__panel__challenge", "proposal")

    def show(self, row):
        """Return the review; its marks to the writer, and to the officers after the lock."""
        body = {"id": row.pk, "proposal_id": row.proposal_id, "seat_id": row.seat_id, "state": row.state}
        if access.scores_open(self.viewer, row):
            body |= {
                "total": row.total,
                "comment": row.comment,
                "marks": {
                    str(score.criterion_id): {"value": score.value, "comment": score.comment, "vetoed": score.vetoed}
                    for score in row.scores.all()
                },
            }
        return body


@described("review", "review_detail", "One review")
class ReviewDetail(ReviewRows):
    """One review."""
