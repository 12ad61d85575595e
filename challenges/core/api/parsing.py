"""The bodies that are sent to us: JSON within bounds, forms without what no database keeps."""

import json

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, parsers, status

from notifications import plain
from notifications.plain import fault_of
from notifications.typed import whole

# Digits of a number that are still read; what is longer is no number of ours anyway, and reading it costs time.
DIGITS = 40
BEYOND = 10**DIGITS
SENTENCES = {
    plain.TOO_DEEP: gettext_lazy("嵌套太深，不能保存。"),
    plain.TOO_MANY: gettext_lazy("内容太多，不能一次提交。"),
    plain.BAD_NUMBER: gettext_lazy("数值超出可以保存的范围。"),
    plain.BAD_TEXT: gettext_lazy("含有不能保存的字符。"),
    plain.BAD_KEY: gettext_lazy("字段名太长，或含有不能保存的字符。"),
    plain.UNKNOWN: gettext_lazy("含有不能保存的内容。"),
}


class TooLarge(exceptions.APIException):
    """A body over the limit (413)."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class Charset(exceptions.UnsupportedMediaType):
    """A body in another encoding than UTF-8 (415)."""

    default_code = "charset"


def too_large() -> TooLarge:
    """Return the refusal of a body over the limit."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
    return TooLarge(_("提交的内容太大，最多 %(most)s KB。") % {"most": most})


def sentence_of(code: str) -> str:
    """Return why a value cannot be kept, in words."""
    return str(SENTENCES[code])


def require_storable(data) -> None:
    """Refuse data that could not be kept or shown again (422), naming the first place."""
    fault = fault_of(data)
    if fault is not None:
        raise exceptions.ValidationError({fault.path: [exceptions.ErrorDetail(sentence_of(fault.code), fault.code)]})


def digits(text: str) -> int:
    """Return a whole number of JSON; one that is too long becomes one that no bound allows."""
    return int(text) if len(text) <= DIGITS else BEYOND


def once_each(pairs) -> dict:
    """Return an object of JSON; the same name twice is ambiguous and refused."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def no_number(word: str):
    """Refuse NaN and the infinities, which are no JSON."""
    raise ValueError(word)


class JSONParser(parsers.BaseParser):
    """application/json in UTF-8, of bounded size, depth and numbers."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        """Return the body as plain data. Raises ParseError (400), ValidationError (422), TooLarge (413)."""
        request = parser_context["request"]
        charset = request.content_params.get("charset", "utf-8") if hasattr(request, "content_params") else "utf-8"
        if charset.lower().replace("-", "") != "utf8":
            raise Charset(media_type, _("请求体须用 UTF-8 编码。"))
        if length_of(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise too_large()
        try:
            text = stream.read().decode("utf-8-sig")
            data = json.loads(text, parse_int=digits, parse_constant=no_number, object_pairs_hook=once_each)
        except RecursionError as error:
            raise exceptions.ParseError(_("JSON 嵌套太深，无法读取。")) from error
        except ValueError as error:
            raise exceptions.ParseError(_("请求体不是可以读取的 JSON。")) from error
        require_storable(data)
        return data


def length_of(request) -> int:
    """Return how many octets the caller announced."""
    return whole(str(request.META.get("CONTENT_LENGTH") or "")) or 0


class FormParser(parsers.FormParser):
    """A form's fields, within the same limits as on a page."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return the fields. Raises TooLarge (413), ValidationError (422)."""
        if length_of(parser_context["request"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise too_large()
        found = QueryDict(stream.read(), encoding="utf-8")
        require_storable(dict(found.lists()))
        return found


class MultiPartParser(parsers.MultiPartParser):
    """A form with files."""

    def parse(self, stream, media_type=None, parser_context=None):
        """Return the fields and files. Raises ParseError (400), ValidationError (422)."""
        found = super().parse(stream, media_type, {**(parser_context or {}), "encoding": "utf-8"})
        require_storable(dict(found.data.lists()))
        return found
