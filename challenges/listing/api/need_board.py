"""The needs of a batch in their formal check over the API."""

from datetime import datetime
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema

from challenges.core.api.filters import PAGING, unreadable
from challenges.core.api.pagination import respond, size_of
from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import Wan, answers, page_of
from challenges.core.queries.amount import CENT
from challenges.core.queries.board import UnknownFilter
from challenges.listing.access import batch as access
from challenges.listing.actions.check_many import hindrance
from challenges.listing.models import Mode
from challenges.listing.queries import need_board
from notifications.clock import now


class NeedRow(TypedDict):
    """A need in its formal check; `hindrance` is why it does not pass together with others, null when it may."""

    id: int
    title: str
    lead_id: int
    lead_name: str
    mode: Mode
    negotiable: bool
    total_wan: Wan
    indicator_count: int
    mandatory_count: int
    file_count: int
    repair_rounds: int
    due_at: datetime | None
    hindrance: str | None


class BatchNeeds(Endpoint):
    """The needs of a batch in their formal check, nearest limit first, as the board shows them."""

    parameters = ("round", *PAGING)

    @extend_schema(
        tags=["job"],
        operation_id="batch_need_list",
        summary="The needs of a batch in their formal check, and what keeps each from passing with others",
        parameters=[
            OpenApiParameter("round", str, enum=list(need_board.ROUNDS)),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=answers(page_of(NeedRow)),
    )
    def get(self, request, pk):
        batch = get_object_or_404(access.checked_by(self.viewer), pk=pk)
        given = {"round": request.query_params.get("round"), "after": request.query_params.get("cursor")}
        try:
            wanted = need_board.Filters.read(given)
            rows, following = need_board.page(self.viewer, batch, wanted, now(), size=size_of(request))
        except UnknownFilter as wrong:
            name = "cursor" if str(wrong) == "after" else str(wrong)
            raise unreadable(name, request.query_params.get(name, "")) from wrong
        return respond(request, [shown(row) for row in rows], following)


def shown(row: need_board.Row) -> NeedRow:
    """Return what is told of one need."""
    need, refused = row.challenge, hindrance(row.challenge, row.found)
    return {
        "id": need.pk,
        "title": need.title,
        "lead_id": need.lead_id,
        "lead_name": need.lead.name,
        "mode": Mode(need.mode),
        "negotiable": need.negotiable,
        "total_wan": Wan(need.total_wan.quantize(CENT)),
        "indicator_count": row.indicators,
        "mandatory_count": row.mandatory,
        "file_count": len(row.found.files),
        "repair_rounds": need.repair_rounds,
        "due_at": need.due_at,
        "hindrance": str(refused) if refused else None,
    }
