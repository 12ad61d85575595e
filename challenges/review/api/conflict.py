"""Conflicts of interest over the API: listed and decided by the organiser, pinned by them, declared by an expert."""

from datetime import datetime
from typing import Any, TypedDict

from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, Endpoint, ListEndpoint, created, described, named
from challenges.core.api.shapes import answers, row_of
from challenges.core.api.typed import Body, Whole
from challenges.experts.access.conflicts import DECLARED, reason
from challenges.experts.models import Conflict
from challenges.proposals.models import Proposal
from challenges.review.access import review as access
from challenges.review.actions import conflict as conflicts
from challenges.review.queries.declaration import declarable
from challenges.review.states.review import SEATED
from notifications.clock import now

CONFLICT_FILTERS = {
    "status": Filter("status__in", filters.one_of(Conflict.Status)),
    "source": Filter("source__in", filters.one_of(Conflict.Source)),
    "expert": Filter("expert_id", filters.whole),
}


class Pin(Body):
    """A tie that no rule finds; without a proposal for the whole challenge."""

    expert = Whole(min_value=1)
    proposal = Whole(min_value=1, allow_null=True, default=None)
    reason = serializers.CharField(max_length=240)


class Declared(Body):
    """What ties an expert to the challenge, or to one proposal once they have accepted."""

    code = serializers.ChoiceField(choices=list(DECLARED))
    proposal = Whole(min_value=1, allow_null=True, default=None)
    text = serializers.CharField(max_length=240, allow_blank=True, default="")


TIES = ("id", "expert_id", "proposal_id", "code", "facts", "source", "status", "reason", "decided_at", "found_at")


class ConflictMade(TypedDict):
    """A tie as it stands now."""

    id: int
    status: Conflict.Status


@described("panel", "conflict_list", "Ties of a panel's experts, for its officers", CONFLICT_FILTERS)
class Conflicts(ListEndpoint):
    """The ties of a panel's challenge, each with its reason in words."""

    columns = (*TIES, "updated_at")
    shape = row_of("ConflictRow", Conflict, TIES, facts=dict[str, Any], words=str, updated_at=datetime)
    filters = CONFLICT_FILTERS

    def panel(self, pk):
        """Return the panel, or 404 for everybody but the organiser's people."""
        if self.viewer.kind != "organiser":
            raise Http404
        own = access.panels_visible_to(self.viewer).filter(challenge__organiser_id=self.viewer.organisation_id)
        return get_object_or_404(own.select_related("challenge"), pk=pk)

    def rows(self, pk):
        """Return the ties the caller may see, with the time of their last change."""
        own = access.conflicts_visible_to(self.viewer).filter(challenge_id=self.panel(pk).challenge_id)
        return own.annotate(updated_at=Coalesce("decided_at", "found_at"))

    def row(self, values):
        """Return one tie with its reason in words."""
        return {**values, "words": reason(values["code"], values["facts"])}

    @extend_schema(
        tags=["panel"],
        operation_id="conflict_pin",
        request=Pin,
        responses=answers(ConflictMade, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        panel, given = self.panel(pk), self.validated(Pin)
        given["expert_id"] = given.pop("expert")
        if given["proposal"]:
            own = Proposal.objects.filter(challenge_id=panel.challenge_id)
            given["proposal"] = named(own, given["proposal"], "proposal")

        def perform():
            row = conflicts.pin(panel, by=self.viewer, at=now(), **given)
            return created({"id": row.pk, "status": row.status}, "conflict_list", pk)

        return once(request, perform)


class ConflictDecision(Endpoint):
    """Hold a tie that was found. That one is no reason to step aside takes two: `panels/{id}/ties-set-aside/`."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["panel"], operation_id="conflict_decide", request=bodies.Reason, responses=answers(ConflictMade)
    )
    def post(self, request, pk):
        row = get_object_or_404(access.conflicts_visible_to(self.viewer), pk=pk)
        found = conflicts.hold(row, by=self.viewer, at=now(), **self.validated(bodies.Reason))
        return Response({"id": found.pk, "status": found.status})


class Declaration(Endpoint):
    """An expert declares a tie: it holds at once."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["panel"], operation_id="conflict_declare", request=Declared, responses=answers(ConflictMade, 201)
    )
    def post(self, request, pk):
        own = access.seats_visible_to(self.viewer).filter(expert_id=self.viewer.user_id, state__in=SEATED)
        seat = get_object_or_404(own.select_related("panel__challenge"), panel_id=pk)
        given = self.validated(Declared)
        if given["proposal"]:
            given["proposal"] = named(declarable(self.viewer, seat), given["proposal"], "proposal")
        row = conflicts.declare(seat.panel, by=self.viewer, at=now(), **given)
        return created({"id": row.pk, "status": row.status}, "conflict_list", pk)
