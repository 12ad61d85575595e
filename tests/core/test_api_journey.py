"""A proposal from its first line to its receipt, over the API alone, with its refusals."""

import json

import pytest
from django.test import Client

from challenges.experts.models import Conflict
from challenges.proposals.models import Proposal
from notifications import clock
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, ChallengeFactory, IndicatorFactory
from tests.factories.review import Review5
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory(kind="sme")


@pytest.fixture
def challenge():
    at = clock.now()
    found = ChallengeFactory(
        state="accepting",
        number="TC-A-001",
        opens_at=at - DAY,
        closes_at=at + 9 * DAY,
        first_closes_at=at + 9 * DAY,
        published_at=at - DAY,
        edition=1,
        material_edition=1,
    )
    IndicatorFactory(challenge=found)
    return found


def verbs(shown: dict) -> list[str]:
    """Return the verbs of what the caller may do with an object."""
    return [act["verb"] for act in shown["can"]]


def send(client, method, url, body=None, **headers):
    call = getattr(client, method)
    return call(f"/api/v1/{url}", data=json.dumps(body or {}), content_type="application/json", headers=headers)


def test_a_key_has_one_effect(firm, challenge):
    client = client_of(acting(firm, "handler"))
    url = f"challenges/{challenge.pk}/proposals/"
    first = send(client, "post", url, **{"Idempotency-Key": "one"})
    again = send(client, "post", url, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    other = send(client, "post", url, {"else": 1}, **{"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Proposal.objects.count() == 1


def test_two_editors_lose_nothing(firm, challenge):
    client = client_of(acting(firm, "handler"))
    pk = send(client, "post", f"challenges/{challenge.pk}/proposals/").json()["id"]
    url = f"proposals/{pk}/sections/route/"
    assert send(client, "put", url, {"data": {"route": "甲"}, "version": 0}).status_code == 200
    lost = send(client_of(acting(firm, "handler")), "put", url, {"data": {"route": "乙"}, "version": 0})
    assert lost.status_code == 412
    assert lost.json()["standing"]["data"] == {"route": "甲"}
    assert client.get(f"/api/v1/{url}").json()["data"] == {"route": "甲"}


def test_everything_missing_is_named(firm, challenge):
    client = client_of(acting(firm, "handler"))
    pk = send(client, "post", f"challenges/{challenge.pk}/proposals/").json()["id"]
    refused = send(client, "post", f"proposals/{pk}/internal-review/")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert "route.route" in {row["field"] for row in refused.json()["errors"]}
    problems = client.get(f"/api/v1/proposals/{pk}/problems/").json()
    assert problems["route"]
    assert verbs(client.get(f"/api/v1/proposals/{pk}/").json())[:1] == ["edit"]


def test_a_stale_version_is_412_and_a_missing_one_428(challenge):
    draft = ChallengeFactory(state="draft")
    client = client_of(acting(draft.lead, "handler"))
    url = f"challenges/{draft.pk}/"
    tag = client.get(f"/api/v1/{url}")["ETag"]
    assert send(client, "patch", url, {"title": "新"}).status_code == 428
    assert send(client, "patch", url, {"title": "新"}, **{"If-Match": tag}).status_code == 200
    assert send(client, "patch", url, {"title": "旧"}, **{"If-Match": tag}).status_code == 412
    assert client.get(f"/api/v1/{url}").json()["title"] == "新"


def test_a_token_that_may_only_read_changes_nothing(firm, challenge):
    client = client_of(acting(firm, "handler"), "read")
    assert send(client, "post", f"challenges/{challenge.pk}/proposals/").status_code == 403
    assert Proposal.objects.count() == 0


def test_a_sealed_proposal_does_not_exist_for_the_organiser(firm, challenge):
    client = client_of(acting(firm, "handler"))
    pk = send(client, "post", f"challenges/{challenge.pk}/proposals/").json()["id"]
    officer = client_of(acting(challenge.organiser, "batch_admin", "checker", "review_officer"))
    for url in (f"proposals/{pk}/", f"proposals/{pk}/sections/route/", f"proposals/{pk}/problems/"):
        assert officer.get(f"/api/v1/{url}").status_code == 404
    assert officer.get("/api/v1/proposals/").json()["items"] == []


def test_a_token_makes_no_token(firm):
    viewer = acting(firm, "handler")
    assert send(client_of(viewer), "post", "tokens/", {"name": "x", "scopes": ["read"]}).status_code == 403


def test_a_firm_that_waits_for_its_verification_cannot_be_found_by_inviting_it(firm, challenge):
    viewer = acting(firm, "handler")
    client = client_of(viewer)
    pk = send(client, "post", f"challenges/{challenge.pk}/proposals/").json()["id"]
    waiting = OrganisationFactory(kind="sme", verification="pending", name="还在核验的单位")
    body = {"organisation": waiting.pk, "share": "10", "task": "检测"}
    hidden = send(client, "post", f"proposals/{pk}/members/", body)
    missing = send(client, "post", f"proposals/{pk}/members/", {**body, "organisation": 987654})
    assert (hidden.status_code, hidden.content) == (422, missing.content)
    browser = Client()
    browser.force_login(viewer.user)
    typed = {"organisation": waiting.name, "share": "10", "task": "检测"}
    assert browser.post(f"/proposals/{pk}/members/", typed).status_code == 422
    assert Proposal.objects.get().members.count() == 1


def test_another_organisers_officer_decides_no_tie_of_ours():
    stage = Review5().composed()
    tie = Conflict.objects.create(
        expert=stage.experts[0].user, challenge=stage.challenge, code="employer", source="computed", found_at=stage.at
    )
    url = f"conflicts/{tie.pk}/decision/"
    other = acting(OrganisationFactory(kind="organiser"), "review_officer", "batch_admin")
    assert send(client_of(other), "post", url).status_code == 404
    assert send(client_of(stage.experts[0], "submit"), "post", url).status_code == 404
    tie.refresh_from_db()
    assert tie.status == "potential"
    assert send(client_of(stage.officer), "post", url).status_code == 200
