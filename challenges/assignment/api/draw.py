"""Public draws of panels over the API: promise, make, apply, void, and the record for replay."""

from typing import Any, TypedDict

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.assignment.access import draw as access
from challenges.assignment.actions import draw as draws
from challenges.assignment.models import Draw
from challenges.assignment.states.draw import DrawState
from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.api.typed import Body, Whole
from challenges.review.access import review as panel_access
from notifications.clock import now

DRAW_FILTERS = {"state": Filter("state__in", filters.one_of(DrawState)), "panel_id": Filter("panel_id", filters.whole)}


class Promise(Body):
    """How many are drawn, and the public value that will join the secret."""

    size = Whole(min_value=1, max_value=99)
    reserves = Whole(min_value=0, max_value=99, default=0)
    beacon_name = serializers.CharField(max_length=120, allow_blank=True, default="")


class Why(Body):
    """An expert, and the reason why they are left out."""

    expert_id = Whole(min_value=1, source="expert")
    reason = serializers.CharField(max_length=240)


class Making(Body):
    """The public value that was named, and experts excluded by hand."""

    beacon = serializers.CharField(max_length=120, allow_blank=True, default="")
    bans = Why(many=True, default=list)


class Taking(Body):
    """Who leads, and who is not taken."""

    leader_expert_id = Whole(min_value=1, required=False, allow_null=True, source="leader")
    without = Why(many=True, default=list)


def make(row, *, by, at, beacon, bans):
    """The organiser opens the secret and the lots fall."""
    return draws.make(row, by=by, at=at, beacon=beacon, bans={one["expert"]: one["reason"] for one in bans})


def take(row, *, by, at, without, leader=None):
    """The organiser takes the drawn panel and says who leads."""
    reasons = {one["expert"]: one["reason"] for one in without}
    return draws.apply(row, by=by, at=at, leader=leader, without=reasons)


DRAW = (
    Transition("make", "drawing", make, Making),
    Transition("apply", "application", take, Taking),
    Transition("void", "voiding", draws.void, bodies.Reason),
)


COLUMNS = ("id", "state", "panel_id", "size", "reserves", "commitment", "created_at", "updated_at")


class DrawnLot(TypedDict):
    """A candidate that was drawn: the lot in hexadecimal, and the place in the order."""

    id: int
    lot: str
    order: int
    enterprise_seat: bool


class DrawResult(TypedDict):
    """What the lots gave: panel and reserves in order, what is short, and how many were excluded for which reason."""

    panel: list[DrawnLot]
    reserves: list[DrawnLot]
    seats_missing: int
    enterprise_missing: int
    excluded: dict[str, int]
    seed: str


class DrawRecordBody(TypedDict):
    """The draw as one file: the call with every candidate, the promise, what opened it, and what it gave."""

    kind: str
    format: int | str
    call: dict[str, Any]
    input_hash: str
    commitment: str
    secret: str
    beacon: str
    result: DrawResult


@described("draw", "draw_list", "Draws the caller may know of")
class DrawList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("DrawRow", Draw, COLUMNS)
    filters = DRAW_FILTERS

    def rows(self):
        """Return the draws the caller may see."""
        return access.visible_to(self.viewer)


class DrawRows(DetailEndpoint):
    """What all endpoints of one draw share."""

    shape = row_of(
        "DrawDetail",
        Draw,
        ("id", "state", "size", "reserves", "commitment", "beacon_name", "made_at"),
        panel_id=int,
        result=DrawResult | None,
        changes=list[dict[str, Any]],
        can=list[Act],
    )

    def visible(self):
        """Return the draws the caller may see."""
        return access.visible_to(self.viewer).select_related("panel__challenge")

    def show(self, row):
        """Return the draw; the secret stands in its record, and there is no record before it is made."""
        return {
            "id": row.pk,
            "panel_id": row.panel_id,
            "state": row.state,
            "size": row.size,
            "reserves": row.reserves,
            "commitment": row.commitment,
            "beacon_name": row.beacon_name,
            "made_at": row.made_at,
            "result": row.record.get("result"),
            "changes": row.changes,
        }


@described("draw", "draw_detail", "One draw")
class DrawDetail(DrawRows):
    """One draw."""


class DrawRecord(DrawRows):
    """The record from which anyone can draw again."""

    http_method_names = ["get", "options"]

    @extend_schema(tags=["draw"], operation_id="draw_record", responses=answers(DrawRecordBody))
    def get(self, request, pk):
        row = self.fetch(pk)
        if not row.record:
            raise Http404
        return Response(row.record)


class DrawCreate(DrawRows):
    """Promise a draw for a panel."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["draw"],
        operation_id="draw_create",
        request=Promise,
        responses=answers(DrawRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        panel = get_object_or_404(panel_access.panels_visible_to(self.viewer), pk=pk)
        data = self.validated(Promise)

        def perform():
            return self.answer(draws.promise(panel, by=self.viewer, at=now(), **data), status_code=201)

        return once(request, perform)
