"""The review board of a batch over the API."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema

from challenges.core.api.filters import PAGING, unreadable
from challenges.core.api.pagination import respond, size_of
from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import answers, page_of
from challenges.core.queries.board import UnknownFilter
from challenges.listing.access.batch import visible_to
from challenges.review.queries import batch_board
from challenges.review.queries.batch_board import Filters
from challenges.review.states.review import PanelState
from notifications.clock import day_of, now

# What the pages call a parameter.
PAGES = {"panel_id": "panel", "cursor": "after"}
BOARD = ("q", "panel_id", "state", "overdue", "sort")
SHOWN = (
    ("id", "id"),
    ("receipt_number", "receipt_number"),
    ("organisation_name", "firm_name"),
    ("challenge_id", "challenge_id"),
    ("panel_id", "panel_id"),
    ("panel_state", "panel_state"),
    ("due_at", "due_at"),
    ("given", "given"),
    ("handed_in", "handed"),
    ("returned", "returned"),
    ("recused", "recused"),
    ("must_discuss", "wide"),
    ("score", "score"),
    ("rank", "rank"),
)


class BoardRow(TypedDict):
    """A proposal in review; score and rank are null until its panel is locked."""

    id: int
    receipt_number: str | None
    organisation_name: str
    challenge_id: int
    panel_id: int
    panel_state: PanelState
    due_at: datetime | None
    given: int
    handed_in: int
    returned: int
    recused: int
    must_discuss: bool
    score: Decimal | None
    rank: int | None


class BatchReviews(Endpoint):
    """The proposals in review of a batch, as the board filters, orders and pages them."""

    parameters = (*BOARD, *PAGING)

    @extend_schema(
        tags=["job"],
        operation_id="batch_review_list",
        summary="The review board of a batch; scores only of locked panels",
        parameters=[OpenApiParameter(name, str) for name in (*BOARD, "cursor")] + [OpenApiParameter("limit", int)],
        responses=answers(page_of(BoardRow)),
    )
    def get(self, request, pk):
        batch = get_object_or_404(visible_to(self.viewer), pk=pk)
        given = {PAGES.get(name, name): value for name, value in request.query_params.items()}
        at = now()
        try:
            wanted = Filters.read(given)
            limit = batch.rules_on(day_of(at))["deviation_limit"]
            page = batch_board.page(self.viewer, batch, wanted, at, limit, size=size_of(request))
        except UnknownFilter as wrong:
            name = next((ours for ours, theirs in PAGES.items() if theirs == str(wrong)), str(wrong))
            raise unreadable(name, request.query_params.get(name, "")) from wrong
        items = [{name: getattr(row, column) for name, column in SHOWN} for row in page.rows]
        return respond(request, items, page.following)
