"""Handing a file out: always as a download, never shown in the browser of whoever opens it."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from challenges.access.attachment import visible_to
from challenges.actions.attachment import stored_at

from .resource import Endpoint

# Should a browser show it after all, nothing in it runs and nothing is fetched.
POLICY = "default-src 'none'; sandbox"


def handed_out(attachment) -> FileResponse:
    """Return the answer that carries a stored file. The caller has fetched it through `visible_to`."""
    answer = FileResponse(
        stored_at(attachment.sha256).open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    answer["Content-Length"] = attachment.size
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    answer["ETag"] = f'"{attachment.sha256}"'
    return answer


class Download(Endpoint):
    """A file as a download, for those who may load it."""

    @extend_schema(tags=["attachment"], operation_id="attachment_download", responses={200: OpenApiTypes.BINARY})
    def get(self, request, pk):
        return handed_out(get_object_or_404(visible_to(self.viewer), pk=pk))
