"""Calibration rounds and the doubt of a batch over the API alone."""

import pytest

from challenges.review.models import Trial
from tests.core.test_api_journey import send, verbs
from tests.factories.review import Review5, expert, stranger
from tests.factories.trial import TEXTS, Round
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch):
    walk = Round()
    for module in ("core.api.resource", "review.api.trial"):
        monkeypatch.setattr(f"challenges.{module}.now", lambda: walk.at)
    return walk


def test_a_round_from_its_plan_to_everybodys_drift(walk):
    walk.accepted()
    client = client_of(walk.officer)
    criterion = walk.panel.rubric.criteria.first().pk
    body = {
        "panel_ids": [walk.panel.pk],
        "due_at": "2031-01-15T17:00:00+08:00",
        "samples": [{"title": one.title, "text": one.text, "reference": {criterion: "75"}} for one in TEXTS],
    }
    made = send(client, "post", f"batches/{walk.challenge.batch_id}/trials/", body)
    assert (made.status_code, verbs(made.json())) == (201, ["revise", "begin", "void"])
    url = f"trials/{made.json()['id']}/"
    begun = send(client, "post", f"{url}opening/")
    assert (begun.status_code, begun.json()["state"], begun.json()["comparison"]) == (200, "open", None)
    samples = [row["id"] for row in begun.json()["samples"]]
    criteria = [row["id"] for row in begun.json()["criteria"]]
    for one, base in zip(walk.experts, (80, 80, 80, 80, 95), strict=True):
        own = client_of(one)
        (part,) = own.get("/api/v1/trialists/").json()["items"]
        mine = f"trialists/{part['id']}/"
        early = send(own, "post", f"{mine}submission/")
        assert (early.status_code, len(early.json()["errors"])) == (422, 12)
        for sample in samples:
            marks = {"sample_id": sample, "marks": {criterion: str(base) for criterion in criteria}}
            assert send(own, "post", f"{mine}marks/", marks).status_code == 200
        assert send(own, "post", f"{mine}submission/").json()["state"] == "handed_in"
        seen = own.get(f"/api/v1/{url}").json()
        assert seen["drift"] is None and "comparison" not in seen and "reference" not in seen["samples"][0]
    closed = send(client, "post", f"{url}closing/").json()
    assert sorted(row["total"] for row in closed["comparison"]["experts"]) == [-3.0, -3.0, -3.0, -3.0, 12.0]
    lenient = client_of(walk.experts[4]).get(f"/api/v1/{url}").json()
    assert (lenient["drift"]["total"], lenient["drift"]["code"]) == (12.0, "very_lenient")
    assert "panel_ids" not in lenient and "comparison" not in lenient
    strict = client_of(walk.experts[0]).get(f"/api/v1/{url}").content.decode()
    assert "12.0" not in strict and walk.experts[4].user.name not in strict


def test_nobody_reads_anothers_marks(walk):
    walk.begun()
    row = walk.give(walk.experts[0], (80, 70))
    assert len(client_of(walk.experts[0]).get(f"/api/v1/trialists/{row.pk}/").json()["marks"]) == 12
    for viewer in (walk.officer, walk.supervisor):
        assert "marks" not in client_of(viewer).get(f"/api/v1/trialists/{row.pk}/").json()
    for viewer in (walk.experts[1], walk.signer, expert(), stranger("organiser"), walk.notice_officer):
        assert client_of(viewer).get(f"/api/v1/trialists/{row.pk}/").status_code == 404


def test_to_everybody_else_a_round_does_not_exist(walk):
    walk.begun()
    body = {"panel_ids": [walk.panel.pk]}
    for viewer in (walk.signer, expert(), stranger("organiser"), stranger()):
        client = client_of(viewer)
        assert client.get(f"/api/v1/trials/{walk.trial.pk}/").status_code == 404
        assert client.get("/api/v1/trials/").json() == {"items": [], "next": None}
        assert client.get("/api/v1/trialists/").json() == {"items": [], "next": None}
        assert send(client, "post", f"trials/{walk.trial.pk}/voiding/", {"reason": "样本评分表有误"}).status_code == 404
        assert send(client, "post", f"batches/{walk.challenge.batch_id}/trials/", body).status_code == 404
    refused = send(client_of(walk.experts[0]), "post", f"trials/{walk.trial.pk}/voiding/", {"reason": "样本评分表有误"})
    assert refused.status_code == 403
    assert (
        send(client_of(walk.supervisor), "post", f"batches/{walk.challenge.batch_id}/trials/", body).status_code == 403
    )
    assert Trial.objects.get().state == "open"


def test_the_doubt_of_a_batch_is_for_its_officers(walk):
    done = Review5(proposals=3).locked((85, 75, 65))
    url = f"/api/v1/batches/{done.challenge.batch_id}/doubt/"
    body = client_of(done.officer).get(url).json()
    assert (body["panel_ids"], body["not_locked"], body["refusal"], body["ties"]) == ([done.panel.pk], 0, "", [])
    assert [row["calibrated"]["rank"] for row in body["places"]] == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]
    for viewer in (done.signer, done.experts[0], done.notice_officer, stranger("organiser"), stranger()):
        assert client_of(viewer).get(url).status_code == 404


@pytest.mark.parametrize("count", [3, 6])
def test_lists_ask_a_fixed_number_of_times(walk, count, django_assert_num_queries):
    from challenges.review.actions import trial as trials

    batch = walk.challenge.batch
    for _ in range(count):
        other = Review5(batch=batch, organiser=batch.organiser, proposals=1).invited()
        trials.plan(batch, by=walk.officer, at=walk.at, panels=[other.panel])
    client = client_of(walk.officer)
    client.get("/api/v1/trials/")
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/trials/?limit=100").json()["items"]) == count
