"""What was said of a need before its publication: why it came back, and what experts think of it."""

from datetime import datetime
from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.core.api.shapes import Named, answers, items_of, row_of
from challenges.listing.access import challenge as access
from challenges.listing.api.challenge import ChallengeRows
from challenges.listing.models import Remark

REMARK = ("id", "round", "field", "reason", "at", "resolved_at")
RemarkRow = row_of("RemarkRow", Remark, REMARK)


class OpinionRow(TypedDict):
    """An expert's answers, null until they are given; the lead firm reads no name."""

    number: int
    expert: Named | None
    asked_at: datetime
    given_at: datetime | None
    necessity: bool | None
    measurability: bool | None
    amount: bool | None
    comment: str


class Remarks(ChallengeRows):
    """Why a need was returned, field by field, for its lead firm and the organiser."""

    @extend_schema(
        tags=["challenge"],
        operation_id="remark_list",
        responses=answers(items_of(RemarkRow)),
        summary="Why it was returned; empty for everybody but lead firm and organiser",
    )
    def get(self, request, pk):
        rows = access.remarks_visible_to(self.viewer, self.fetch(pk)).order_by("-round", "id")
        return Response({"items": list(rows.values(*REMARK))})


class Opinions(ChallengeRows):
    """What the experts of the argumentation answered, for the lead firm and the organiser."""

    @extend_schema(
        tags=["challenge"],
        operation_id="opinion_list",
        responses=answers(items_of(OpinionRow)),
        summary="What experts answered in the argumentation; an expert reads their own",
    )
    def get(self, request, pk):
        row = self.fetch(pk)
        numbers = {one: number for number, one in enumerate(row.opinions.values_list("pk", flat=True), start=1)}
        named = access.names_advisers(self.viewer, row)
        rows = access.opinions_visible_to(self.viewer, row).select_related("expert").order_by("id")
        return Response(
            {
                "items": [
                    {
                        "number": numbers[one.pk],
                        "expert": {"id": one.expert_id, "name": one.expert.name} if named(one) else None,
                        "asked_at": one.asked_at,
                        "given_at": one.given_at,
                        "necessity": one.necessity,
                        "measurability": one.measurability,
                        "amount": one.amount,
                        "comment": one.comment,
                    }
                    for one in rows
                ]
            }
        )
