"""What was said of a need before its publication: why it came back, and what experts think of it."""

from dataclasses import asdict
from datetime import datetime
from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.core.api.shapes import Named, answers, items_of, row_of
from challenges.listing.access import challenge as access
from challenges.listing.api.challenge import ChallengeRows
from challenges.listing.models import Remark
from challenges.listing.queries.since_return import remarks_with_changes, since_return

REMARK = ("id", "round", "field", "reason", "at", "resolved_at")
RemarkRow = row_of("RemarkRow", Remark, REMARK, changed=bool | None)


class ChangeRow(TypedDict):
    """One thing that changed: the field and the row by name, its words before and after in the reader's language."""

    field: str
    row: str
    before: str | None
    after: str | None


class ChangesSince(TypedDict):
    """What changed since a text came back; `since` is null where it never did."""

    since: datetime | None
    changes: list[ChangeRow]


def changes_since(found, shown) -> dict:
    """Return what changed, each change by `shown`; nothing where the text never came back."""
    if found is None:
        return {"since": None, "changes": []}
    return {"since": found.at, "changes": [shown(change) for change in found.changes]}


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
        rows = remarks_with_changes(self.viewer, self.fetch(pk))
        items = [{name: getattr(row, name) for name in REMARK} | {"changed": changed} for row, changed in rows]
        return Response({"items": items})


class ChallengeChanges(ChallengeRows):
    """What changed in a need since it last came back, for its lead firm and the organiser."""

    @extend_schema(
        tags=["challenge"],
        operation_id="challenge_changes",
        responses=answers(ChangesSince),
        summary="What changed since the last return; empty for everybody but lead firm and organiser",
    )
    def get(self, request, pk):
        found = since_return(self.viewer, self.fetch(pk))
        return Response(changes_since(found, asdict))


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
