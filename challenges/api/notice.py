"""Public notices and objections over the API."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from challenges.access import challenge as challenge_access
from challenges.access import notice as notice_access
from challenges.access import objection as objection_access
from challenges.actions import notice as notices
from challenges.actions import objection as objections
from challenges.models import NoticeKind
from challenges.queries.provisional import provisional
from challenges.states.notice import NoticeState
from challenges.states.objection import ObjectionState
from notifications.clock import now

from . import award_bodies, filters
from .filters import Filter
from .idempotency import once
from .resource import KEY, DetailEndpoint, ListEndpoint, described

NOTICE_FILTERS = {
    "kind": Filter("kind__in", filters.one_of(NoticeKind)),
    "state": Filter("state__in", filters.one_of(NoticeState)),
    "challenge": Filter("items__challenge_id", filters.whole),
}
OBJECTION_FILTERS = {
    "state": Filter("state__in", filters.one_of(ObjectionState)),
    "challenge": Filter("challenge_id", filters.whole),
}


@described("notice", "notice_list", "Public notices", NOTICE_FILTERS)
class NoticeList(ListEndpoint):
    columns = ("id", "state", "kind", "number", "title", "dated", "posted_at", "publicity_ends_at", "updated_at")
    filters = NOTICE_FILTERS

    def rows(self):
        """Return the notices the caller may read."""
        return notice_access.visible_to(self.viewer)


class NoticeRows(DetailEndpoint):
    """What all endpoints of one notice share."""

    def visible(self):
        """Return the notices the caller may read."""
        return notice_access.visible_to(self.viewer).select_related("issuer")

    def show(self, row):
        """Return the notice word for word."""
        fields = ("id", "state", "kind", "number", "title", "body", "dated", "posted_at", "publicity_ends_at")
        body = {name: getattr(row, name) for name in (*fields, "contact_name", "contact_phone", "contact_email")}
        body["issuer"] = {"id": row.issuer_id, "name": row.issuer.name}
        body["provisional"] = provisional(body)
        body["challenges"] = list(row.items.values_list("challenge_id", flat=True).distinct())
        return body


@described("notice", "notice_detail", "One notice")
class NoticeDetail(NoticeRows):
    """One notice."""


class PublicityDraft(NoticeRows):
    """Draft the publicity of what the lead firm chose."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["notice"],
        operation_id="publicity_draft",
        request=None,
        responses={201: OpenApiTypes.OBJECT},
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        return once(
            request,
            lambda: self.answer(notices.prepare(challenge, by=self.viewer, at=now()), status_code=201),
        )


@described("objection", "objection_list", "Objections the caller may read", OBJECTION_FILTERS)
class ObjectionList(ListEndpoint):
    columns = ("id", "state", "number", "challenge_id", "filed_at", "due_at", "updated_at")
    filters = OBJECTION_FILTERS

    def rows(self):
        """Return the objections the caller may read."""
        return objection_access.visible_to(self.viewer)


class ObjectionRows(DetailEndpoint):
    """What all endpoints of one objection share."""

    def visible(self):
        """Return the objections the caller may read."""
        return objection_access.visible_to(self.viewer).select_related("challenge")

    def show(self, row):
        """Return the objection."""
        fields = ("id", "state", "number", "name", "text", "remedy", "filed_at", "due_at", "decision", "decided_at")
        body = {name: getattr(row, name) for name in fields} | {"challenge": row.challenge_id}
        return body | {"provisional": provisional(body)}


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
        responses={201: OpenApiTypes.OBJECT},
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        data = self.validated(award_bodies.Objection)
        return once(
            request,
            lambda: self.answer(objections.file(challenge, by=self.viewer, at=now(), **data), status_code=201),
        )
