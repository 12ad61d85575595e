"""Each request has an id, of the caller's choice or ours: it stands in the answer and in every line of the log."""

import logging
import re
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-ID"
# What a caller may choose: it is written into logs.
CHOSEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
NONE = "-"
current: ContextVar[str] = ContextVar("request_id", default=NONE)


class RequestIdMiddleware:
    """Stands before all others, so that whatever they log or refuse has the id."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.headers.get(HEADER, "")
        name = asked if CHOSEN.fullmatch(asked) else uuid4().hex
        before = current.set(name)
        try:
            answer = self.get_response(request)
        finally:
            current.reset(before)
        answer[HEADER] = name
        return answer


class RequestId(logging.Filter):
    """Adds `request_id` to what is logged; `-` outside of requests."""

    def filter(self, record):
        """Let everything pass."""
        record.request_id = current.get()
        return True
