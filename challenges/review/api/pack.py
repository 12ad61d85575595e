"""The offline pack of a panel over the API: taken, looked at, written."""

from dataclasses import asdict
from typing import Any, ClassVar, Literal, TypedDict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.core.api.idempotency import once
from challenges.core.api.parsing import MultiPartParser
from challenges.core.api.resource import KEY, Endpoint
from challenges.core.api.shapes import answers
from challenges.core.api.typed import Body
from challenges.core.queries.sheets import XLSX
from challenges.review.access.review import seats_visible_to
from challenges.review.actions import pack as packs
from challenges.review.states.review import SeatState
from notifications.clock import local, now


class Filled(Body):
    """A filled-in pack; for each conflict, by "<review>-<key>", whether the "file" or the "site" holds."""

    called: ClassVar = {"choice": "choices"}
    file = serializers.FileField()
    choices = serializers.JSONField(required=False, default=dict)


class PackCell(TypedDict):
    """One field of the file: what stands on the site (`now`), what was typed (`mine`), and what comes of it."""

    id: str
    review_id: int
    number: int
    key: str
    place: str
    name: str
    verdict: Literal["taken", "conflict", "wrong"]
    now: Any
    mine: Any
    words: dict[str, str]
    problem: str


class PackLook(TypedDict):
    """What a filled-in pack would change; `closed` are reviews that take nothing more."""

    cells: list[PackCell]
    closed: Any
    unchanged: int


class PackWritten(TypedDict):
    """How much was written."""

    written: Any


def cell_of(cell) -> dict:
    """Return one field of the file as the interface names it."""
    shown = asdict(cell)
    return {"id": cell.id, "review_id": shown.pop("review"), **shown}


class PackEndpoint(Endpoint):
    """What the three share: the caller's own seat, or 404."""

    parser_classes = [MultiPartParser]
    # The seat is asked for before the body is read.
    takes_files = True

    def seat(self, pk):
        """Return the caller's own seat on this panel."""
        rows = seats_visible_to(self.viewer).filter(expert_id=self.viewer.user_id, state=SeatState.ACCEPTED)
        return get_object_or_404(rows.select_related("panel__challenge__batch", "panel__rubric"), panel_id=pk)

    def filled(self):
        """Return the file's content and the choices."""
        body = self.validated(Filled)
        choices = body["choices"]
        return body["file"].read(), choices if isinstance(choices, dict) else {}


class Pack(PackEndpoint):
    """Take the pack, or have a filled-in one looked at without writing anything."""

    http_method_names = ["get", "post", "options"]

    @extend_schema(tags=["review"], operation_id="pack_take", responses={(200, XLSX): OpenApiTypes.BINARY, 409: None})
    def get(self, request, pk):
        seat, at = self.seat(pk), now()
        watermark = f"{_('仅供评审')}　{request.user.name}　{local(at):%Y-%m-%d %H:%M:%S%z}"
        content = packs.take(seat, by=self.viewer, at=at, watermark=watermark)
        return HttpResponse(content, content_type=XLSX)

    @extend_schema(tags=["review"], operation_id="pack_look", request=Filled, responses=answers(PackLook))
    def post(self, request, pk):
        seat = self.seat(pk)
        content, _choices = self.filled()
        found = packs.look(seat, content, by=self.viewer)
        cells = [cell_of(cell) for cell in found.cells]
        return Response({"cells": cells, "closed": found.closed, "unchanged": found.unchanged})


class PackWriting(PackEndpoint):
    """Write a filled-in pack: all of it, or nothing."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["review"],
        operation_id="pack_write",
        request=Filled,
        responses=answers(PackWritten),
        parameters=[KEY],
    )
    def post(self, request, pk):
        seat = self.seat(pk)
        content, choices = self.filled()

        def perform():
            written = packs.apply(seat, content, by=self.viewer, at=now(), choices=choices)
            return Response({"written": written})

        return once(request, perform)
