"""The discussion as experts and the organiser meet it in the browser and over the API."""

import pytest

from challenges.review.actions import panel as panels
from challenges.review.models import Statement
from tests.factories.challenges import NOW
from tests.factories.review import Review5, member_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_person(client, monkeypatch):
    """Sign somebody in who acts as they do in this test, at the time of the walk."""

    def sign_in(acting, at=NOW):
        for name in ("frontend.review.views.statement", "frontend.core.views.act", "challenges.review.api.statement"):
            monkeypatch.setattr(f"{name}.now", lambda: at)
        client.force_login(acting.user)
        session = client.session
        session["acting_for"] = acting.organisation_id
        session.save()
        return client

    return sign_in


@pytest.fixture
def walk():
    found = Review5().marked()
    panels.discuss(found.panel, by=found.officer, at=found.at)
    return found


def test_an_expert_speaks_on_the_page_and_an_empty_statement_is_said_beside_the_field(as_person, walk):
    page = f"/panels/{walk.panel.pk}/discussion/"
    client = as_person(walk.experts[1], walk.at)
    assert "还没有发言。" in client.get(page).text
    first = walk.proposals[0].pk
    empty = client.post(page, {"proposal": first, f"p{first}-text": " "})
    assert empty.status_code == 422 and not Statement.objects.exists()
    done = client.post(page, {"proposal": first, f"p{first}-text": "批次太少。"}, follow=True)
    assert "批次太少。" in done.text and "（我）" in done.text
    other = as_person(walk.experts[2], walk.at).get(page).text
    assert "批次太少。" in other and "专家 2" in other and walk.experts[1].user.name not in other


def test_others_find_nothing_there(as_person, walk):
    page = f"/panels/{walk.panel.pk}/discussion/"
    for viewer in (walk.officer, walk.supervisor, walk.signer, member_of(walk.proposals[0]), stranger()):
        client = as_person(viewer, walk.at)
        assert client.get(page).status_code == 404
        assert client.post(page, {"proposal": walk.proposals[0].pk, "text": "x"}).status_code == 404
    assert not Statement.objects.exists()


def test_an_expert_takes_their_review_back_from_the_discussion(as_person, walk):
    review = walk.review_of(walk.experts[1], walk.proposals[0])
    client = as_person(walk.experts[1], walk.at)
    address = f"/acts/review/{review.pk}/reconsider/"
    assert address in client.get(f"/panels/{walk.panel.pk}/discussion/").text
    client.post(address)
    review.refresh_from_db()
    assert review.state == "returned"


def test_the_organiser_reads_the_record_with_names_after_the_lock(as_person, walk):
    page = f"/panels/{walk.panel.pk}/discussion/"
    first = walk.proposals[0].pk
    as_person(walk.experts[1], walk.at).post(page, {"proposal": first, f"p{first}-text": "批次太少。"})
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    client = as_person(walk.officer, walk.at)
    text = client.get(page).text
    assert "批次太少。" in text and walk.experts[1].user.name in text
    assert "还没有发言" in text and "<textarea" not in text


def test_the_api_says_the_same(as_person, walk):
    address = f"/api/v1/panels/{walk.panel.pk}/discussion/"
    client = as_person(walk.experts[1], walk.at)
    body = {"proposal_id": walk.proposals[0].pk, "text": "批次太少。"}
    made = client.post(address, body, content_type="application/json", headers={"Idempotency-Key": "one"})
    assert made.status_code == 201
    items = client.get(address).json()["items"]
    assert [row["text"] for item in items for row in item["statements"]] == ["批次太少。"]
    assert as_person(walk.officer, walk.at).get(address).json() == {"items": []}
    assert as_person(walk.signer, walk.at).get(address).status_code == 404
