"""JSON as bytes, quickly: the list's cost is its rows, not its text."""

import json
from datetime import datetime
from decimal import Decimal

import orjson
from rest_framework.renderers import BaseRenderer

from notifications.clock import written

OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z
# How a time that was just reckoned in China's zone would be written; once stored, it comes in UTC.
CHINAS = b'+08:00"'


def plain(value):
    """Return what orjson does not know by itself: decimals and lazy sentences as text, times in UTC.

    Decimals are written out: nought with ten places would be `0E-10`, which no description of ours allows.
    """
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return written(value)
    return str(value)


class JSONRenderer(BaseRenderer):
    """application/json, UTF-8."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Return the answer's body as bytes."""
        if data is None:
            return b""
        try:
            written = orjson.dumps(data, default=plain, option=OPTIONS)
            if CHINAS in written:
                written = orjson.dumps(data, default=plain, option=OPTIONS | orjson.OPT_PASSTHROUGH_DATETIME)
            return written
        except orjson.JSONEncodeError:
            # A row of old that holds a number or a text beyond what is taken today is still shown.
            return json.dumps(data, default=plain, ensure_ascii=True).encode()
