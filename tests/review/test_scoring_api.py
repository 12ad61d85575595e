"""Marks, rubrics and offline packs over the API: the same rules and refusals as on the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.models import Rubric, Score
from tests.core.test_api_journey import send
from tests.factories.review import Review5, stranger
from tests.listing.test_challenge_api import client_of
from tests.review.test_pack_actions import Filled
from tests.review.test_scoring_pages import walk_with

pytestmark = pytest.mark.django_db
LINES = [{"name": "技术", "weight": 60}, {"name": "团队", "weight": 40}]


@pytest.fixture
def walk():
    return walk_with()


@pytest.fixture
def one(walk):
    reviews.declare_clear(walk.review_of(walk.experts[1], walk.proposals[0]), by=walk.experts[1], at=walk.at)
    return walk.experts[1]


def test_a_mark_changed_in_two_places_answers_409_with_both(walk, one):
    client, review = client_of(one), walk.review_of(one, walk.proposals[0])
    pk = walk.panel.rubric.criteria.first().pk
    url = f"reviews/{review.pk}/marks/"
    assert send(client, "post", url, {"marks": {str(pk): {"value": 80}}}).status_code == 200
    late = {"marks": {str(pk): {"value": 92}}, "bases": {"marks": {str(pk): {"value": None}}}}
    answer = send(client, "post", url, late)
    assert answer.status_code == 409 and answer.json()["code"] == "crossed"
    assert answer.json()["crossings"] == [{"field": f"marks.{pk}.value", "base": None, "theirs": "80.00", "mine": "92"}]
    assert Score.objects.get().value == 80
    late["bases"]["marks"][str(pk)]["value"] = "80"
    assert send(client, "post", url, late).status_code == 200
    assert Score.objects.get().value == 92


@pytest.mark.parametrize(
    ("value", "code", "english"),
    [
        (-1, "out_of_range", "A mark must lie between 0 and 100."),
        (101, "out_of_range", "A mark must lie between 0 and 100."),
        ("NaN", "not_a_number", "Enter a number from 0 to 100."),
    ],
)
def test_bad_marks_are_refused_by_field(walk, one, value, code, english):
    client, review = client_of(one), walk.review_of(one, walk.proposals[0])
    pk = walk.panel.rubric.criteria.first().pk
    answer = client.post(
        f"/api/v1/reviews/{review.pk}/marks/",
        json.dumps({"marks": {str(pk): {"value": value}}}),
        content_type="application/json",
        headers={"Accept-Language": "en"},
    )
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["field"], error["code"]) == (422, f"marks.{pk}.value", code)
    assert error["message"] == english
    assert not Score.objects.exists()


def test_marks_of_others_for_the_unassigned_and_after_the_lock(walk, one):
    pk = walk.panel.rubric.criteria.first().pk
    body = {"marks": {str(pk): {"value": 80}}}
    other = walk.review_of(walk.experts[2], walk.proposals[0])
    assert send(client_of(one), "post", f"reviews/{other.pk}/marks/", body).status_code == 404
    mine = walk.review_of(one, walk.proposals[0])
    for viewer, status in ((walk.officer, 403), (walk.signer, 404), (stranger(), 404)):
        assert send(client_of(viewer), "post", f"reviews/{mine.pk}/marks/", body).status_code == status
    assert not Score.objects.exists()
    locked = Review5().locked()
    done = locked.review_of(locked.experts[0], locked.proposals[0])
    body = {"marks": {str(locked.panel.rubric.criteria.first().pk): {"value": 99}}}
    answer = send(client_of(locked.experts[0]), "post", f"reviews/{done.pk}/marks/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert not Score.objects.filter(value=99).exists()


def test_rubrics_are_written_read_and_revised():
    walk = Review5()
    client = client_of(walk.officer)
    bad = send(client, "post", "rubrics/", {"name": "表", "criteria": [{"name": "技术", "weight": 99}]})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "criteria")
    made = send(client, "post", "rubrics/", {"name": "表", "scale": "points", "criteria": LINES, "tie_chain": [1]})
    assert (made.status_code, made.json()["scale"], made.json()["tie_chain"]) == (201, "points", [1])
    pk = made.json()["id"]
    assert [row["name"] for row in client.get("/api/v1/rubrics/").json()["items"]] == ["揭榜挂帅通用评分表", "表"]
    changed = send(client, "put", f"rubrics/{pk}/", {"name": "改", "criteria": [{"name": "全部", "weight": 100}]})
    assert (changed.status_code, changed.json()["name"], changed.json()["scale"]) == (200, "改", "weight")
    common = Rubric.objects.get(organiser=None, template=True)
    body = {"name": "改", "criteria": LINES}
    assert send(client, "put", f"rubrics/{common.pk}/", body).status_code == 403
    panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    revised = send(client, "put", f"panels/{panel.pk}/rubric/", {"name": "本组", "criteria": LINES})
    assert (revised.status_code, len(revised.json()["criteria"])) == (200, 2)
    assert client.get(f"/api/v1/panels/{panel.pk}/rubric/").json()["name"] == "本组"
    for viewer in (walk.signer, walk.experts[0], stranger()):
        other = client_of(viewer)
        assert other.get(f"/api/v1/rubrics/{pk}/").status_code == 404
        assert send(other, "put", f"rubrics/{pk}/", body).status_code == 404
        assert send(other, "post", "rubrics/", body).status_code == 404
        assert send(other, "put", f"panels/{panel.pk}/rubric/", body).status_code == 404
    assert client_of(stranger("organiser")).get(f"/api/v1/rubrics/{pk}/").status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_of_rubrics_costs_the_same_for_many(count, django_assert_num_queries):
    walk = Review5()
    client = client_of(walk.officer)
    for n in range(count):
        send(client, "post", "rubrics/", {"name": f"表{n}", "criteria": [{"name": "全部", "weight": 100}]})
    client.get("/api/v1/rubrics/")
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/rubrics/").json()["items"]) == count + 1


def test_a_pack_is_taken_looked_at_and_written(walk, one):
    client, pk = client_of(one), walk.panel.rubric.criteria.first().pk
    url = f"/api/v1/panels/{walk.panel.pk}/pack/"
    filled = Filled(client.get(url).content).put(f"s{pk}", 90)
    looked = client.post(url, {"file": SimpleUploadedFile("a.xlsx", filled.content())}).json()
    assert [(cell["key"], cell["verdict"], cell["mine"]) for cell in looked["cells"]] == [(f"s{pk}", "taken", "90")]
    assert not Score.objects.exists()
    wrong = Filled(client.get(url).content).put(f"s{pk}", 101)
    answer = client.post(f"{url}writing/", {"file": SimpleUploadedFile("a.xlsx", wrong.content())})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong_cell")
    written = client.post(f"{url}writing/", {"file": SimpleUploadedFile("a.xlsx", filled.content())})
    assert written.json() == {"written": 1} and Score.objects.get().value == 90
    for viewer in (walk.officer, walk.signer, stranger()):
        assert client_of(viewer).get(url).status_code == 404
        assert client_of(viewer).post(f"{url}writing/", {}).status_code == 404
