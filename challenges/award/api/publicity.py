"""The publicity of a choice, or of several of a call, over the API."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema

from challenges.award.actions import publicity, result_notice
from challenges.bulletin.api.notice import NoticeRows
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY
from challenges.core.api.shapes import answers
from challenges.listing.access import challenge as challenge_access
from challenges.listing.api.batch import own
from challenges.listing.api.batch_notice import ChallengePicks
from notifications.clock import now


class PublicityDraft(NoticeRows):
    """Draft the publicity of what the lead firm chose."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["notice"],
        operation_id="publicity_draft",
        request=None,
        responses=answers(NoticeRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        return once(
            request,
            lambda: self.answer(publicity.prepare(challenge, by=self.viewer, at=now()), status_code=201),
        )


class CallPublicity(NoticeRows):
    """Draft one publicity of what was decided on several challenges of a call."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["notice"],
        operation_id="call_publicity_draft",
        request=ChallengePicks,
        responses=answers(NoticeRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        data, batch = self.validated(ChallengePicks), own(self.viewer, pk)
        return once(
            request,
            lambda: self.answer(publicity.prepare_many(batch, by=self.viewer, at=now(), **data), status_code=201),
        )


class CallResult(NoticeRows):
    """Draft one notice of the results of several challenges of a call."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["notice"],
        operation_id="call_result_draft",
        request=ChallengePicks,
        responses=answers(NoticeRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        data, batch = self.validated(ChallengePicks), own(self.viewer, pk)
        return once(
            request,
            lambda: self.answer(result_notice.prepare(batch, by=self.viewer, at=now(), **data), status_code=201),
        )
