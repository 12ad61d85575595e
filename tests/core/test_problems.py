"""Whatever goes wrong under /api/ is told in a problem document with the right status."""

import json

import pytest
from django.core.handlers.exception import response_for_exception
from django.test import Client, RequestFactory
from django.urls import get_resolver

from challenges.proposals.models import Section
from tests.factories.accounts import acting
from tests.factories.challenges import accepting_challenge
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
NUMBERS = ["²", "１５", "٣", "+1", "1_0", " 1", "9" * 20, "9" * 5000, "-1", "1.5", "NaN"]


def told(answer, status):
    """Assert that this is a problem document of this status, and return it."""
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status and body["title"] and body["code"]
    return body


@pytest.fixture
def draft():
    """A draft and its writer's session."""
    proposal = complete_proposal(accepting_challenge())
    client = Client(raise_request_exception=False)
    client.force_login(acting(proposal.organisation, "handler", "project_lead").user)
    return proposal, client


def put(client, proposal, data: str, **more):
    """Send a section as raw JSON."""
    url = f"/api/v1/proposals/{proposal.pk}/sections/basics/"
    version = Section.objects.get(proposal=proposal, key="basics").version
    return client.put(url, f'{{"data": {data}, "version": {version}}}', content_type="application/json", **more)


def test_a_section_is_written_when_it_is_sound(draft):
    proposal, client = draft
    assert put(client, proposal, '{"summary": "新"}').status_code == 200


@pytest.mark.parametrize(
    ("value", "status", "field"),
    [
        (f"{10**30}", 422, "data.zz"),
        (f"-{10**30}", 422, "data.zz"),
        ("9" * 5000, 422, "data.zz"),
        ("1e999", 422, "data.zz"),
        (r'"a\u0000b"', 422, "data.zz"),
        (r'"\ud800"', 422, "data.zz"),
        (r'{"z\u0000": 1}', 422, "data.zz.z?"),
        (f'{{"{"z" * 300}": 1}}', 422, None),
        ("[" * 60 + "]" * 60, 422, None),
        (f"[{','.join('0' * 30000)}]", 422, ""),
        ("[" * 2000 + "]" * 2000, 400, None),
        ("NaN", 400, None),
        ("Infinity", 400, None),
        ('1, "zz": 2', 400, None),
        ("", 400, None),
    ],
)
def test_what_could_not_be_shown_again_is_not_stored(draft, value, status, field):
    proposal, client = draft
    before = Section.objects.get(proposal=proposal, key="basics").data
    body = told(put(client, proposal, f'{{"zz": {value}}}'), status)
    if field is not None:
        assert body["errors"][0]["field"] == field
    assert Section.objects.get(proposal=proposal, key="basics").data == before
    assert client.get(f"/api/v1/proposals/{proposal.pk}/").status_code == 200


@pytest.mark.parametrize(
    "body",
    ["null", "[]", '"x"', "1", "true", '{"data": null}', '{"data": [], "version": 1}', '{"data": {}, "version": null}'],
)
def test_a_body_of_another_shape_is_refused(draft, body):
    proposal, client = draft
    told(client.put(f"/api/v1/proposals/{proposal.pk}/sections/basics/", body, content_type="application/json"), 422)


@pytest.mark.parametrize(
    "version", [f'"{number}"' for number in NUMBERS] + ["-1", "1.5", "true", str(10**30), "{}", "[1]"]
)
def test_a_version_that_is_no_number_is_refused_by_name(draft, version):
    proposal, client = draft
    body = f'{{"data": {{}}, "version": {version}}}'
    answer = client.put(f"/api/v1/proposals/{proposal.pk}/sections/basics/", body, content_type="application/json")
    assert told(answer, 422)["errors"][0]["field"] == "version"


@pytest.mark.parametrize("limit", ["²", "１５", "٣", "0", "101", "+1", "1_0", " 1", "9" * 20, "9" * 5000])
def test_a_limit_that_is_no_number_is_refused_by_name(limit):
    body = told(Client().get("/api/v1/challenges/", {"limit": limit}), 400)
    assert body["errors"][0]["field"] == "limit" and "limit" in body["title"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lead_id", "²"),
        ("lead_id", "9" * 30),
        ("updated_after", "9999-12-31T23:59:59Z"),
        ("updated_after", "0000"),
        ("state", "x"),
        ("nope", "1"),
        ("cursor", "²"),
        ("q", "a\x00"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(name, value):
    told(Client(raise_request_exception=False).get("/api/v1/challenges/", {name: value}), 400)


def test_unknown_addresses_and_methods():
    client = Client(raise_request_exception=False)
    for path in (
        "/api/",
        "/api/v1/nope",
        "/api/v1/nope/",
        "/api/v2/challenges/",
        "/api/v1/challenges/²/",
        f"/api/v1/challenges/{'9' * 20}/",
    ):
        told(client.get(path), 404)
    told(client.get(f"/api/v1/challenges/{'9' * 5000}/"), 404)
    for method in ("TRACE", "PROPFIND", "DELETE"):
        answer = client.generic(method, "/api/v1/challenges/")
        told(answer, 405)
        assert answer["Allow"]
    told(client.get("/api/v1/challenges/", headers={"Accept": "text/html"}), 406)
    told(client.get("/api/v1/challenges/?x=%00"), 400)
    told(client.get("/api/v1/chall%00enges/"), 400)


def test_bodies_that_cannot_be_taken(draft, settings):
    proposal, client = draft
    url = f"/api/v1/proposals/{proposal.pk}/sections/basics/"
    told(client.put(url, "<a/>", content_type="application/xml"), 415)
    told(client.put(url, "{}", content_type="application/json; charset=gbk"), 400)
    told(client.put(url, b"\xff\xfe", content_type="application/json"), 400)
    told(client.put(url, b'{"data": "\xe5"}', content_type="application/json"), 400)
    told(
        client.put(url, json.dumps({"data": {"x": "长" * 2_000_000}, "version": 1}), content_type="application/json"),
        413,
    )
    many = "&".join(f"a{n}=1" for n in range(1200))
    told(client.put(url, many, content_type="application/x-www-form-urlencoded"), 413)
    told(client.post("/api/v1/tokens/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"), 422)
    told(client.post("/api/v1/tokens/", b"--x\r\nbroken", content_type="multipart/form-data"), 400)


def test_a_host_of_somebody_else_is_refused_in_a_document(settings):
    told(Client(raise_request_exception=False).get("/api/v1/challenges/", headers={"Host": "evil.example"}), 400)


def test_a_session_without_its_token_is_refused_in_a_document(draft):
    proposal, client = draft
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    told(put(strict, proposal, "{}"), 403)


def test_a_visitor_is_asked_who_they_are(draft):
    proposal, _client = draft
    client = Client(raise_request_exception=False)
    for headers in ({}, {"Idempotency-Key": "k"}):
        answer = client.post(
            f"/api/v1/challenges/{proposal.challenge_id}/proposals/",
            "{}",
            content_type="application/json",
            headers=headers,
        )
        told(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"
    told(client.get("/api/v1/panels/1/pack/"), 404)


@pytest.mark.parametrize("key", ["", "k" * 129, "a\x00b", "a\tb"])
def test_a_key_of_another_form_is_refused(draft, key):
    proposal, client = draft
    url = f"/api/v1/challenges/{proposal.challenge_id}/proposals/"
    told(client.post(url, "{}", content_type="application/json", headers={"Idempotency-Key": key}), 400)


def test_a_fault_of_ours_is_a_document_too():
    """The handler of faults itself: no address of ours fails on demand."""
    request = RequestFactory().get("/api/v1/challenges/")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as fault:
        answer = response_for_exception(request, fault)
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content)["code"] == "server_error"


def test_the_handlers_of_every_status_stand():
    for status in (400, 403, 404, 500):
        assert get_resolver().resolve_error_handler(status).__module__ == "config.errors"
