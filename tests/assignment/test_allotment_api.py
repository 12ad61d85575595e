"""Plans of who reviews what over the API alone."""

import pytest

from challenges.assignment.actions import allotment as allotments
from challenges.assignment.models import Allotment
from challenges.review.models import Review
from tests.core.test_api_journey import send, verbs
from tests.factories.allotment import again, one_solved, other_officer, shared, two_panels
from tests.factories.review import Review5, stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def test_the_number_of_reviews_is_set_and_taken_back():
    walk = Review5().composed()
    client = client_of(walk.officer)
    url = f"panels/{walk.panel.pk}/"
    refused = send(client, "post", f"{url}reviews-each/", {"reviews_each": 4})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reviews_each")
    assert client.get(f"/api/v1/{url}").json()["reviews_each"] is None
    assert send(client, "post", f"{url}reviews-each/", {"reviews_each": 3}).json()["reviews_each"] == 3
    assert send(client, "post", f"{url}reviews-each/", {"reviews_each": None}).json()["reviews_each"] is None


def test_a_plan_is_asked_for_edited_taken_and_begun_by():
    walk, _second = two_panels()
    client = client_of(walk.officer)
    address = f"batches/{walk.challenge.batch_id}/allotments/"
    made = send(client, "post", address, {"panel_ids": [], "cover": True})
    assert (made.status_code, made.json()["state"], made.json()["cover"]) == (201, "asked", True)
    assert send(client, "post", address, {}).status_code == 409
    again(walk, Allotment.objects.get())
    url = f"allotments/{made.json()['id']}/"
    plan = client.get(f"/api/v1/{url}").json()
    assert (plan["state"], len(plan["result"]["pairs"]), verbs(plan)) == ("ready", 24, ["revise", "apply", "void"])
    out = min(plan["result"]["pairs"], key=hard_to_replace)
    edit = {"expert_id": out["expert_id"], "proposal_id": out["proposal_id"], "reason": "与负责人同门"}
    assert send(client, "post", f"{url}revision/", {"bans": [edit]}).json()["state"] == "asked"
    again(walk, Allotment.objects.get())
    assert send(client, "post", f"{url}application/").json()["state"] == "applied"
    assert send(client, "post", f"challenges/{walk.challenge.pk}/review/").status_code == 200
    assert send(client, "post", f"panels/{walk.panel.pk}/scoring/").status_code == 200
    assert Review.objects.filter(seat__panel=walk.panel).count() == 12
    assert not Review.objects.filter(seat__expert_id=out["expert_id"], proposal_id=out["proposal_id"]).exists()
    seats = client.get(f"/api/v1/panels/{walk.panel.pk}/").json()["seats"]
    assert {row["bridging"] for row in seats} == {True, False}


def hard_to_replace(row) -> tuple[bool, int]:
    """Order the reviews of a plan by how many reasons hold them: which ones there are depends on the people."""
    codes = {reason["code"] for reason in row["reasons"]}
    return bool(codes & {"no_other_candidate", "enterprise_seat"}), len(codes)


def test_scoring_without_a_plan_is_refused_in_words():
    walk = shared()
    client = client_of(walk.officer)
    send(client, "post", f"challenges/{walk.challenge.pk}/review/")
    answer = send(client, "post", f"panels/{walk.panel.pk}/scoring/")
    assert (answer.status_code, answer.json()["code"]) == (409, "allotment_missing")


def test_nobody_else_knows_of_a_plan():
    walk = shared()
    plan = allotments.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    for viewer in (walk.signer, walk.experts[0], other_officer(), stranger()):
        client = client_of(viewer)
        assert client.get(f"/api/v1/allotments/{plan.pk}/").status_code == 404
        for path in ("revision", "application", "voiding"):
            assert send(client, "post", f"allotments/{plan.pk}/{path}/", {"reason": "计划已经过期"}).status_code == 404
        assert client.get("/api/v1/allotments/").json() == {"items": [], "next": None}
        assert send(client, "post", f"batches/{walk.challenge.batch_id}/allotments/", {}).status_code == 404
    looking = client_of(walk.supervisor)
    assert looking.get(f"/api/v1/allotments/{plan.pk}/").json()["can"] == []
    assert send(looking, "post", f"allotments/{plan.pk}/voiding/", {"reason": "计划已经过期"}).status_code == 403


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_a_fixed_number_of_times(count, django_assert_num_queries):
    walk, plan = one_solved(proposals=1)
    Allotment.objects.filter(pk=plan.pk).update(state="void")
    for _n in range(count - 1):
        plan.pk, plan.state, plan._state.adding = None, "void", True
        plan.save()
    client = client_of(walk.officer)
    client.get("/api/v1/allotments/")
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/allotments/?limit=50").json()["items"]) == count
