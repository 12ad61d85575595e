"""Decisions over the API: put the choice forward, read the record, approve the version that was read."""

from datetime import datetime
from decimal import Decimal
from typing import Literal, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from challenges.award.access import decision as access
from challenges.award.actions import decision as decisions
from challenges.award.models.decision import Approval, Decision
from challenges.award.states.decision import DecisionState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.api.typed import Body
from challenges.listing.access import challenge as challenge_access
from notifications.clock import now

DECISION_FILTERS = {
    "state": Filter("state__in", filters.one_of(DecisionState)),
    "challenge_id": Filter("challenge_id", filters.whole),
}


class Agreement(Body):
    """The version that was read, and an opinion."""

    digest = serializers.CharField(min_length=64, max_length=64)
    opinion = serializers.CharField(max_length=2000, allow_blank=True, default="")


class SendingBack(Body):
    """The version that was read, the opinion, and what the lead firm is told."""

    digest = serializers.CharField(min_length=64, max_length=64)
    opinion = serializers.CharField(max_length=2000)
    message = serializers.CharField(max_length=240, allow_blank=True, default="")


def approve(row, *, by, at, digest, opinion):
    """The approver whose turn it is agrees to the version they read."""
    return decisions.approve(row, by=by, at=at, read=digest, opinion=opinion)


def send_back(row, *, by, at, digest, opinion, message):
    """The approver whose turn it is does not agree, and says why."""
    return decisions.send_back(row, by=by, at=at, read=digest, opinion=opinion, message=message)


DECISION = (
    Transition("approve", "approval", approve, Agreement, signs=True),
    Transition("send_back", "return", send_back, SendingBack, signs=True),
)


COLUMNS = ("id", "state", "challenge_id", "number", "digest", "completed_at", "created_at", "updated_at")


class DecidedChallenge(TypedDict):
    """What is decided on."""

    id: int
    number: str | None
    title: str
    edition: int
    slots: int


class DecidedPanel(TypedDict):
    """The panel whose ranking was frozen."""

    id: int
    round: int
    locked_at: datetime


class DecidedRank(TypedDict):
    """One place of the frozen ranking."""

    rank: int
    proposal_id: int
    receipt_number: str | None
    firm: str
    score: Decimal
    passed: bool
    vetoed: bool


class DecidedChoice(TypedDict):
    """Who is chosen for a slot: the winners are here."""

    slot: int
    proposal_id: int
    rank: int
    reason: str


class DecisionContent(TypedDict):
    """Exactly what is decided, in the one spelling whose SHA-256 is the digest."""

    challenge: DecidedChallenge
    panel: DecidedPanel
    ranking: list[DecidedRank]
    choices: list[DecidedChoice]


class ApprovalStep(TypedDict):
    """One step of the approval; `digest` is the version that was read."""

    position: int
    role: str
    verdict: Approval.Verdict | Literal[""]
    by_id: int | None
    at: datetime | None
    digest: str
    opinion: str


@described("decision", "decision_list", "Decisions the caller may read")
class DecisionList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("DecisionRow", Decision, COLUMNS)
    filters = DECISION_FILTERS

    def rows(self):
        """Return the decisions the caller may see."""
        return access.visible_to(self.viewer)


class DecisionRows(DetailEndpoint):
    """What all endpoints of one decision share."""

    shape = row_of(
        "DecisionDetail",
        Decision,
        ("id", "state", "number", "digest", "message", "void_reason", "completed_at"),
        challenge_id=int,
        content=DecisionContent,
        approvals=list[ApprovalStep],
        can=list[Act],
    )

    def visible(self):
        """Return the decisions the caller may see."""
        return access.visible_to(self.viewer).select_related("challenge").prefetch_related("approvals")

    def show(self, row):
        """Return the decision: exactly what is decided, its SHA-256, and every step with its opinion."""
        return {
            "id": row.pk,
            "challenge_id": row.challenge_id,
            "state": row.state,
            "number": row.number,
            "content": row.content,
            "digest": row.digest,
            "message": row.message,
            "void_reason": row.void_reason,
            "completed_at": row.completed_at,
            "approvals": [
                {
                    "position": step.position,
                    "role": step.role,
                    "verdict": step.verdict,
                    "by_id": step.by_id,
                    "at": step.at,
                    "digest": step.digest,
                    "opinion": step.opinion,
                }
                for step in row.approvals.all()
            ],
        }


@described("decision", "decision_detail", "One decision")
class DecisionDetail(DecisionRows):
    """One decision."""


class DecisionCreate(DecisionRows):
    """Put the standing choice of a challenge before its approvers."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["decision"],
        operation_id="decision_create",
        request=None,
        responses=answers(DecisionRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)

        def perform():
            return self.answer(decisions.put_forward(challenge, by=self.viewer, at=now()), status_code=201)

        return once(request, perform)
