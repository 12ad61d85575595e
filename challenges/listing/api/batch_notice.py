"""The notice of a call over the API."""

from drf_spectacular.utils import extend_schema

from challenges.bulletin.api.notice import NoticeRows
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY
from challenges.core.api.shapes import answers
from challenges.listing.actions import batch_notice
from challenges.listing.api.batch import own
from notifications.clock import now


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
