"""Whatever happens under /api/ is told in a problem document: what a view raises, and what never reaches a view."""

import errno
import json
import sqlite3

import pytest
from django.core import exceptions
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path

from challenges.core.api.resource import Endpoint
from config import urls
from notifications.fields import Unstorable
from notifications.plain import Fault
from tests.core.test_api_document import operations
from tests.factories.accounts import expert

pytestmark = pytest.mark.usefixtures("unlimited")
PROBLEM = "application/problem+json"


def caused(raised: Exception, cause: Exception) -> Exception:
    """Return an error of the database with what its driver said."""
    if isinstance(cause, sqlite3.Error):
        cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raised.__cause__ = cause
    return raised


RAISED = {
    "fault": (ZeroDivisionError(), 500),
    "memory": (MemoryError(), 500),
    "depth": (RecursionError(), 500),
    "text": (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), 500),
    "missing": (Http404(), 404),
    "forbidden": (exceptions.PermissionDenied(), 401),
    "suspicious": (exceptions.SuspiciousOperation(), 400),
    "host": (exceptions.DisallowedHost(), 400),
    "bad": (exceptions.BadRequest(), 400),
    "large": (exceptions.RequestDataTooBig(), 413),
    "fields": (exceptions.TooManyFieldsSent(), 413),
    "files": (exceptions.TooManyFilesSent(), 413),
    "value": (exceptions.ValidationError("x"), 422),
    "kept": (Unstorable("data", Fault("data", "bad_text")), 422),
    "locked": (caused(OperationalError("database is locked"), sqlite3.OperationalError("database is locked")), 503),
    "away": (caused(InterfaceError("connection already closed"), OSError("broken pipe")), 503),
    "disk": (OSError(errno.ENOSPC, "No space left on device"), 507),
}


class Raising(Endpoint):
    """Raises what its address says."""

    schema = None

    def get(self, request, what):
        raise RAISED[what][0]


def plain(request, what):
    """Raise without the framework: what a middleware or a plain view would."""
    raise RAISED[what][0]


urlpatterns = [
    path("api/v1/raising/<str:what>/", Raising.as_view()),
    path("api/v1/plain/<str:what>/", plain),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def told(answer, *statuses: int):
    """Assert that an answer is a problem document with one of these statuses."""
    assert (answer["Content-Type"], answer.status_code in statuses) == (PROBLEM, True), (answer.status_code, statuses)
    said = json.loads(answer.content)
    assert said["type"] == f"urn:jiebang:problem:{said['code']}"
    assert said["status"] == answer.status_code and said["title"]
    assert answer["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("where", ["raising", "plain"])
@pytest.mark.parametrize("what", RAISED)
def test_whatever_a_view_raises_is_told_in_a_document(where, what):
    status = RAISED[what][1]
    # Without the framework nobody asks who calls; and a plain view that refuses a value has a fault.
    others = {401: 403, 422: 500 if what == "value" else 422} if where == "plain" else {}
    client = Client(raise_request_exception=False)
    told(client.get(f"/api/v1/{where}/{what}/", headers={"Accept": "text/html,*/*"}), others.get(status, status))


NOWHERE = ("/api", "/api/", "/api/v1", "/api/v2/", "/api/v2/challenges/", "/api/v1/x/", "/api/v1/challenges/1/x/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*NOWHERE, "/api/v1/challenges", "/api/v1/challenges/1", "/api/v1/schema"])
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_an_address_that_is_none_is_told_in_a_document(address, method):
    client = Client(raise_request_exception=False)
    answer = client.generic(method.upper(), address, headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "trace", "connect", "propfind"])
def test_no_operation_answers_html_to_any_method(method):
    client = Client(raise_request_exception=False)
    client.force_login(expert().user)
    wrong = []
    for address in dict.fromkeys(where for _method, where, _operation in operations()):
        address = address.replace("{id}", "987654321").replace("{key}", "route")
        answer = client.generic(method.upper(), address, b"{", content_type="application/json")
        if "html" in answer.headers.get("Content-Type", ""):
            wrong.append((address, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_a_form_token_that_lacks_is_told_in_a_document():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(expert().user)
    changing = [(method, path) for method, path, _operation in operations() if method != "get"]
    for method, address in changing:
        address = address.replace("{id}", "1").replace("{key}", "route")
        told(strict.generic(method.upper(), address, b"{}", content_type="application/json"), 403, 404)
