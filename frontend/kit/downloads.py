"""Handing out what people have handed in: always to be saved, never to be shown, whatever it may contain."""

from django.http import FileResponse


def evidence(stored, name):
    """A scan as a download under the name that its owner gave it."""
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
