"""Signals of collusion over the API alone."""

import pytest

from challenges.collusion.models import Comparison, Signal
from tests.core.test_api_journey import send, verbs
from tests.factories.review import stranger
from tests.factories.signals import Opened
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Opened(proposals=3).made()


def listing(walk, query=""):
    return f"/api/v1/challenges/{walk.challenge.pk}/signals/{query}"


def test_signals_are_read_explained_and_pursued(walk):
    walk.compared()
    client = client_of(walk.checker)
    items = client.get(listing(walk)).json()["items"]
    assert sorted((one["kind"], one["strength"]) for one in items) == [("person", 2), ("person", 3), ("text", 2)]
    assert [one["strength"] for one in client.get(listing(walk, "?strength=3")).json()["items"]] == [3]
    (text,) = client.get(listing(walk, "?kind=text&state=open")).json()["items"]
    url = f"signals/{text['id']}/"
    read = client.get(f"/api/v1/{url}").json()
    assert read["proposal_ids"] == [one.pk for one in walk.proposals[:2]]
    assert read["reason"].startswith("1 段文字相同") and verbs(read) == ["explain", "pursue"]
    refused = send(client, "post", f"{url}explanation/", {"note": "  "})
    assert refused.status_code == 422
    done = send(client, "post", f"{url}pursuit/", {"note": "函询两家单位"})
    assert (done.status_code, done.json()["state"], verbs(done.json())) == (200, "pursued", ["explain"])


def test_a_comparison_is_asked_for_again(walk):
    walk.compared()
    client = client_of(walk.officer)
    url = f"challenges/{walk.challenge.pk}/comparison/"
    assert send(client, "post", url).status_code == 202
    assert Comparison.objects.get().done_at is None
    assert send(client, "post", url).status_code == 409


def test_to_everybody_else_they_do_not_exist(walk):
    walk.accepted()
    signal = walk.compared()[0]
    for viewer in (walk.signer, walk.experts[0], walk.notice_officer, stranger("organiser"), stranger()):
        client = client_of(viewer)
        assert client.get(listing(walk)).status_code == 404
        assert client.get(f"/api/v1/signals/{signal.pk}/").status_code == 404
        for url in (f"signals/{signal.pk}/explanation/", f"signals/{signal.pk}/pursuit/"):
            assert send(client, "post", url, {"note": "x"}).status_code == 404
        assert send(client, "post", f"challenges/{walk.challenge.pk}/comparison/").status_code == 404
    supervisor = client_of(walk.supervisor)
    assert supervisor.get(f"/api/v1/signals/{signal.pk}/").json()["can"] == []
    assert send(supervisor, "post", f"signals/{signal.pk}/pursuit/", {"note": "x"}).status_code == 403
    assert send(supervisor, "post", f"challenges/{walk.challenge.pk}/comparison/").status_code == 403
    assert set(Signal.objects.values_list("state", flat=True)) == {"open"}


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_a_fixed_number_of_times(walk, count, django_assert_num_queries):
    pair = sorted(proposal.pk for proposal in walk.proposals)[:2]
    Signal.objects.bulk_create(
        Signal(
            first_id=pair[0],
            second_id=pair[1],
            kind="person",
            strength=1,
            key=f"k{n}",
            created_at=walk.at,
            updated_at=walk.at,
        )
        for n in range(count)
    )
    client = client_of(walk.officer)
    client.get(listing(walk, "?limit=50"))
    with django_assert_num_queries(8):
        assert len(client.get(listing(walk, "?limit=50")).json()["items"]) == count
