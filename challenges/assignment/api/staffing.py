"""Plans of a batch's panels over the API: ask, revise, apply, void."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from challenges.assignment.access import staffing as access
from challenges.assignment.actions import staffing as staffings
from challenges.assignment.api.plan import EDITED, PLAN, SeatPin, pinned
from challenges.assignment.models import Staffing
from challenges.assignment.states.staffing import StaffingState
from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, Nothing, Transition, described
from challenges.core.api.shapes import answers, row_of
from challenges.core.api.typed import Body, Whole
from challenges.listing.models import Batch
from notifications.clock import now

STAFFING_FILTERS = {
    "state": Filter("state__in", filters.one_of(StaffingState)),
    "batch_id": Filter("batch_id", filters.whole),
}


class Edit(Body):
    """An expert who must or must not sit on a panel, and why."""

    expert_id = Whole(min_value=1, source="expert")
    panel_id = Whole(min_value=1, source="panel")
    reason = serializers.CharField(max_length=240)


class Edits(Body):
    """All edits that hold from now on."""

    pins = Edit(many=True, default=list)
    bans = Edit(many=True, default=list)


def revise(row, *, by, at, pins, bans):
    """The organiser changes the plan, and it is solved again."""
    edits = [[(one["expert"], one["panel"], one["reason"]) for one in rows] for rows in (pins, bans)]
    return staffings.revise(row, by=by, at=at, pins=edits[0], bans=edits[1])


STAFFING = (
    Transition("revise", "revision", revise, Edits),
    Transition("apply", "application", staffings.apply),
    Transition("void", "voiding", staffings.void, bodies.Reason),
)


@described("staffing", "staffing_list", "Plans of panels the caller may know of")
class StaffingList(ListEndpoint):
    columns = PLAN
    shape = row_of("StaffingRow", Staffing, PLAN)
    filters = STAFFING_FILTERS

    def rows(self):
        """Return the plans the caller may see."""
        return access.visible_to(self.viewer)


class StaffingRows(DetailEndpoint):
    """What all endpoints of one plan share."""

    shape = row_of("StaffingDetail", Staffing, ("id", "state"), pins=list[SeatPin], bans=list[SeatPin], **EDITED)

    def visible(self):
        """Return the plans the caller may see."""
        return access.visible_to(self.viewer).select_related("batch")

    def show(self, row):
        """Return the plan with its pairs, reasons, bound and hash; empty until it is solved."""
        return {
            "id": row.pk,
            "batch_id": row.batch_id,
            "state": row.state,
            "panel_ids": row.panels,
            "pins": pinned(row.pins, "panel_id"),
            "bans": pinned(row.bans, "panel_id"),
            "result": row.result or None,
            "error": row.error.get("code"),
        }


@described("staffing", "staffing_detail", "One plan of panels")
class StaffingDetail(StaffingRows):
    """One plan."""


class StaffingCreate(StaffingRows):
    """Ask for a plan for all panels of a batch."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["staffing"],
        operation_id="staffing_create",
        request=Nothing,
        responses=answers(StaffingRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        own = Batch.objects.filter(organiser_id=self.viewer.organisation_id, organiser__isnull=False)
        batch = get_object_or_404(own, pk=pk)
        return once(request, lambda: self.answer(staffings.ask(batch, by=self.viewer, at=now()), status_code=201))
