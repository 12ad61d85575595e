"""What is said when an identity provider does not answer, or answers what nobody understands: words, and a way back."""

import logging
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

log = logging.getLogger(__name__)
# Where requests come in that speak to a provider.
VIEWS = ("allauth.socialaccount.providers.", "accounts.wecom.")
# How allauth trips over an answer that lacks what it should hold, or holds something else.
TRIPS = (RequestException, OAuth2Error, ProviderException, LookupError, TypeError, ValueError, AttributeError)


class ProviderMiddleware:
    """Turns what a provider's answer does to our views into words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Note where they wanted to go, before the state that says it is used up."""
        if view.__module__.startswith(VIEWS):
            state, *_rest = statekit.get_states(request).get(request.GET.get("state", ""), ({},))
            request.came_from = state.get("next") or request.GET.get("next", "")

    def process_exception(self, request, problem):
        """Answer with the page for a failure of a provider; leave every other to its own."""
        if not hasattr(request, "came_from") or not isinstance(problem, TRIPS):
            return None
        log.error("An identity provider failed: %s", type(problem).__name__, exc_info=problem)
        return no_answer(request)


def no_answer(request, *, status: int = 502) -> HttpResponse:
    """Return the page that says that nobody was signed in, and leads back to where they came from."""
    back = getattr(request, "came_from", "")
    query = f"?{urlencode({'next': back})}" if get_adapter(request).is_safe_url(back) else ""
    ways = {"sign_in": reverse("account_login") + query, "own": reverse("socialaccount_connections")}
    return render(request, "socialaccount/authentication_error.html", ways, status=status)
