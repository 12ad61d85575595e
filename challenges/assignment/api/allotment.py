"""Plans of who reviews what over the API: ask, revise, apply, void."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from challenges.assignment.access import allotment as access
from challenges.assignment.actions import allotment as allotments
from challenges.assignment.api.plan import EDITED, PLAN, PairPin, pinned
from challenges.assignment.models import Allotment
from challenges.assignment.states.allotment import AllotmentState
from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, Transition, described, named
from challenges.core.api.shapes import answers, row_of
from challenges.core.api.typed import Body, Whole
from challenges.listing.models import Batch
from challenges.review.access.review import panels_visible_to
from notifications.clock import now

ALLOTMENT_FILTERS = {
    "state": Filter("state__in", filters.one_of(AllotmentState)),
    "batch_id": Filter("batch_id", filters.whole),
}


class Asked(Body):
    """For which panels (none: all that are ready), and whether the topics of proposals are to be covered."""

    panel_ids = serializers.ListField(child=Whole(min_value=1), default=list, max_length=200, source="panels")
    cover = serializers.BooleanField(default=False)


class PairEdit(Body):
    """An expert who must or must not review a proposal, and why."""

    expert_id = Whole(min_value=1, source="expert")
    proposal_id = Whole(min_value=1, source="proposal")
    reason = serializers.CharField(max_length=240)


class PairEdits(Body):
    """All edits that hold from now on."""

    pins = PairEdit(many=True, default=list)
    bans = PairEdit(many=True, default=list)


def revise(row, *, by, at, pins, bans):
    """The organiser changes the plan, and it is solved again."""
    edits = [[(one["expert"], one["proposal"], one["reason"]) for one in rows] for rows in (pins, bans)]
    return allotments.revise(row, by=by, at=at, pins=edits[0], bans=edits[1])


ALLOTMENT = (
    Transition("revise", "revision", revise, PairEdits),
    Transition("apply", "application", allotments.apply),
    Transition("void", "voiding", allotments.void, bodies.Reason),
)


@described("allotment", "allotment_list", "Plans of who reviews what the caller may know of")
class AllotmentList(ListEndpoint):
    columns = PLAN
    shape = row_of("AllotmentRow", Allotment, PLAN)
    filters = ALLOTMENT_FILTERS

    def rows(self):
        """Return the plans the caller may see."""
        return access.visible_to(self.viewer)


class AllotmentRows(DetailEndpoint):
    """What all endpoints of one plan share."""

    shape = row_of(
        "AllotmentDetail", Allotment, ("id", "state"), cover=bool, pins=list[PairPin], bans=list[PairPin], **EDITED
    )

    def visible(self):
        """Return the plans the caller may see."""
        return access.visible_to(self.viewer).select_related("batch")

    def show(self, row):
        """Return the plan with its pairs, reasons, findings, bound and hash; empty until it is solved."""
        return {
            "id": row.pk,
            "batch_id": row.batch_id,
            "state": row.state,
            "panel_ids": row.panels,
            "cover": row.cover,
            "pins": pinned(row.pins, "proposal_id"),
            "bans": pinned(row.bans, "proposal_id"),
            "result": row.result or None,
            "error": row.error.get("code"),
        }


@described("allotment", "allotment_detail", "One plan of who reviews what")
class AllotmentDetail(AllotmentRows):
    """One plan."""


class AllotmentCreate(AllotmentRows):
    """Ask who shall review what on panels of a batch."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["allotment"],
        operation_id="allotment_create",
        request=Asked,
        responses=answers(AllotmentRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        own = Batch.objects.filter(organiser_id=self.viewer.organisation_id, organiser__isnull=False)
        batch = get_object_or_404(own, pk=pk)
        data = self.validated(Asked)
        panels = panels_visible_to(self.viewer).filter(challenge__batch=batch)
        for place, one in enumerate(data["panels"]):
            named(panels, one, f"panel_ids.{place}")
        return once(
            request,
            lambda: self.answer(allotments.ask(batch, by=self.viewer, at=now(), **data), status_code=201),
        )
