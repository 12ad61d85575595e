"""What stands around an answer: where what was made is found, the id of the request, what is left of the rate."""

import json
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.exceptions import ValidationError

from challenges.core.api.rendering import JSONRenderer
from challenges.core.api.typed import Moment
from notifications.clock import local
from tests.core.test_api_document import answer_of, operations
from tests.core.test_api_journey import send
from tests.factories.accounts import OrganisationFactory, acting, expert
from tests.factories.challenges import BatchFactory
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def test_what_was_made_is_found_where_the_answer_says():
    firm = acting(OrganisationFactory(kind="lead"), "handler")
    client = client_of(firm)
    batch = BatchFactory()
    made = send(client, "post", "challenges/", {"title": "新", "batch_id": batch.pk})
    assert made.status_code == 201, made.content
    assert client.get(made["Location"]).json()["id"] == made.json()["id"]


def test_every_operation_that_makes_something_says_where_it_stands():
    making = [operation for _method, _path, operation in operations() if "201" in operation["responses"]]
    assert len(making) > 15
    assert all(answer_of(operation, 201)["headers"]["Location"]["required"] for operation in making)


@pytest.mark.parametrize(("sent", "kept"), [("abc-1.2_3", True), ("a b", False), ("x" * 65, False), ("", False)])
def test_a_request_has_an_id_of_the_callers_choice_or_ours(sent, kept):
    for address in ("/api/v1/challenges/", "/api/v1/challenges/987654/", "/api/v1/nonsense/", "/"):
        told = Client().get(address, headers={"X-Request-ID": sent})["X-Request-ID"]
        assert (told == sent) is kept and told


def test_each_answer_says_how_much_of_the_rate_is_left():
    cache.clear()
    client = Client()
    client.force_login(expert().user)
    first, second = (client.get("/api/v1/me/") for _ in range(2))
    assert first["RateLimit-Policy"] == '"person";q=600;w=60'
    assert (first["RateLimit"].split(";")[1], second["RateLimit"].split(";")[1]) == ("r=599", "r=598")
    assert Client().get("/api/v1/challenges/")["RateLimit-Policy"].startswith('"visitor"')


PREFLIGHT = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}


def allowed(address: str) -> dict[str, str]:
    """Return what a page of another site is allowed, when it asks before it sends and when it reads."""
    told = [Client().options(address, headers=PREFLIGHT), Client().get(address, headers=PREFLIGHT)]
    return {name: value for one in told for name, value in one.items() if name.lower().startswith("access-control")}


def test_pages_of_other_sites_read_nothing_unless_an_operator_names_them(settings):
    assert allowed("/api/v1/challenges/") == {}
    settings.CORS_ALLOWED_ORIGINS = [PREFLIGHT["Origin"]]
    told = allowed("/api/v1/challenges/")
    assert told["access-control-allow-origin"] == PREFLIGHT["Origin"]
    assert {"idempotency-key", "if-match"} <= set(told["access-control-allow-headers"].split(", "))
    assert "ratelimit" in told["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in told
    assert allowed("/") == {}


@pytest.mark.parametrize("address", ["nonsense/", "challenges/x/", "challenges/1/nonsense/", ""])
def test_an_unknown_address_answers_a_program(address):
    answer = Client().get(f"/api/v1/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "该字段是必填项。"), ("en", "This field is required.")])
def test_what_is_missing_is_said_in_the_readers_language(language, said):
    client = client_of(acting(OrganisationFactory(), "handler"))
    answer = client.put(
        "/api/v1/inbox/preferences/", {"choices": []}, content_type="application/json", HTTP_ACCEPT_LANGUAGE=language
    )
    assert answer.status_code == 422
    assert {one["message"] for one in answer.json()["errors"] if one["field"] == "digest_hour"} == {said}


def test_times_name_their_zone_and_are_told_in_one():
    field = Moment()
    with pytest.raises(ValidationError) as refused:
        field.run_validation("2026-12-01T09:00:00")
    assert refused.value.get_codes() == ["zone"]
    assert field.run_validation("2026-12-01T09:00:00+08:00").isoformat() == "2026-12-01T01:00:00+00:00"


@pytest.mark.parametrize("moment", [datetime(2026, 12, 1, 1, tzinfo=UTC), local(datetime(2026, 12, 1, 1, tzinfo=UTC))])
def test_a_time_is_written_in_one_way(moment):
    written = JSONRenderer().render({"at": moment, "said": '到"+08:00"'})
    assert json.loads(written) == {"at": "2026-12-01T01:00:00Z", "said": '到"+08:00"'}
