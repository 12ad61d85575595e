"""Handing a file out: always as a download, never shown in the browser of whoever opens it."""

from django.http import FileResponse

from challenges.actions.attachment import stored_at

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
