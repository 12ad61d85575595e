"""The publicity of a choice over the API."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema

from challenges.award.actions import publicity
from challenges.bulletin.api.notice import NoticeRows
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY
from challenges.core.api.shapes import answers
from challenges.listing.access import challenge as challenge_access
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
