"""Texts that bind: which is in force, word for word in both languages, with the hash that whoever agrees points to."""

from datetime import datetime
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.access import organisation as organisations
from accounts.access import text as access
from accounts.models import BindingText
from accounts.queries.text import texts_in_force
from accounts.rules.text_parts import TextKind
from challenges.core.api.problems import BadQuery
from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import answers, items_of
from notifications.clock import now
from notifications.typed import whole


class BothLanguages(TypedDict):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class TextPart(TypedDict):
    """One part of a text: its code, heading and words."""

    part: str
    heading: BothLanguages
    text: BothLanguages


class TextVersion(TypedDict):
    """One version of a text; `organiser_id` is the organiser whose own it is, null for the platform's."""

    id: int
    kind: TextKind
    organiser_id: int | None
    number: int
    title: BothLanguages
    parts: list[TextPart]
    effective_from: datetime
    sha256: str


def told(row: BindingText) -> dict:
    """Return one version as the interface shows it."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "organiser_id": row.owner_id,
        "number": row.number,
        "title": {"zh": row.title_zh, "en": row.title_en},
        "parts": row.parts,
        "effective_from": row.effective_from,
        "sha256": row.sha256,
    }


class Texts(Endpoint):
    """The texts in force now, for the calls of one organiser or the platform's own."""

    parameters = ("organiser_id",)

    @extend_schema(
        tags=["text"],
        operation_id="text_list",
        summary="Texts in force",
        parameters=[OpenApiParameter("organiser_id", int, description="The organiser; without it the platform's own.")],
        responses=answers(items_of(TextVersion)),
    )
    def get(self, request):
        owner_id = None
        if (wanted := request.query_params.get("organiser_id")) is not None:
            owner_id = whole(wanted)
            if owner_id is None or not organisations.visible_to(self.viewer).filter(pk=owner_id).exists():
                raise BadQuery(field="organiser_id")
        found = texts_in_force(list(TextKind.values), owner_id, now())
        return Response({"items": [told(found[kind]) for kind in TextKind.values if kind in found]})


class OneText(Endpoint):
    """One approved version, in force, past or to come."""

    @extend_schema(
        tags=["text"],
        operation_id="text_detail",
        summary="One version of a text",
        responses=answers(TextVersion),
    )
    def get(self, request, pk):
        return Response(told(get_object_or_404(access.visible_to(self.viewer).exclude(approved_at=None), pk=pk)))
