"""Calls to servers of others while a person waits: each has a last moment and a largest answer."""

import threading
from typing import Any

import requests

CONNECT_SECONDS, SILENT_SECONDS = 3, 5
# For one call altogether, however slowly its answer drips.
SECONDS = 8
MOST_BYTES = 512 * 1024


class BoundedSession(requests.Session):
    """Sessions of `requests` whose calls end in time. All that goes wrong is a `requests.RequestException`."""

    def request(self, method, url, *args, **options):
        """Return the answer, its body read; raises Timeout after `SECONDS`, and RequestException for what is too large.

        A time-out of sockets counts the silence between two bytes, so the whole call is watched from beside it.
        """
        options |= {"timeout": (CONNECT_SECONDS, SILENT_SECONDS), "stream": True}
        found: list[Any] = []

        def call():
            try:
                found.append(whole(super(BoundedSession, self).request(method, url, *args, **options)))
            except Exception as problem:
                found.append(problem)

        caller = threading.Thread(target=call, daemon=True)
        caller.start()
        caller.join(SECONDS)
        if not found:
            raise requests.Timeout(f"no whole answer within {SECONDS} s")
        if isinstance(found[0], requests.RequestException):
            raise found[0]
        if isinstance(found[0], Exception):
            raise requests.RequestException(str(found[0])) from found[0]
        return found[0]


def whole(response: requests.Response) -> requests.Response:
    """Read an answer's body, up to the largest that is taken."""
    body = bytearray()
    for piece in response.iter_content(16 * 1024):
        body += piece
        if len(body) > MOST_BYTES:
            response.close()
            raise requests.exceptions.ContentDecodingError("the answer is too large")
    response._content, response._content_consumed = bytes(body), True
    return response
