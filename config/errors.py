"""The last word on a request that failed: a problem document under /api/, a page in the reader's language elsewhere.

What is raised in a view, in a middleware or before either ends here; no other place makes an answer of a failure.
"""

import sys

from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from accounts.content.incoming import no_room
from challenges.core.api import problems
from config.faults import passes
from frontend.site.views import errors as pages

API = "/api/"
# After so many seconds a request that met a busy database may come again.
RETRY_AFTER = 5
# A full disk is not emptied in seconds.
ROOM_AFTER = 60


def for_programs(request) -> bool:
    """Return True when the address belongs to the interface for programs."""
    return f"{request.path_info}/".startswith(API)


def bad_request(request, exception=None):
    """400, or 413 for what is too large."""
    return problems.of_bad_request(exception) if for_programs(request) else pages.bad_request(request, exception)


def forbidden(request, exception=None):
    """403."""
    if for_programs(request):
        return problems.problem(403, "not_allowed", _("你没有办理这一步的权限。"))
    return pages.forbidden(request, exception)


def stale_form(request, reason=""):
    """403 of the cross-site check."""
    if for_programs(request):
        return problems.problem(403, "csrf", _("缺少或不符的 CSRF 令牌，没有办理。"))
    return pages.stale_form(request, reason)


def not_found(request, exception=None):
    """404."""
    if for_programs(request):
        return problems.problem(404, "not_found", _("没有找到。"))
    return pages.not_found(request, exception)


def wrong_method(request, allowed):
    """405, with what the address takes."""
    if not for_programs(request):
        return pages.wrong_method(request, allowed)
    found = problems.problem(405, "method_not_allowed", _("这个地址不接受这种请求方法。"))
    found["Allow"] = ", ".join(allowed)
    return found


def broken(request):
    """500 for a fault of ours; 503 when the database is locked or gone, for then nothing is wrong with the request."""
    problem = sys.exception()
    if no_room(problem):
        return full(request)
    if passes(problem):
        return unavailable(request)
    if isinstance(problem, UnreadablePostError):
        # The sender went away in the middle of it; there is nobody left to read the answer.
        return bad_request(request, problem)
    if for_programs(request):
        return problems.problem(500, "server_error", _("服务器出错，这一步没有办成，已记录。"))
    return pages.broken(request)


def full(request):
    """507: a disk is full, ours or the database's; nothing is half done. Asks the database nothing."""
    if for_programs(request):
        words = _("服务器的存储空间已满，这一步没有办成，什么也没有改动。请稍后再试，或告知平台运营。")
        found = problems.problem(507, "no_room", words)
    else:
        found = pages.full(request)
    found["Retry-After"] = str(ROOM_AFTER)
    return found


def unavailable(request):
    """503, and when to come again. Asks the database nothing."""
    if for_programs(request):
        words = _("系统正忙或数据库暂时不可用，这一步没有办成，什么都没有改动。请过几秒再试。")
        found = problems.problem(503, "unavailable", words)
    else:
        found = pages.unavailable(request)
    found["Retry-After"] = str(RETRY_AFTER)
    return found
