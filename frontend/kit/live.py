"""Between a page's script and the server: who is meant, what an answer means, and no address without a way on.

The script (autosave.js and sending.js) sends every form of the product; what it needs to know of an answer stands in
headers, so that nothing typed is ever replaced by a page that was meant for a navigation.
"""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.messages import ERROR
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from frontend.kit import ways
from frontend.kit.scripted import ENDED, FACTOR, GO, OTHER, PERSON, REFUSED, SENDING, SESSION, is_live
from frontend.site.views import errors

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# Interfaces and pages that are not ours answer for themselves.
ACCOUNT = "/accounts/"
NOT_OURS = ("/api/", "/admin/", "/static/", "/healthz", "/readyz")
# How many sendings of one session are remembered, so that one that was answered into the void is not done twice.
REMEMBERED = 20
DONE = "sendings_done"


class LiveMiddleware:
    """Stands after authentication and before the second factor; everything inside it may redirect and refuse."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(NOT_OURS):
            return self.get_response(request)
        if request.headers.get("HX-History-Restore-Request") == "true":
            # Back to an address whose page is gone: the whole page is wanted, whatever views answer to htmx.
            request.META.pop("HTTP_HX_REQUEST", None)
            del request.headers
        response = self.get_response(request)
        if response.status_code == 405:
            return allowed(request, response)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return self.translated(request, response)

    def process_view(self, request, view, args, kwargs):
        """Lead who opens an address that only takes forms to its page; stop what was written by somebody else."""
        if request.path.startswith(NOT_OURS):
            return None
        if request.method == "OPTIONS":
            return options(view)
        if request.method in ("GET", "HEAD") and getattr(view, "post_only", False):
            return redirect(ways.page_of(request.acting, request.resolver_match, request.path))
        if request.method == "POST" and is_live(request):
            return stop(request)
        return None

    def translated(self, request, response):
        """Say in headers what a redirect means to a script; a form without one is told that nothing was lost."""
        live = is_live(request)
        if not 300 <= response.status_code < 400 or not response.has_header("Location"):
            return response
        if leads_to_sign_in(request, response["Location"]):
            if live:
                return session_says(ENDED, _("登录已结束，还没有保存。"), 401)
            if request.method == "POST":
                return errors.signed_out(request, ways.stood_on(request))
            return response
        if (
            live
            and urlsplit(response["Location"]).path == reverse("mfa_index")
            and not request.path.startswith(ACCOUNT)
        ):
            return session_says(FACTOR, _("您的岗位须启用两步验证后才能办理业务，还没有保存。"), 403)
        if live and request.method == "POST":
            return gone_on(request, response)
        return response


def stop(request):
    """Stop a form whose writer is not who is signed in now, or which was done already; None lets it through."""
    person = request.headers.get(PERSON)
    if person is not None and person != person_of(request):
        if not request.user.is_authenticated:
            return session_says(ENDED, _("登录已结束，还没有保存。"), 401)
        return session_says(OTHER, _("现在登录的是另一个人，这里写的没有保存。"), 401)
    sending = request.headers.get(SENDING, "")
    done = request.session.get(DONE, {}) if sending and request.user.is_authenticated else {}
    if sending in done:
        return went(done[sending])
    return None


def person_of(request) -> str:
    """Return who is signed in, as pages and the script name them; empty for nobody."""
    return str(request.user.pk) if request.user.is_authenticated else ""


def leads_to_sign_in(request, location: str) -> bool:
    """Whether this redirect asks for a sign-in and would come back to this same address."""
    parts = urlsplit(location)
    if request.user.is_authenticated or parts.path != resolve_url(settings.LOGIN_URL):
        return False
    back = parse_qs(parts.query).get(REDIRECT_FIELD_NAME, [""])[0]
    return urlsplit(back).path == request.path


def session_says(what: str, sentence: str, status: int):
    """A refusal that is not about what was typed but about who is signed in."""
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response[SESSION] = what
    return response


def gone_on(request, response):
    """Turn a redirect into an answer that names where to go on; remember that this sending was done.

    What was refused on the way is said so: the script keeps the text for the page that comes next.
    """
    go = response["Location"]
    sending = request.headers.get(SENDING, "")
    refused = was_refused(request)
    if sending and request.user.is_authenticated and not refused:
        done = request.session.get(DONE, {})
        request.session[DONE] = dict([*done.items(), (sending, go)][-REMEMBERED:])
    told = went(go)
    told.cookies = response.cookies
    if refused:
        told[REFUSED] = "yes"
    return told


def was_refused(request) -> bool:
    """Whether this request has an error to say on the next page."""
    queued = getattr(getattr(request, "_messages", None), "_queued_messages", ())
    return any(message.level >= ERROR for message in queued)


def went(go: str):
    """The answer to a form that was taken: where its reader goes on. htmx goes there by itself."""
    response = HttpResponse(status=204)
    response[GO] = response["HX-Redirect"] = go
    return response


def options(view):
    """Answer what an address takes."""
    response = HttpResponse(status=204)
    response["Allow"] = "POST, OPTIONS" if getattr(view, "post_only", False) else ", ".join(METHODS)
    return response


def allowed(request, response):
    """Give a refused method words and a way on."""
    match = request.resolver_match
    if request.method in ("GET", "HEAD") and match is not None and "POST" in response.get("Allow", ""):
        return redirect(ways.page_of(request.acting, match, request.path))
    return errors.wrong_method(request, [response.get("Allow", "")])
