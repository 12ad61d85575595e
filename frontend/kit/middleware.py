"""Every page in the language its reader chose."""

from django.conf import settings
from django.utils import translation

API = "/api/"
LANGUAGES = dict(settings.LANGUAGES)


class LanguageMiddleware:
    """A signed-in person's own language goes before the cookie's and the browser's; a program says what it reads.

    Stands after authentication. A visitor without a session costs no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = request.path_info.startswith(API) and "Accept-Language" in request.headers
        if not said and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            language = request.user.language
            if language in LANGUAGES and language != translation.get_language():
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)
