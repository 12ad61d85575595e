"""The notices of a call over the API: its own, and one that publishes several of its challenges."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from challenges.bulletin.api.notice import NoticeRows
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY
from challenges.core.api.shapes import answers
from challenges.core.api.typed import Body, Moment, Whole
from challenges.listing.actions import batch_notice, publication
from challenges.listing.api.batch import own
from notifications.clock import now


class ChallengePicks(Body):
    """Which challenges of a call one notice is about."""

    challenge_ids = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=500, source="picks")


class PublicationPicks(ChallengePicks):
    """The challenges that one notice publishes, and their window; without dates each has its own."""

    opens_at = Moment(required=False, allow_null=True, default=None)
    closes_at = Moment(required=False, allow_null=True, default=None)


class CallNotice(NoticeRows):
    """Draft the notice of a call; it is edited and posted as every notice is."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["notice"],
        operation_id="call_notice_draft",
        request=None,
        responses=answers(NoticeRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        batch = own(self.viewer, pk)
        return once(
            request, lambda: self.answer(batch_notice.prepare(batch, by=self.viewer, at=now()), status_code=201)
        )


class CallPublication(NoticeRows):
    """Draft one notice that publishes several challenges; they are published when a second person posts it."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["notice"],
        operation_id="call_publication_draft",
        request=PublicationPicks,
        responses=answers(NoticeRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        data, batch = self.validated(PublicationPicks), own(self.viewer, pk)
        return once(
            request, lambda: self.answer(publication.prepare(batch, by=self.viewer, at=now(), **data), status_code=201)
        )
