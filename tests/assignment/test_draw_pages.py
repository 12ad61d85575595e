"""The pages of a public draw and of a ranking's doubt."""

import json
from urllib.parse import unquote

import pytest

from challenges.assignment.actions import draw as draws
from challenges.assignment.models import Draw
from challenges.assignment.solver import replay
from challenges.review.actions import panel as panels
from tests.factories.remembered import remembered
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db


@remembered
def planned():
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise") * 3)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return walk


@pytest.fixture
def walk():
    return planned()


def enter(client, viewer):
    client.force_login(viewer.user)
    session = client.session
    session["acting"] = viewer.organisation_id
    session.save()


def text(answer):
    return answer.content.decode()


def test_an_officer_promises_draws_and_takes_the_panel(client, walk):
    enter(client, walk.officer)
    address = f"/panels/{walk.panel.pk}/draws/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"size": 4, "reserves": 2}).status_code == 422
    answer = client.post(address, {"size": 5, "reserves": 2})
    draw = Draw.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/draws/{draw.pk}/")
    page = text(client.get(f"/draws/{draw.pk}/"))
    assert draw.commitment in page and draw.secret not in page
    assert client.get(f"/draws/{draw.pk}/record/").status_code == 404

    assert client.post(f"/acts/draw/{draw.pk}/make/", {"version": 1}).status_code == 302
    draw.refresh_from_db()
    page = text(client.get(f"/draws/{draw.pk}/"))
    assert draw.secret in page and "从 12 人中抽出 5 人" in page
    ids = [row["id"] for row in draw.record["result"]["panel"]]
    form = {"version": 2, "apply-leader": ids[0], f"apply-without_{ids[4]}": "当周住院"}
    assert client.post(f"/acts/draw/{draw.pk}/apply/", form).status_code == 302
    assert walk.panel.seats.filter(state="picked").count() == 5
    assert "当周住院" in text(client.get(f"/draws/{draw.pk}/"))


def test_the_record_that_is_handed_out_replays(client, walk):
    draw = draws.promise(walk.panel, by=walk.officer, at=walk.at, size=5, reserves=2)
    draws.make(draw, by=walk.officer, at=walk.at)
    enter(client, walk.supervisor)
    answer = client.get(f"/draws/{draw.pk}/record/")
    assert f"抽取记录-{walk.challenge.number}-" in unquote(answer["Content-Disposition"])
    assert all(replay.verify(json.loads(answer.content)).values())


def test_to_everybody_else_a_draw_does_not_exist(client, walk):
    draw = draws.promise(walk.panel, by=walk.officer, at=walk.at, size=5)
    draws.make(draw, by=walk.officer, at=walk.at)
    addresses = [f"/panels/{walk.panel.pk}/draws/", f"/draws/{draw.pk}/", f"/draws/{draw.pk}/record/"]
    for viewer in (walk.signer, walk.experts[0], stranger("organiser"), stranger()):
        enter(client, viewer)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        assert client.post(f"/acts/draw/{draw.pk}/void/", {"void-reason": "计划已经过期"}).status_code == 404
    draw.refresh_from_db()
    assert draw.state == "drawn"


def test_the_doubt_of_a_ranking_is_for_the_officers_after_the_lock(client):
    walk = Review5(proposals=4).marked((85, 80, 70, 60))
    enter(client, walk.officer)
    assert client.get(f"/panels/{walk.panel.pk}/doubt/").status_code == 404
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    page = text(client.get(f"/panels/{walk.panel.pk}/doubt/"))
    assert "名次区间（90%）" in page and "<svg" in page
    for viewer in (walk.signer, walk.experts[0], stranger()):
        enter(client, viewer)
        assert client.get(f"/panels/{walk.panel.pk}/doubt/").status_code == 404


def test_too_few_reviews_say_so(client):
    walk = Review5(proposals=2).locked()
    enter(client, walk.officer)
    assert "评审数量太少" in text(client.get(f"/panels/{walk.panel.pk}/doubt/"))


@pytest.mark.parametrize("count", [3, 6])
def test_the_doubt_page_asks_a_fixed_number_of_times(client, count, django_assert_num_queries):
    walk = Review5(proposals=count, load=count).locked(tuple(90 - n for n in range(count)))
    enter(client, walk.officer)
    client.get(f"/panels/{walk.panel.pk}/doubt/")
    with django_assert_num_queries(8):
        assert client.get(f"/panels/{walk.panel.pk}/doubt/").status_code == 200
