"""Signals of collusion over the API: read, explain, pursue, and have the proposals compared again."""

from datetime import datetime
from typing import Any, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from challenges.collusion import access
from challenges.collusion import actions as signals
from challenges.collusion.comparison.words import reason_in_words
from challenges.collusion.models import Signal, SignalKind
from challenges.collusion.queries.signal import signals_of
from challenges.collusion.states import SignalState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, Endpoint, ListEndpoint, Nothing, Transition, described
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.api.typed import Body
from notifications.clock import now

SIGNAL_FILTERS = {
    "state": Filter("state__in", filters.one_of(SignalState)),
    "kind": Filter("kind__in", filters.one_of(SignalKind)),
    "strength": Filter("strength__gte", filters.whole),
}


class Note(Body):
    """What an officer writes about a signal."""

    note = serializers.CharField(max_length=2000)


SIGNAL = (
    Transition("explain", "explanation", signals.explain, Note),
    Transition("pursue", "pursuit", signals.pursue, Note),
)


PAIR = ("first_id", "second_id")
COLUMNS = ("id", "state", "kind", "strength", *PAIR, "created_at", "updated_at")


class ComparisonAsked(TypedDict):
    """That the proposals of a challenge will be compared again."""

    challenge_id: int
    asked_at: datetime


@described("signal", "signal_list", "Signals between opened proposals of a challenge")
class SignalList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("SignalRow", Signal, COLUMNS, without=PAIR, proposal_ids=list[int])
    filters = SIGNAL_FILTERS

    def rows(self, pk):
        """Return the signals of a challenge whose page the caller may open; 404 for everybody else."""
        return signals_of(self.viewer, get_object_or_404(access.challenges_open_to(self.viewer), pk=pk))

    def row(self, values):
        """Return one signal with its pair of proposals."""
        pair = [values[name] for name in PAIR]
        return {name: value for name, value in values.items() if name not in PAIR} | {"proposal_ids": pair}


class SignalRows(DetailEndpoint):
    """What all endpoints of one signal share."""

    shape = row_of(
        "SignalDetail",
        Signal,
        ("id", "state", "kind", "strength", "note", "decided_at"),
        proposal_ids=list[int],
        reason=str,
        facts=dict[str, Any],
        can=list[Act],
    )

    def visible(self):
        """Return the signals the caller may see."""
        return access.visible_to(self.viewer).select_related("first__challenge", "second__challenge")

    def show(self, row):
        """Return the signal with its reason in words and its facts."""
        return {
            "id": row.pk,
            "state": row.state,
            "kind": row.kind,
            "strength": row.strength,
            "proposal_ids": [row.first_id, row.second_id],
            "reason": reason_in_words(row.kind, row.facts),
            "facts": row.facts,
            "note": row.note,
            "decided_at": row.decided_at,
        }


@described("signal", "signal_detail", "One signal")
class SignalDetail(SignalRows):
    """One signal."""


class SignalComparison(Endpoint):
    """Have the opened proposals of a challenge compared again."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["signal"],
        operation_id="signal_comparison",
        request=Nothing,
        responses=answers(ComparisonAsked, 202),
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(access.challenges_open_to(self.viewer), pk=pk)

        def perform():
            comparison = signals.ask(challenge, by=self.viewer, at=now())
            body = {"challenge_id": challenge.pk, "asked_at": comparison.asked_at}
            return Response(body, status=status.HTTP_202_ACCEPTED)

        return once(request, perform)
