"""The feedback to applicants over the API."""

from decimal import Decimal
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.award.queries.feedback import feedback_for
from challenges.core.api.shapes import answers
from challenges.proposals.api.proposal import ProposalRows
from notifications.clock import now


class Spread(TypedDict):
    """Where all proposals lie."""

    lowest: Decimal
    middle: Decimal
    highest: Decimal


class FeedbackPart(TypedDict):
    """One criterion: the mean, the marks in order, and where all proposals lie (null with too few of them)."""

    name: str
    weight: int | None
    mean: Decimal
    marks: list[Decimal]
    spread: Spread | None
    comments: list[str]


class FeedbackVeto(TypedDict):
    """A criterion by which the proposal was vetoed."""

    name: str
    comments: list[str]


class FeedbackReason(TypedDict):
    """Why a proposal was not reviewed."""

    code: str
    note: str


class FeedbackBody(TypedDict):
    """What a firm learns of its review, without names."""

    outcome: str
    score: Decimal | None
    rank: int | None
    of: int
    passing_line: Decimal | None
    spread: Spread | None
    comments: list[str]
    criteria: list[FeedbackPart]
    vetoes: list[FeedbackVeto]
    reasons: list[FeedbackReason]


class Feedback(ProposalRows):
    """What the experts said of a proposal, without names."""

    http_method_names = ["get", "options"]

    @extend_schema(tags=["review"], operation_id="proposal_feedback", responses=answers(FeedbackBody))
    def get(self, request, pk):
        found = feedback_for(self.viewer, self.fetch(pk), at=now())
        if found is None:
            return get_object_or_404(self.visible().none())
        body = {
            "outcome": found.outcome,
            "score": found.result.score if found.result else None,
            "rank": found.rank,
            "of": found.of,
            "passing_line": found.line,
            "spread": spread_of(found.whole) if found.whole else None,
            "comments": list(found.comments),
            "criteria": [
                {
                    "name": part.name,
                    "weight": part.weight,
                    "mean": part.mean,
                    "marks": list(part.marks),
                    "spread": spread_of(part),
                    "comments": list(part.comments),
                }
                for part in found.parts
            ],
            "vetoes": [{"name": veto.name, "comments": list(veto.comments)} for veto in found.vetoes],
            "reasons": [{"code": code, "note": note} for code, note in found.reasons],
        }
        return Response(body)


def spread_of(part) -> dict | None:
    """Return where all proposals lie, or None with too few of them."""
    return dict(zip(("lowest", "middle", "highest"), part.spread, strict=True)) if part.spread else None
