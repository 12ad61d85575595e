"""The pages of a plan for a batch's panels."""

import pytest

from challenges.assignment.actions import staffing as staffings
from challenges.assignment.models import Staffing
from challenges.review.actions import panel as panels
from challenges.review.models import Seat
from tests.assignment.test_draw_pages import enter, text
from tests.factories.accounts import acting
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise", "technical", "finance", "ip"))
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return walk


def test_an_officer_asks_changes_and_takes_the_plan(client, walk):
    enter(client, walk.officer)
    address = f"/batches/{walk.challenge.batch_id}/staffings/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    staffing = Staffing.objects.get()
    assert "正在求解" in text(client.get(f"/staffings/{staffing.pk}/"))
    staffings.solve_waiting(at=walk.at)
    page = text(client.get(f"/staffings/{staffing.pk}/"))
    assert "契合度" in page and "采用方案" in page
    staffing.refresh_from_db()
    out = min(row["expert_id"] for row in staffing.result["pairs"])
    form = {"version": staffing.version, f"revise-out_{out}_{walk.panel.pk}": "刚刚调离"}
    assert client.post(f"/acts/staffing/{staffing.pk}/revise/", form).status_code == 302
    staffings.solve_waiting(at=walk.at)
    staffing.refresh_from_db()
    assert staffing.bans == [[out, walk.panel.pk, "刚刚调离"]]
    assert client.post(f"/acts/staffing/{staffing.pk}/apply/", {"version": staffing.version}).status_code == 302
    seated = list(Seat.objects.filter(state="picked").values_list("expert_id", flat=True))
    assert (len(seated), out in seated) == (5, False)


def test_half_an_edit_is_shown_again(client, walk):
    staffing = staffings.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    staffings.solve_waiting(at=walk.at)
    enter(client, walk.officer)
    form = {"revise-pin_expert": walk.experts[0].user_id, "revise-pin_reason": "熟悉本题"}
    answer = client.post(f"/acts/staffing/{staffing.pk}/revise/", form)
    assert answer.status_code == 422
    assert "请同时选择专家和评审组。" in text(answer)


def test_to_everybody_else_a_plan_does_not_exist(client, walk):
    staffing = staffings.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    for viewer in (walk.signer, walk.experts[0], stranger("organiser"), stranger()):
        enter(client, viewer)
        assert client.get(f"/batches/{walk.challenge.batch_id}/staffings/").status_code == 404
        assert client.get(f"/staffings/{staffing.pk}/").status_code == 404
        assert client.post(f"/acts/staffing/{staffing.pk}/void/").status_code == 404
    address = f'href="/batches/{walk.challenge.batch.pk}/staffings/"'
    enter(client, acting(walk.challenge.organiser, "approver"))
    # Who reads a plan without looking through the list of them is not led there.
    assert address not in client.get(f"/staffings/{staffing.pk}/").text
    enter(client, walk.supervisor)
    assert address in client.get(f"/staffings/{staffing.pk}/").text
    assert client.get(f"/staffings/{staffing.pk}/").status_code == 200
    assert client.post(f"/batches/{walk.challenge.batch_id}/staffings/").status_code == 302
    staffing.refresh_from_db()
    assert staffing.state == "asked" and Staffing.objects.count() == 1
