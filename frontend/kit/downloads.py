"""Handing out what people have handed in: always to be saved, never to be shown, whatever it may contain."""

import re

from django.http import FileResponse
from django.utils.http import content_disposition_header

from notifications.clock import day_of

# What no file system takes in a name, or reads as something else.
UNFIT = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')


def saved_as(*words, at, form) -> str:
    """Return the header under whose name a browser saves what we made: what it is, of which call or row, on which day.

    `words` that are empty are left out; `form` is the ending without a dot.
    """
    name = "-".join(UNFIT.sub("_", str(word)) for word in words if word)
    return str(content_disposition_header(True, f"{name}-{day_of(at):%Y-%m-%d}.{form}"))


def evidence(stored, name):
    """A scan as a download under the name that its owner gave it."""
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
