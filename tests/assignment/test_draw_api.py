"""Draws and plans of panels over the API alone."""

import pytest

from challenges.assignment.actions import staffing as staffings
from challenges.assignment.models import Draw, Staffing
from challenges.assignment.solver import replay
from challenges.review.actions import panel as panels
from tests.core.test_api_journey import send, verbs
from tests.factories.review import Review5, stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise") * 3)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return walk


def test_a_panel_is_drawn_and_taken(walk):
    client = client_of(walk.officer)
    made = send(client, "post", f"panels/{walk.panel.pk}/draws/", {"size": 5, "reserves": 3})
    assert (made.status_code, verbs(made.json())) == (201, ["make", "void"])
    url = f"draws/{made.json()['id']}/"
    secret = Draw.objects.get().secret
    assert secret not in client.get(f"/api/v1/{url}").content.decode()
    assert client.get(f"/api/v1/{url}record/").status_code == 404
    drawn = send(
        client, "post", f"{url}drawing/", {"bans": [{"expert_id": walk.experts[0].user_id, "reason": "当周在国外开会"}]}
    )
    assert (drawn.status_code, verbs(drawn.json())) == (200, ["apply", "void"])
    assert all(replay.verify(client.get(f"/api/v1/{url}record/").json()).values())
    ids = [row["id"] for row in drawn.json()["result"]["panel"]]
    out = {"expert_id": ids[3], "reason": "当周住院"}
    refused = send(client, "post", f"{url}application/", {"without": [out]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "leader_expert_id")
    taken = send(client, "post", f"{url}application/", {"leader_expert_id": ids[0], "without": [out]})
    assert (taken.status_code, taken.json()["changes"][0]["reason"]) == (200, "当周住院")
    assert walk.panel.seats.filter(state="picked").count() == 5


def test_a_plan_is_asked_for_and_taken(walk):
    client = client_of(walk.officer)
    made = send(client, "post", f"batches/{walk.challenge.batch_id}/staffings/")
    assert (made.status_code, made.json()["state"]) == (201, "asked")
    assert send(client, "post", f"batches/{walk.challenge.batch_id}/staffings/").status_code == 409
    staffings.solve_waiting(at=walk.at)
    url = f"staffings/{made.json()['id']}/"
    plan = client.get(f"/api/v1/{url}").json()
    assert (plan["state"], len(plan["result"]["pairs"])) == ("ready", 5)
    out = plan["result"]["pairs"][0]["expert_id"]
    edit = {"bans": [{"expert_id": out, "panel_id": walk.panel.pk, "reason": "刚刚调离"}]}
    assert send(client, "post", f"{url}revision/", edit).json()["state"] == "asked"
    staffings.solve_waiting(at=walk.at)
    assert send(client, "post", f"{url}application/").status_code == 200
    assert out not in walk.panel.seats.filter(state="picked").values_list("expert_id", flat=True)


def test_nobody_else_knows_of_either(walk):
    send(client_of(walk.officer), "post", f"panels/{walk.panel.pk}/draws/", {"size": 5})
    staffings.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    draw, plan = Draw.objects.get(), Staffing.objects.get()
    for viewer in (walk.signer, walk.experts[0], stranger("organiser"), stranger()):
        client = client_of(viewer)
        for url in (f"draws/{draw.pk}/", f"draws/{draw.pk}/record/", f"staffings/{plan.pk}/"):
            assert client.get(f"/api/v1/{url}").status_code == 404
        for url in (f"draws/{draw.pk}/voiding/", f"staffings/{plan.pk}/voiding/"):
            assert send(client, "post", url, {"reason": "计划已经过期"}).status_code == 404
        for url in ("draws/", "staffings/"):
            assert client.get(f"/api/v1/{url}").json() == {"items": [], "next": None}
        assert send(client, "post", f"batches/{walk.challenge.batch_id}/staffings/").status_code == 404
