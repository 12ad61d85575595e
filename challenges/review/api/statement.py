"""The discussion of a panel over the API: what was said, and saying something."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, Endpoint, created, named
from challenges.core.api.shapes import answers, items_of
from challenges.core.api.typed import Body, Whole
from challenges.core.periods import day_of
from challenges.proposals.models import Proposal
from challenges.review.access import review as access
from challenges.review.access.statement import own_reviews
from challenges.review.actions import statement as statements
from challenges.review.queries.statement import discussion
from notifications.clock import now


class Say(Body):
    """A statement about one proposal."""

    proposal_id = Whole(min_value=1)
    text = serializers.CharField(max_length=2000)


class StatementRow(TypedDict):
    """Something said; `name` is empty before the lock."""

    who: str
    name: str
    text: str
    at: datetime
    round: int
    own: bool


class TalkRow(TypedDict):
    """One proposal in the discussion; `label` is what a blind panel calls it."""

    proposal_id: int
    label: str | None
    totals: list[Decimal]
    deviation: Decimal | None
    must_discuss: bool
    statements: list[StatementRow]


class StatementMade(TypedDict):
    """A statement that was made."""

    id: int
    proposal_id: int
    at: datetime


class Discussion(Endpoint):
    """The discussion of one panel, proposal by proposal, as the caller may read it."""

    http_method_names = ["get", "post", "options"]

    def panel(self, pk):
        """Return the panel, or 404 for one the caller may not see."""
        return get_object_or_404(access.panels_visible_to(self.viewer).select_related("challenge"), pk=pk)

    @extend_schema(tags=["panel"], operation_id="panel_discussion", responses=answers(items_of(TalkRow)))
    def get(self, request, pk):
        talks = discussion(self.viewer, self.panel(pk), on=day_of(now()))
        return Response({"items": [shown(talk) for talk in talks]})

    @extend_schema(
        tags=["panel"],
        operation_id="panel_say",
        request=Say,
        responses=answers(StatementMade, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        panel = self.panel(pk)
        given = self.validated(Say)
        own = own_reviews(self.viewer).filter(seat__panel=panel).values("proposal")
        proposal = named(Proposal.objects.filter(pk__in=own), given["proposal_id"], "proposal_id")

        def perform():
            row = statements.say(panel, by=self.viewer, at=now(), proposal=proposal, text=given["text"])
            body = {"id": row.pk, "proposal_id": row.proposal_id, "at": row.at}
            return created(body, "panel_discussion", pk)

        return once(request, perform)


def shown(talk) -> dict:
    """Return one proposal of the discussion; no name of an expert is in it before the lock."""
    return {
        "proposal_id": talk.proposal.pk,
        "label": talk.label or None,
        "totals": list(talk.totals),
        "deviation": talk.deviation,
        "must_discuss": talk.must,
        "statements": [
            {"who": row.who, "name": row.name, "text": row.text, "at": row.at, "round": row.round, "own": row.own}
            for row in talk.said
        ],
    }
