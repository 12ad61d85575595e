"""An ETag stands for exactly what its reader was given: it moves with every part, and differs where bodies differ."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from challenges.files.actions import attach
from challenges.proposals.actions import member
from challenges.proposals.models import Proposal
from notifications import clock
from tests.core.test_api_journey import send
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, IndicatorFactory, accepting_challenge
from tests.factories.files import PDF
from tests.factories.review import Review5
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def handler():
    return acting(OrganisationFactory(kind="sme"), "handler")


@pytest.fixture
def client(handler):
    return client_of(handler)


@pytest.fixture
def proposal(client):
    """A draft that its firm has begun."""
    at = clock.now()
    challenge = accepting_challenge(opens_at=at - DAY, closes_at=at + 9 * DAY)
    return client.post(f"/api/v1/challenges/{challenge.pk}/proposals/").json()["id"]


def save_section(client, handler, pk):
    assert (
        send(client, "put", f"proposals/{pk}/sections/route/", {"data": {"a": "甲"}, "version": 0}).status_code == 200
    )


def invite(client, handler, pk):
    member.invite(Proposal.objects.get(pk=pk), OrganisationFactory(), by=handler, at=clock.now, share="20", task="试验")


def add_file(client, handler, pk):
    attach(Proposal.objects.get(pk=pk), SimpleUploadedFile("a.pdf", PDF), kind="other", by=handler, at=clock.now)


@pytest.mark.parametrize("change", [save_section, invite, add_file])
def test_a_proposals_tag_moves_with_its_parts(client, handler, proposal, change):
    url = f"/api/v1/proposals/{proposal}/"
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    change(client, handler, proposal)
    seen = client.get(url, headers={"If-None-Match": tag})
    assert seen.status_code == 200 and seen["ETag"] != tag


def test_an_act_on_parts_that_changed_since_is_a_lost_update(client, handler, proposal):
    tag = client.get(f"/api/v1/proposals/{proposal}/")["ETag"]
    save_section(client, handler, proposal)
    late = send(client, "post", f"proposals/{proposal}/internal-review/", **{"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "lost_update")


def test_a_challenges_tag_moves_with_its_terms():
    challenge = accepting_challenge()
    url = f"/api/v1/challenges/{challenge.pk}/"
    tag = Client().get(url)["ETag"]
    IndicatorFactory(challenge=challenge, position=7)
    assert Client().get(url, headers={"If-None-Match": tag}).status_code == 200


def test_readers_who_are_given_different_things_have_different_tags():
    challenge = accepting_challenge()
    url = f"/api/v1/challenges/{challenge.pk}/"
    visitor, lead = Client().get(url), client_of(acting(challenge.lead, "handler")).get(url)
    assert visitor.json() != lead.json() and visitor["ETag"] != lead["ETag"]
    assert Client().get(url)["ETag"] == visitor["ETag"]


def test_every_answer_with_a_tag_has_one_of_its_body():
    """A panel's seats, a review's marks: whatever changes in the body, the tag is another."""
    walk = Review5().scoring()
    officer, reader = client_of(walk.officer), client_of(walk.experts[0])
    panel, review = f"/api/v1/panels/{walk.panel.pk}/", walk.review_of(walk.experts[0], walk.proposals[0])
    before = officer.get(panel)
    assert reader.get(panel)["ETag"] != before["ETag"]
    walk.panel.seats.filter(expert_id=walk.experts[1].user_id).update(bridging=True)
    after = officer.get(panel)
    assert after.json() != before.json() and after["ETag"] != before["ETag"]
    url = f"/api/v1/reviews/{review.pk}/"
    seen = reader.get(url)
    review.scores.create(criterion=walk.panel.rubric.criteria.first(), value=70, saved_at=walk.at)
    assert reader.get(url)["ETag"] != seen["ETag"]
