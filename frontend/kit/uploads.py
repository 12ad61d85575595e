"""What arrives from strangers is refused before it lies on the disk.

A body with files is read only on the addresses that take files, and there only after it is known who sends it, that
the form was ours, that the person may add a file to this very thing, and that there is room. Everywhere else a form may
be sent in this encoding, but small, and files in it are dropped unread.
"""

import hashlib
import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import Http404, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.content.incoming import InFlight
from accounts.errors import NotAllowed, Refused
from challenges.core.api.authentication import KEYWORD
from challenges.core.api.problems import problem
from frontend.site.views.errors import answer as page
from notifications.clock import machine
from notifications.typed import whole

API = "/api/"
MULTIPART = "multipart/form-data"
MEGABYTE = 1024 * 1024
# Beside the file itself: the other fields and the boundaries of a form.
AROUND = MEGABYTE
# The token of the form is its first field; it is looked for in this much of the body.
PEEK = 64 * 1024
TOKEN = re.compile(
    rb'\r\n(?:[^\r\n]+\r\n)*?content-disposition: form-data; name="csrfmiddlewaretoken"[^\r\n]*\r\n'
    rb"(?:[^\r\n]+\r\n)*?\r\n([A-Za-z0-9]{32,64})\r\n",
    re.IGNORECASE,
)
RETRY_SECONDS = 60


def takes_files(may: Callable | None = None):
    """Mark a page that takes files. `may(request, **kwargs)` refuses, by raising, whoever may not add one here."""

    def marked(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        vars(inner).update(takes_files=True, may_add_file=may)
        return inner

    return marked


class NoFiles(FileUploadHandler):
    """On an address that takes no files, those that come are dropped unread."""

    def new_file(self, *args, **kwargs):
        raise SkipFile()

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


class CsrfCheck(CsrfViewMiddleware):
    """The same check as for every form, but it says why instead of answering."""

    def _reject(self, request, reason) -> Any:
        return reason


@dataclass
class Peeked:
    """A body whose beginning was looked at: it is given out again first."""

    head: bytes
    rest: Any

    def read(self, size=None) -> bytes:
        if size is None or size < 0:
            head, self.head = self.head, b""
            return head + self.rest.read()
        if self.head:
            piece, self.head = self.head[:size], self.head[size:]
            return piece
        return self.rest.read(size)

    def readline(self, size=None) -> bytes:
        found = b""
        while not found.endswith(b"\n") and (size is None or len(found) < size) and (piece := self.read(1)):
            found += piece
        return found


class UploadMiddleware:
    """Stands innermost, where the acting person is known, and before anything reads the body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("POST", "PUT", "PATCH") or request.content_type != MULTIPART:
            return self.get_response(request)
        view, kwargs = target(request)
        if view is None or not getattr(view, "takes_files", False):
            return self.without_files(request)
        return self.with_files(request, view, kwargs)

    def without_files(self, request):
        """Take a small form in this encoding; anything with more to it is refused unread."""
        if length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("这里不接收文件，没有读取。"))
        request.upload_handlers = [NoFiles(request)]
        return self.get_response(request)

    def with_files(self, request, view, kwargs):
        """Ask everything that can be asked without the body; then let it be read."""
        most = settings.UPLOAD_HARD_LIMIT_MB
        if length(request) > most * MEGABYTE + AROUND:
            said = _("一次最多上传 %(most)s MB，没有接收。请减小文件后再传。") % {"most": most}
            return answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", said)
        if not by_token(request):
            if not request.user.is_authenticated:
                return signed_out(request)
            reason = forged(request, view)
            if reason:
                if request.path.startswith(API):
                    said = _("没有表单令牌或已失效，文件没有接收。请刷新后再试。")
                    return answer(request, HTTPStatus.FORBIDDEN, "csrf", said)
                return import_string(settings.CSRF_FAILURE_VIEW)(request, reason=reason)
            refusal = not_allowed(request, view, kwargs)
            if refusal is not None:
                return refusal
        with InFlight(length(request), sender(request), machine_at=machine()) as busy:
            return answer(request, *busy) if busy is not None else self.get_response(request)


def target(request):
    """Return the view that this address leads to (for the interface: its class), and its arguments."""
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return None, {}
    return getattr(found.func, "cls", found.func), found.kwargs


def length(request) -> int:
    """Return how many bytes the body is said to have; a body without a length is not read at all."""
    return whole(str(request.META.get("CONTENT_LENGTH") or "")) or 0


def by_token(request) -> bool:
    """Return True for a call with a token of its own: the interface asks for it before it reads the body."""
    return request.path.startswith(API) and request.headers.get("Authorization", "").startswith(f"{KEYWORD} ")


def sender(request) -> str:
    """Return by what the uploads of one caller are counted: the person, or the token."""
    if by_token(request):
        return "t" + hashlib.sha256(request.headers["Authorization"].encode()).hexdigest()[:16]
    return f"u{request.acting.user_id}"


def forged(request, view) -> str:
    """Return why this form is not ours, or an empty text. Of the body only the beginning is read, into memory."""
    head = b""
    if settings.CSRF_HEADER_NAME not in request.META:
        while len(head) < PEEK and (piece := request._stream.read(PEEK - len(head))):
            head += piece
            if TOKEN.search(head):
                break
        request._stream = Peeked(head, request._stream)
    found = TOKEN.search(head)
    # Asked of a stand-in that has no body to be read: there the token comes by its header.
    asked = copy(request)
    asked.method, asked.META = "PUT", dict(request.META)
    if found:
        asked.META[settings.CSRF_HEADER_NAME] = found.group(1).decode()
    refused: Any = CsrfCheck(lambda _request: HttpResponse()).process_view(asked, view, (), {})
    return refused or ""


def not_allowed(request, view, kwargs):
    """Return the refusal for whoever may not add a file here, or None."""
    may = getattr(view, "may_add_file", None)
    if may is None:
        return None
    try:
        may(request, **kwargs)
    except Http404:
        return answer(request, HTTPStatus.NOT_FOUND, "not_found", _("没有这一页，或者你不能查看。"))
    except NotAllowed as refused:
        return answer(request, HTTPStatus.FORBIDDEN, "not_allowed", str(refused) or _("这一步不归你办。"))
    except Refused as refused:
        return answer(request, HTTPStatus.CONFLICT, refused.code, str(refused))
    return None


def signed_out(request):
    """Ask for a sign-in. What was typed beside the file is kept for its writer when it is small; no file is read."""
    if request.path.startswith(API):
        return answer(request, HTTPStatus.UNAUTHORIZED, "not_authenticated", _("请先登录。"))
    if length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        request.POST = QueryDict()
    else:
        request.upload_handlers = [NoFiles(request)]
    return redirect_to_login(request.get_full_path())


def answer(request, status, code: str, said: str):
    """Return a refusal as the caller reads it: a page, a bare sentence for a live section, or a problem document."""
    found = problem(int(status), code, said) if request.path.startswith(API) else page(request, int(status), said)
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        found["Retry-After"] = str(RETRY_SECONDS)
    return found
