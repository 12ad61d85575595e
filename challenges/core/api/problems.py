"""Errors as problem documents (RFC 9457): what is wrong, for a person and for a program."""

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.views import set_rollback

from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from notifications.fields import Unstorable

CONTENT_TYPE = "application/problem+json"
# What a visitor is asked for who may not do what they tried.
SCHEME = "Bearer"


class Precondition(exceptions.APIException):
    """A change was sent without the version it was made for (428)."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"


class BadQuery(exceptions.APIException):
    """A query parameter is unknown or does not parse (400)."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_query"

    def __init__(self, detail=None, code=None, *, field: str = ""):
        super().__init__(detail, code)
        self.field = field


def problem(status_code: int, code: str, title: str, *, errors=(), **more) -> HttpResponse:
    """Return a problem document. `errors` lists `{field, message, code}`; `more` are further members."""
    body = {"type": f"urn:jiebang:problem:{code}", "title": str(title), "status": status_code, "code": code, **more}
    if errors:
        body["errors"] = list(errors)
    return JsonResponse(body, status=status_code, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def flatten(detail, path=""):
    """Yield `{field, message, code}` for every leaf of a serializer's error tree."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from flatten(value, ".".join(part for part in (path, name) if part))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            inner = f"{path}.{index}" if isinstance(value, dict | list) else path
            yield from flatten(value, inner)
    else:
        yield {"field": path, "message": str(detail), "code": getattr(detail, "code", "invalid")}


def of_failure(exc, sent=None):
    """Return the problem document of what an action raised, or None for anything else.

    `sent` is the body that was read, which knows under which name a caller sends what the domain speaks of.
    """
    if isinstance(exc, NotAllowed):
        return problem(403, exc.code, str(exc) or _("你没有办理这一步的权限。"))
    if isinstance(exc, LostUpdate):
        return problem(412, "lost_update", _("内容已被他人更新，请重新读取后再改。"), current=exc.current)
    if isinstance(exc, Refused):
        return problem(409, exc.code, exc.message, **exc.more)
    if isinstance(exc, Invalid):
        spelt = sent.spelt if sent is not None else str
        errors = [{"field": spelt(p.field), "message": str(p.message), "code": p.code} for p in exc.problems]
        return problem(422, "invalid", _("所填内容有误，请按各字段的说明改正。"), errors=errors)
    return None


def handler(exc, context):
    """Translate every exception of an endpoint into a problem document; None lets a fault of ours be a 500."""
    if isinstance(exc, NotAllowed | PermissionDenied) and not context["request"].user.is_authenticated:
        exc = exceptions.NotAuthenticated()
        exc.auth_header = SCHEME
    found = of_failure(exc, getattr(context["view"], "sent", None))
    if found is None:
        found = of_framework(exc)
    if found is not None:
        set_rollback()
    return found


def of_framework(exc):
    """Return the problem document of what Django or the framework raised, or None for a fault of ours."""
    if isinstance(exc, Http404):
        return problem(404, "not_found", _("没有找到。"))
    if isinstance(exc, BadRequest | SuspiciousOperation):
        return of_bad_request(exc)
    if isinstance(exc, PermissionDenied):
        return problem(403, "not_allowed", _("你没有办理这一步的权限。"))
    if isinstance(exc, ValidationError):
        errors = [{"field": "", "message": message, "code": "invalid"} for message in exc.messages]
        return problem(422, "invalid", _("所填内容有误，请按各字段的说明改正。"), errors=errors)
    if isinstance(exc, exceptions.ValidationError):
        errors = list(flatten(exc.detail))
        return problem(422, "invalid", _("所填内容有误，请按各字段的说明改正。"), errors=errors)
    if not isinstance(exc, exceptions.APIException):
        return None
    code = getattr(exc.detail, "code", exc.default_code)
    named = getattr(exc, "field", "")
    errors = [{"field": named, "message": str(exc.detail), "code": code}] if named else []
    found = problem(exc.status_code, code, str(exc.detail), errors=errors)
    if header := getattr(exc, "auth_header", None):
        found["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        found["Retry-After"] = str(int(wait) + 1)
    return found


def of_bad_request(exc=None):
    """Return the problem document of a request that cannot be taken as it is: too large, too much, unreadable."""
    if isinstance(exc, RequestDataTooBig):
        return problem(413, "too_large", _("提交的内容太大。"))
    if isinstance(exc, TooManyFieldsSent | TooManyFilesSent):
        return problem(413, "too_many_fields", _("一次提交的字段太多。"))
    if isinstance(exc, Unstorable):
        errors = [{"field": exc.name, "message": _("含有不能保存的内容。"), "code": exc.fault.code}]
        return problem(422, "invalid", _("所填内容有误，请按各字段的说明改正。"), errors=errors)
    return problem(400, "bad_request", _("看不懂这个请求。"))
