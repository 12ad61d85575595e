"""Files: handed out as downloads, added to their owners, taken away, and opened to readers."""

from types import SimpleNamespace

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.errors import Invalid, Problem
from challenges.core.api import bodies
from challenges.core.api.resource import DetailEndpoint, Endpoint, created
from challenges.core.api.shapes import answers, items_of
from challenges.files import actions as files
from challenges.files.access import READERS, loadable_by, visible_to
from challenges.files.actions import stored_at
from challenges.files.api.file_body import FileRow, file_body, files_of
from notifications.clock import now

DOWNLOAD = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
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
    """A file as a download, for those who may load it; and its removal, by those who may add files beside it."""

    @extend_schema(tags=["attachment"], operation_id="attachment_download", responses=DOWNLOAD)
    def get(self, request, pk):
        return handed_out(get_object_or_404(loadable_by(self.viewer), pk=pk))

    @extend_schema(
        tags=["attachment"],
        operation_id="attachment_remove",
        request=None,
        responses={204: None},
        summary="Take a file away, whatever the check says of it",
    )
    def delete(self, request, pk):
        files.remove(get_object_or_404(visible_to(self.viewer), pk=pk), by=self.viewer, at=now)
        return Response(status=204)


class Readers(Endpoint):
    """Who of consortium, lead firm and experts reads a file of a proposal."""

    @extend_schema(
        tags=["attachment"],
        operation_id="attachment_readers",
        request=bodies.Readers,
        responses=answers(FileRow),
        summary="Say who besides the organiser reads this file",
    )
    def put(self, request, pk):
        file = get_object_or_404(visible_to(self.viewer), pk=pk)
        chosen = self.validated(bodies.Readers)["readers"]
        return Response(file_body(files.open_to(file, by=self.viewer, at=now, readers=chosen)))


FILE = {
    "multipart/form-data": {
        "type": "object",
        "required": ["file", "kind"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "kind": {"type": "string"},
            "readers": {"type": "array", "items": {"type": "string", "enum": list(READERS)}},
        },
    }
}


def attachments_view(rows: type[DetailEndpoint], noun: str):
    """Return the endpoint of one owner's files: the list with their states, and the adding of one.

    The interface of each owner declares its own, of the `rows` that it shows.
    """

    # The base is known when it runs, not to whoever reads the types.
    class View(rows):  # type: ignore[misc]
        http_method_names = ["get", "post", "options"]
        parser_classes = [MultiPartParser]
        # The caller and the right are asked before the body is read: here for a session, in `post` for a token.
        takes_files = True

        @staticmethod
        def may_add_file(request, pk):
            asked = rows()
            asked.request = SimpleNamespace(_request=request)
            files.require_right(asked.fetch(pk), request.acting)

        @extend_schema(
            tags=["attachment"], operation_id=f"{noun}_attachment_list", responses=answers(items_of(FileRow))
        )
        def get(self, request, pk):
            return Response({"items": files_of(self.viewer, self.fetch(pk))})

        @extend_schema(
            tags=["attachment"],
            operation_id=f"{noun}_attachment_add",
            request=FILE,
            responses=answers(FileRow, 201),
        )
        def post(self, request, pk):
            owner = self.fetch(pk)
            files.require_right(owner, self.viewer)
            sent = request.FILES.get("file")
            if sent is None:
                raise Invalid([Problem("file", _("请先选择文件。"), "required")])
            readers = request.data.getlist("readers") if "readers" in request.data else READERS
            kind = request.data.get("kind", "")
            made = files.attach(owner, sent, kind=kind, by=self.viewer, at=now, readers=readers)
            return created(file_body(made), "attachment", made.pk)

    View.__name__ = View.__qualname__ = f"{noun.capitalize()}Attachments"
    return View.as_view()
