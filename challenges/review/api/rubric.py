"""Rubrics over the API: the templates an organiser may use, their own to be written, and the copy of one panel."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.core.api.idempotency import once
from challenges.core.api.resource import IF_MATCH, KEY, Endpoint, created, described
from challenges.core.api.shapes import answers, page_of, row_of
from challenges.core.api.typed import Body, Whole
from challenges.review.access import review as access
from challenges.review.actions import rubric as rubrics
from challenges.review.api.review import PanelRows
from challenges.review.models import Criterion, Rubric
from notifications.clock import now


class Line(Body):
    """One criterion: its weight (most points, in a rubric by points), how it is marked, what its comment needs."""

    name = serializers.CharField(max_length=80, allow_blank=True)
    name_en = serializers.CharField(max_length=120, allow_blank=True, default="")
    hint = serializers.CharField(max_length=240, allow_blank=True, default="")
    weight = Whole()
    kind = serializers.ChoiceField(Criterion.Kind.choices, default=Criterion.Kind.NUMERIC)
    levels = serializers.JSONField(default=list)  # type: ignore[arg-type]  # the stubs know objects only
    comment_required = serializers.BooleanField(default=False)
    comment_length = Whole(default=0)
    veto = serializers.BooleanField(default=False)


class Given(Body):
    """A rubric as it is written: its lines in order, and the positions (from 1) that part equal scores."""

    name = serializers.CharField(max_length=80, allow_blank=True)
    scale = serializers.ChoiceField(Rubric.Scale.choices, default=Rubric.Scale.WEIGHT)
    criteria = Line(many=True)
    tie_chain = serializers.ListField(child=Whole(), default=list)


TEMPLATE = ("id", "name", "scale", "organiser_id")
TemplateRow = row_of("RubricRow", Rubric, TEMPLATE)
RubricLine = row_of("RubricLine", Criterion, [one for one in rubrics.FIELDS if one != "levels"], levels=list[Any])
RubricDetailShape = row_of(
    "RubricDetail", Rubric, ("id", "name", "scale"), own=bool, tie_chain=list[int], criteria=list[RubricLine]
)


def shown(rubric) -> dict:
    """Return a rubric as the API shows it."""
    criteria = [{name: getattr(row, name) for name in rubrics.FIELDS} for row in rubric.criteria.all()]
    return {
        "id": rubric.pk,
        "name": rubric.name,
        "own": rubric.organiser_id is not None,
        "scale": rubric.scale,
        "tie_chain": rubric.tie_chain,
        "criteria": criteria,
    }


@described("rubric", "rubric_list", "Templates the caller may use", shape=page_of(TemplateRow))
class RubricList(Endpoint):
    """All templates at once: an organiser keeps a few of them."""

    http_method_names = ["get", "post", "options"]

    def get(self, request):
        rows = access.rubrics_visible_to(self.viewer).order_by("pk")
        return Response({"items": list(rows.values(*TEMPLATE)), "next": None})

    @extend_schema(
        tags=["rubric"],
        operation_id="rubric_create",
        request=Given,
        responses=answers(RubricDetailShape, 201) | {404: None},
        parameters=[KEY],
    )
    def post(self, request):
        data = given(self)

        def perform():
            row = rubrics.save_template(by=self.viewer, at=now(), **data)
            return created(shown(row), "rubric_detail", row.pk)

        if self.viewer.kind != "organiser":
            raise Http404
        return once(request, perform)


def given(endpoint) -> dict:
    """Return the body as the domain takes it."""
    data = endpoint.validated(Given)
    return data | {"criteria": [dict(line) for line in data["criteria"]]}


@described("rubric", "rubric_detail", "One template", shape=RubricDetailShape)
class RubricDetail(Endpoint):
    http_method_names = ["get", "put", "options"]

    def fetch(self, pk):
        """Return the template, or 404."""
        return get_object_or_404(access.rubrics_visible_to(self.viewer), pk=pk)

    def get(self, request, pk):
        return Response(shown(self.fetch(pk)))

    @extend_schema(tags=["rubric"], operation_id="rubric_change", request=Given, responses=answers(RubricDetailShape))
    def put(self, request, pk):
        rubric = self.fetch(pk)
        return Response(shown(rubrics.save_template(by=self.viewer, at=now(), rubric=rubric, **given(self))))


@described("rubric", "panel_rubric", "The rubric by which one panel scores", shape=RubricDetailShape)
class PanelRubric(PanelRows):
    http_method_names = ["get", "put", "options"]

    def get(self, request, pk):
        return Response(shown(self.fetch(pk).rubric))

    @extend_schema(
        tags=["rubric"],
        operation_id="panel_rubric_revise",
        request=Given,
        responses=answers(RubricDetailShape),
        parameters=[IF_MATCH],
    )
    def put(self, request, pk):
        panel = self.fetch(pk)
        version = self.expected(panel)
        rubrics.revise(panel, by=self.viewer, at=now(), expected=version, **given(self))
        return Response(shown(panel.rubric))
