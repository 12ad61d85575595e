"""Objections over the API."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema

from challenges.award.access import objection as access
from challenges.award.actions import objection as objections
from challenges.award.api import award_bodies
from challenges.award.models import Objection
from challenges.award.states.objection import ObjectionState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, described
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.queries.provisional import provisional
from challenges.files.api.attachment import attachments_view
from challenges.listing.access import challenge as challenge_access
from notifications.clock import now

FILTERS = {
    "state": Filter("state__in", filters.one_of(ObjectionState)),
    "challenge_id": Filter("challenge_id", filters.whole),
}


COLUMNS = ("id", "state", "number", "challenge_id", "filed_at", "due_at", "updated_at")
SHOWN = ("id", "state", "number", "name", "text", "remedy", "filed_at", "due_at", "decision", "decided_at")


@described("objection", "objection_list", "Objections the caller may read")
class ObjectionList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("ObjectionRow", Objection, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the objections the caller may read."""
        return access.visible_to(self.viewer)


class ObjectionRows(DetailEndpoint):
    """What all endpoints of one objection share."""

    shape = row_of("ObjectionDetail", Objection, SHOWN, challenge_id=int, provisional=list[str], can=list[Act])

    def visible(self):
        """Return the objections the caller may read."""
        return access.visible_to(self.viewer).select_related("challenge")

    def show(self, row):
        """Return the objection."""
        body = {name: getattr(row, name) for name in SHOWN} | {"challenge_id": row.challenge_id}
        return body | {"provisional": provisional(body)}


ObjectionFiles = attachments_view(ObjectionRows, "objection")


@described("objection", "objection_detail", "One objection")
class ObjectionDetail(ObjectionRows):
    """One objection."""


class ObjectionCreate(ObjectionRows):
    """File an objection against the publicity of a challenge."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["objection"],
        operation_id="objection_create",
        request=award_bodies.Objection,
        responses=answers(ObjectionRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        data = self.validated(award_bodies.Objection)
        return once(
            request,
            lambda: self.answer(objections.file(challenge, by=self.viewer, at=now(), **data), status_code=201),
        )
