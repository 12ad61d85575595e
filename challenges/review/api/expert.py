"""An expert's own entries over the API: ties, absences, and their service record."""

from datetime import datetime
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts import models
from accounts.access import absence as absence_access
from accounts.access import interest as interest_access
from accounts.actions import absence as absences
from accounts.actions import interest as interests
from accounts.models import InterestKind
from challenges.core.api.filters import whole_of
from challenges.core.api.resource import Own, created
from challenges.core.api.shapes import answers, items_of, row_of
from challenges.core.api.typed import Body, Code, Day
from challenges.review.actions import interest as declaring
from challenges.review.queries.service import services, summed
from challenges.review.states.review import SeatState
from notifications.clock import now

TIE = ("id", "kind", "unit_name", "uscc", "organisation_id", "starts_on", "ends_on", "note", "declared_at")
TieRow = row_of("TieRow", models.Interest, TIE)
ABSENCE = ("id", "starts_on", "ends_on")
AbsenceRow = row_of("AbsenceRow", models.Absence, ABSENCE)


class ServiceRow(TypedDict):
    """One seat of the record: from whom, for what, and how it went."""

    id: int
    state: SeatState
    organiser_name: str
    panel_name: str
    challenge_title: str
    invited_at: datetime | None
    until: datetime | None
    handed_in: int
    decline_reason: str
    decline_text: str


class ServiceRecord(TypedDict):
    """All of it in sums, and one page of it; `before` leads to the next."""

    invited: int
    accepted: int
    handed_in: int
    items: list[ServiceRow]
    before: int | None


class Tie(Body):
    """A tie to a unit."""

    kind = serializers.ChoiceField(choices=InterestKind.choices)
    unit_name = serializers.CharField(max_length=120)
    uscc = Code(max_length=24, allow_blank=True, default="")
    starts_on = Day(allow_null=True, default=None)
    ends_on = Day(allow_null=True, default=None)
    note = serializers.CharField(max_length=240, allow_blank=True, default="")


class End(Body):
    """The day on which a tie ended."""

    ends_on = Day()


class Days(Body):
    """From which day until which an expert is away, both included."""

    starts_on = Day()
    ends_on = Day()


def tie(row) -> dict:
    """Return a tie as its expert reads it."""
    return {name: getattr(row, name) for name in TIE}


class Interests(Own):
    """The ties that the caller declared."""

    @extend_schema(tags=["expert"], operation_id="interest_list", responses=answers(items_of(TieRow)))
    def get(self, request):
        return Response({"items": list(interest_access.visible_to(self.viewer).values(*TIE))})

    @extend_schema(tags=["expert"], operation_id="interest_declare", request=Tie, responses=answers(TieRow, 201))
    def post(self, request):
        row = declaring.declare(by=self.viewer, at=now(), **self.validated(Tie))
        return created(tie(row), "expert_interest", row.pk)


class Interest(Own):
    """One tie."""

    @extend_schema(tags=["expert"], operation_id="interest_detail", responses=answers(TieRow))
    def get(self, request, pk):
        return Response(get_object_or_404(interest_access.visible_to(self.viewer).values(*TIE), pk=pk))

    @extend_schema(tags=["expert"], operation_id="interest_remove", responses={204: None})
    def delete(self, request, pk):
        interests.remove(get_object_or_404(interest_access.visible_to(self.viewer), pk=pk), by=self.viewer, at=now())
        return Response(status=204)


class InterestEnd(Own):
    """A tie that ended."""

    @extend_schema(tags=["expert"], operation_id="interest_end", request=End, responses=answers(TieRow))
    def post(self, request, pk):
        row = get_object_or_404(interest_access.visible_to(self.viewer), pk=pk)
        return Response(tie(interests.end(row, by=self.viewer, at=now(), **self.validated(End))))


class Absences(Own):
    """The days on which the caller cannot review."""

    @extend_schema(tags=["expert"], operation_id="absence_list", responses=answers(items_of(AbsenceRow)))
    def get(self, request):
        rows = absence_access.visible_to(self.viewer).values(*ABSENCE)
        return Response({"items": list(rows)})

    @extend_schema(tags=["expert"], operation_id="absence_add", request=Days, responses=answers(AbsenceRow, 201))
    def post(self, request):
        row = absences.add(by=self.viewer, at=now(), **self.validated(Days))
        return created({name: getattr(row, name) for name in ABSENCE}, "expert_absence", row.pk)


class Absence(Own):
    """One absence."""

    @extend_schema(tags=["expert"], operation_id="absence_detail", responses=answers(AbsenceRow))
    def get(self, request, pk):
        return Response(get_object_or_404(absence_access.visible_to(self.viewer).values(*ABSENCE), pk=pk))

    @extend_schema(tags=["expert"], operation_id="absence_remove", responses={204: None})
    def delete(self, request, pk):
        absences.remove(get_object_or_404(absence_access.visible_to(self.viewer), pk=pk), by=self.viewer, at=now())
        return Response(status=204)


class Record(Own):
    """The caller's service record, newest first; `before` is the id of the last seat of the page before."""

    parameters = ("before",)

    @extend_schema(
        tags=["expert"],
        operation_id="service_record",
        parameters=[OpenApiParameter("before", int)],
        responses=answers(ServiceRecord),
    )
    def get(self, request):
        before = whole_of(request, "before")
        rows, following = services(self.viewer, before=before)
        total = summed(self.viewer)
        items = [
            {
                "id": row.seat.pk,
                "state": row.seat.state,
                "organiser_name": row.organiser,
                "panel_name": row.panel,
                "challenge_title": row.challenge,
                "invited_at": row.invited_at,
                "until": row.until,
                "handed_in": row.handed_in,
                "decline_reason": row.decline_reason,
                "decline_text": row.decline_text,
            }
            for row in rows
        ]
        sums = {"invited": total.invited, "accepted": total.accepted, "handed_in": total.handed_in}
        return Response({**sums, "items": items, "before": following})
