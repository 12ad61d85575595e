"""JSON as bytes, quickly: the list's cost is its rows, not its text."""

import json

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


def plain(value):
    """Return what orjson does not know by itself: decimals and lazy sentences as text."""
    if isinstance(value, Promise):
        return str(value)
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
            return orjson.dumps(data, default=plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)
        except orjson.JSONEncodeError:
            # A row of old that holds a number or a text beyond what is taken today is still shown.
            return json.dumps(data, default=plain, ensure_ascii=True).encode()
