"""What belongs to one person is kept by no cache: neither a proxy's, nor that of a browser others use afterwards."""

from django.conf import settings
from django.utils.cache import patch_vary_headers

PRIVATE = "private, no-store"
# Pages of signing in and of the operators: codes, factors and addresses stand on them before anybody is signed in.
ALWAYS = ("/accounts/", "/admin/")


def is_known(request) -> bool:
    """Whether somebody asks who can be told from others: by a session, or by a token."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers


def is_private(request, response) -> bool:
    """Whether an answer was made for one person: for whoever signed in, holds a token, or is being given a cookie."""
    return is_known(request) or bool(response.cookies) or request.path.startswith(ALWAYS)


class PrivateMiddleware:
    """Marks every answer made for one person, and tells caches what the public ones differ by.

    Stands outside of everything that sets cookies, and inside of what hands out static files.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_private(request, response):
            response["Cache-Control"] = PRIVATE
        # A cache that kept what a visitor was shown must not show it to whoever has signed in since.
        patch_vary_headers(response, ["Cookie", "Authorization"])
        return response
