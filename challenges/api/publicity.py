"""The publicity of a choice over the API."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from challenges.access import challenge as challenge_access
from challenges.actions import publicity
from notifications.clock import now

from .idempotency import once
from .notice import NoticeRows
from .resource import KEY


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
            lambda: self.answer(publicity.prepare(challenge, by=self.viewer, at=now()), status_code=201),
        )
