"""No answer made for one person is kept by a cache: every route, signed in, with a token, and as a visitor."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.actions import token as tokens
from config.private import PRIVATE
from notifications.clock import now
from tests.factories.challenges import DAY
from tests.world import build

pytestmark = pytest.mark.django_db
# What a visitor is told that every other visitor is told too.
PUBLIC = ("/healthz", "/api/v1/challenges/", "/api/v1/notices/", "/api/v1/fields/", "/api/v1/batches/")


def addresses(resolver=None, prefix="/"):
    """Yield an address for every route, with a number or a word wherever it has a gap."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + _filled(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def _filled(pattern) -> str:
    text = str(pattern)
    if hasattr(pattern, "_route"):
        for name, converter in pattern.converters.items():
            kind = type(converter).__name__
            for spelled in (f"<int:{name}>", f"<str:{name}>", f"<slug:{name}>", f"<path:{name}>", f"<uuid:{name}>"):
                text = text.replace(spelled, "1" if kind == "IntConverter" else "x")
            text = text.replace(f"<{name}>", "x")
        return text
    text = text.replace("\\d+", "1").replace("(?P<pk>1)", "1")
    for name, said in (("verb", "acceptance"), ("noun", "organisations")):
        start = text.find(f"(?P<{name}>")
        if start >= 0:
            text = text[:start] + said + text[text.index(")", start) + 1 :]
    return text.strip("^$").replace("\\Z", "").replace("(?P<url>.*)", "x").replace("(?P<key>[-:\\w]+)", "x")


EVERY = sorted(set(addresses()))


@pytest.fixture
def world():
    return build()


def test_the_routes_are_all_of_them():
    assert len(EVERY) > 250
    assert {"/", "/desk/", "/proposals/1/", "/accounts/login/", "/admin/", "/api/v1/proposals/"} <= set(EVERY)


@pytest.mark.parametrize(("name", "method"), [("applicant", "get"), ("officer", "post")])
def test_whoever_signed_in_leaves_nothing_behind(world, name, method):
    client = world.client(name)
    client.raise_request_exception = False
    wrong = []
    for path in EVERY:
        answer = None if "logout" in path else getattr(client, method)(path)
        if answer is not None and answer.headers.get("Cache-Control") != PRIVATE:
            wrong.append((path, answer.status_code, answer.headers.get("Cache-Control")))
    assert wrong == []


def test_a_token_too_and_its_etag_still_answers_304(world):
    owner = world.people["applicant"]
    _row, secret = tokens.create(by=owner, at=now(), name="机器", scopes=["read"], expires_at=now() + DAY)
    client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
    wrong = [path for path in EVERY if path.startswith("/api/") and client.get(path)["Cache-Control"] != PRIVATE]
    assert wrong == []
    path = f"/api/v1/proposals/{world.objects['sealed'].pk}/"
    tag = client.get(path)["ETag"]
    again = client.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again["Cache-Control"]) == (304, PRIVATE)
    wrong_token = Client(headers={"authorization": "Bearer jb_wrong"}).get(path)
    assert (wrong_token.status_code, wrong_token["Cache-Control"]) == (401, PRIVATE)


def test_a_visitor_is_told_apart_and_signing_in_is_kept_nowhere(world):
    cache.clear()
    for path in EVERY:
        answer = Client(raise_request_exception=False).get(path)
        assert {"Cookie", "Authorization"} <= {part.strip() for part in answer["Vary"].split(",")}, path
        if path.startswith(("/accounts/", "/admin/")) or answer.cookies:
            assert answer.headers.get("Cache-Control") == PRIVATE, path
    cache.clear()
    for path in PUBLIC:
        answer = Client().get(path)
        assert answer.status_code == 200 and "no-store" not in answer.headers.get("Cache-Control", ""), path


def test_what_is_left_after_signing_out(world):
    client = world.client("applicant")
    assert client.post("/accounts/logout/")["Cache-Control"] == PRIVATE
