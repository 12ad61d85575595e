"""What is put right, or refused, before anybody reads a request: methods, encodings, signs that no database keeps."""

from django.http import QueryDict
from django.middleware.common import CommonMiddleware

from config import errors

READING = ("GET", "HEAD", "OPTIONS")
ON_PAGES = (*READING, "POST")
FOR_PROGRAMS = (*ON_PAGES, "PUT", "PATCH", "DELETE")
NUL = "\x00"
UTF8 = {"utf8", "utf-8"}


class SoundRequestMiddleware:
    """Every request in a shape that each view, form and query can take.

    - A method that the address does not know is refused (405): a page answers reading and posting, nothing else.
    - Text comes in UTF-8, whatever charset its sender claims; a body in another one is refused (400).
    - NUL, which PostgreSQL keeps in no text, is refused in an address (400), and left out of cookies and of what
      was typed into a form: it is no sign that anybody can see or mean, and nothing else that was typed is lost.

    Stands behind the check of forms, so that nothing is read of a form that is refused anyway.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        allowed = FOR_PROGRAMS if errors.for_programs(request) else ON_PAGES
        if request.method not in allowed:
            return errors.wrong_method(request, allowed)
        return self.get_response(request)

    def process_view(self, request, view, args, keywords):
        """Look at a form once its origin has been checked."""
        if request.method == "POST" and hasattr(request, "_post") and not errors.for_programs(request):
            request.POST = without_nul(request.POST)


class SoundAddressMiddleware:
    """The same for what stands in the head of a request. Stands before sessions are looked up by cookie."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        charset = request.content_params.get("charset") if request.content_params else None
        if charset and charset.lower() not in UTF8:
            if request.method not in READING:
                return errors.bad_request(request)
            request.encoding = None
        if NUL in request.path_info or any(NUL in part for pair in request.GET.lists() for part in (pair[0], *pair[1])):
            return errors.bad_request(request)
        for name in [name for name, value in request.COOKIES.items() if NUL in value or NUL in name]:
            del request.COOKIES[name]
        return self.get_response(request)


class AddressMiddleware(CommonMiddleware):
    """Leads whoever leaves out the slash at the end of a page's address to the page. An address of the interface is
    right or is none: a redirect would lose the body that was sent, and is no problem document.
    """

    def should_redirect_with_slash(self, request):
        """Return False under the interface."""
        return not errors.for_programs(request) and super().should_redirect_with_slash(request)


def without_nul(form: QueryDict) -> QueryDict:
    """Return a form without NUL in its names and values; the form itself when there is none."""
    if not any(NUL in part for name, values in form.lists() for part in (name, *values)):
        return form
    clean = QueryDict(mutable=True, encoding=form.encoding)
    for name, values in form.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean
