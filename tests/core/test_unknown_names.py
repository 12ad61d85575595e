"""A name that nobody knows is refused by that name, in every body and in every query: what was meant would be lost."""

import re

import pytest
from django.test import Client

from tests.core.test_api_document import operations
from tests.core.test_api_journey import send
from tests.documented import document
from tests.factories.accounts import OrganisationFactory, acting, expert
from tests.factories.challenges import ChallengeFactory
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def reached(schema, found: set) -> set:
    """Return the names of every component that a schema leads to."""
    for name in re.findall(r"#/components/schemas/(\w+)", str(schema)):
        if name not in found:
            found.add(name)
            reached(document()["components"]["schemas"][name], found)
    return found


def test_every_body_is_closed():
    names: set = set()
    for _method, _path, operation in operations():
        reached(operation.get("requestBody", {}), names)
    assert len(names) > 50
    schemas = document()["components"]["schemas"]
    assert [name for name in names if "properties" in schemas[name] and schemas[name]["additionalProperties"]] == []


@pytest.fixture
def signed_in():
    client = Client()
    client.force_login(expert().user)
    return client


def test_every_query_is_asked_for_its_names(signed_in):
    passed_over = []
    for method, path, operation in operations():
        if method == "get":
            address = path.replace("{id}", "1").replace("{key}", "route")
            answer = signed_in.get(f"{address}?nonsense=1")
            if (answer.status_code, answer.json()["code"]) != (400, "unknown_filter"):
                passed_over.append(operation["operationId"])
            else:
                assert answer.json()["errors"][0]["field"] == "nonsense"
    assert passed_over == []


def test_a_parameter_that_stands_twice_is_refused():
    answer = Client().get("/api/v1/challenges/?state=accepting&state=published")
    assert (answer.status_code, answer.json()["code"]) == (400, "repeated_filter")
    assert answer.json()["errors"][0]["field"] == "state"


def wrong(answer) -> dict:
    """Return the code of what is wrong with each field."""
    assert answer.status_code == 422, answer.content
    return {one["field"]: one["code"] for one in answer.json()["errors"]}


def test_unknown_names_are_told_with_whatever_else_is_wrong(signed_in):
    given = {"name": "x", "scopes": ["read"], "days": 0, "hours": 3}
    answer = signed_in.post("/api/v1/tokens/", given, content_type="application/json")
    assert wrong(answer).keys() == {"days", "hours"} and wrong(answer)["hours"] == "unknown_field"


def test_a_need_takes_no_name_that_it_does_not_have():
    need = ChallengeFactory(state="draft", title="旧")
    client = client_of(acting(need.lead, "handler"))
    url = f"challenges/{need.pk}/"
    tag = {"If-Match": client.get(f"/api/v1/{url}")["ETag"]}
    body = {"titel": "新", "indicators": [{"name": "强度"}, {"nmae": "硬度"}]}
    assert wrong(send(client, "patch", url, body, **tag)) == {
        "titel": "unknown_field",
        "indicators.1.nmae": "unknown_field",
    }
    need.refresh_from_db()
    assert need.title == "旧"


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("field_code", "999999", "unknown"),
        ("region_code", "1", "unknown"),
        ("industry_code", "000000", "unknown"),
        ("negotiable", "maybe", "choice"),
        ("mode", "gratis", "choice"),
    ],
)
def test_what_stands_in_no_dictionary_is_not_kept(name, typed, code):
    need = ChallengeFactory(state="draft")
    client = client_of(acting(need.lead, "handler"))
    tag = {"If-Match": client.get(f"/api/v1/challenges/{need.pk}/")["ETag"]}
    assert wrong(send(client, "patch", f"challenges/{need.pk}/", {name: typed}, **tag)) == {name: code}


@pytest.mark.parametrize(("batch", "code"), [(None, "required"), (999999, "unknown"), ("x", "unknown")])
def test_an_id_in_a_body_that_leads_nowhere_is_a_fault_of_its_field(batch, code):
    client = client_of(acting(OrganisationFactory(kind="lead"), "handler"))
    body = {"title": "新"} | ({} if batch is None else {"batch_id": batch})
    assert wrong(send(client, "post", "challenges/", body)) == {"batch_id": code}
