"""The pages of a plan of who reviews what."""

import pytest

from challenges.assignment.actions import allotment as allotments
from challenges.assignment.models import Allotment
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.models import Panel
from tests.assignment.test_draw_pages import enter, text
from tests.factories.accounts import acting
from tests.factories.allotment import (
    again,
    begun,
    one_solved,
    other_officer,
    pairs,
    shared,
    solved,
    two_applied,
)
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db


def test_an_officer_sets_asks_edits_and_takes_the_plan(client):
    walk = shared(reviews_each=5)
    enter(client, walk.officer)
    board = text(client.get(f"/panels/{walk.panel.pk}/"))
    address = f"/batches/{walk.challenge.batch_id}/allotments/"
    assert address in board and "设定每份评审专家数" in board
    act = f"/acts/panel/{walk.panel.pk}/set_reviews/"
    assert "须为单数" in text(client.post(act, {"set_reviews-reviews_each": "2"}))
    assert client.post(act, {"set_reviews-reviews_each": "3"}).status_code == 302
    page = text(client.get(address))
    assert "1 个评审组可以派评" in page and "12 / 20" in page
    assert client.post(address, {"panel": [walk.panel.pk], "cover": "1"}).status_code == 302
    plan = Allotment.objects.get()
    assert "正在求解" in text(client.get(f"/allotments/{plan.pk}/"))
    plan = again(walk, plan)
    page = text(client.get(f"/allotments/{plan.pk}/"))
    for words in ("12 份评审已安排", "契合度 70.0%", 'class="cell c-in">评<', plan.result["input_hash"], "采用方案"):
        assert words in page
    out = next(key for key in sorted(pairs(plan)) if key[0] == walk.experts[4].user_id)
    form = {
        "version": plan.version,
        "revise-out": f"{out[0]}_{out[1]}",
        "revise-out_reason": "与负责人同门",
        "revise-pin_expert": walk.experts[3].user_id,
        "revise-pin_proposal": out[1],
        "revise-pin_reason": "熟悉财务",
    }
    assert client.post(f"/acts/allotment/{plan.pk}/revise/", form).status_code == 302
    plan = again(walk, plan)
    assert plan.bans == [[*out, "与负责人同门"]]
    assert (plan.pins, plan.state) == ([[walk.experts[3].user_id, out[1], "熟悉财务"]], "ready")
    page = text(client.get(f"/allotments/{plan.pk}/"))
    for words in (">定<", ">排<", "现行的指定与排除", "与负责人同门", "熟悉财务"):
        assert words in page
    assert client.post(f"/acts/allotment/{plan.pk}/apply/", {"version": plan.version}).status_code == 302
    assert Panel.objects.get(pk=walk.panel.pk).allotment == plan


def test_a_later_edit_of_a_pair_takes_the_earlier_ones_place(client):
    walk, plan = one_solved()
    enter(client, walk.officer)
    expert, proposal = next(key for key in sorted(pairs(plan)) if key[0] == walk.experts[4].user_id)
    url = f"/acts/allotment/{plan.pk}/revise/"
    client.post(url, {"revise-out": f"{expert}_{proposal}", "revise-out_reason": "与负责人同门"})
    plan = again(walk, plan)
    form = {"revise-pin_expert": expert, "revise-pin_proposal": proposal, "revise-pin_reason": "熟悉财务核算"}
    client.post(url, form)
    plan = again(walk, plan)
    assert (plan.bans, plan.pins) == ([], [[expert, proposal, "熟悉财务核算"]])
    client.post(url, {"revise-drop": "on"})
    plan = again(walk, plan)
    assert (plan.bans, plan.pins) == ([], [])


def test_half_an_edit_is_shown_again_with_what_was_typed(client):
    walk, plan = one_solved()
    enter(client, walk.officer)
    expert, proposal = min(pairs(plan))
    form = {"revise-out": f"{expert}_{proposal}", "revise-pin_expert": walk.experts[0].user_id}
    answer = client.post(f"/acts/allotment/{plan.pk}/revise/", form)
    page = text(answer)
    assert answer.status_code == 422
    assert "请同时选择专家和申报书。" in page and "请写明不用的理由。" in page
    assert f'value="{expert}_{proposal}" checked' in page
    plan.refresh_from_db()
    assert (plan.state, plan.bans, plan.pins) == ("ready", [], [])


def test_empty_seats_head_the_page_and_the_plan_is_not_taken(client):
    walk = shared(proposals=5)
    walk.experts[1].user.expert.max_load = 1
    walk.experts[1].user.expert.save()
    plan = solved(walk)
    enter(client, walk.officer)
    page = text(client.get(f"/allotments/{plan.pk}/"))
    assert "方案还缺 4 席，不能采用" in page and "企业专家总容量为" in page and "缺 1 席，其中企业专家 1 席" in page
    answer = client.post(f"/acts/allotment/{plan.pk}/apply/", {"version": plan.version}, follow=True)
    assert "还有 4 席没有人可以评审" in text(answer)
    plan.refresh_from_db()
    assert plan.state == "ready"


def test_a_guest_reads_what_they_are_and_talks_only_of_their_proposals(client):
    first, second, plan = two_applied()
    begun(first)
    people = {one.user_id: one for one in (*first.experts, *second.experts)}
    own = {proposal.pk: proposal for proposal in first.proposals}
    for expert, proposal in sorted(pairs(plan)):
        if proposal in own:
            first.mark(people[expert], own[proposal], 70)
    panels.discuss(first.panel, by=first.officer, at=first.at)
    guest = next(one for one in second.experts if first.panel.seats.filter(expert_id=one.user_id).exists())
    enter(client, guest)
    assert "你是跨组评审" in text(client.get(f"/panels/{first.panel.pk}/"))
    page = text(client.get(f"/panels/{first.panel.pk}/discussion/"))
    mine = {proposal for expert, proposal in pairs(plan) if expert == guest.user_id} & set(own)
    for pk, proposal in own.items():
        assert (proposal.organisation.name in page) == (pk in mine)


def test_who_stepped_aside_no_longer_reads_the_talk_of_that_proposal(client):
    walk = Review5().marked()
    one = walk.experts[2]
    walk.proposals[1].refresh_from_db()
    reviews.recuse(walk.review_of(one, walk.proposals[1]), by=one, at=walk.at, reason="与负责人同门")
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    enter(client, one)
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert walk.proposals[0].organisation.name in page
    assert walk.proposals[1].organisation.name not in page


def test_to_everybody_else_a_plan_does_not_exist(client):
    walk = shared()
    plan = allotments.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    for viewer in (walk.signer, walk.experts[0], other_officer(), stranger()):
        enter(client, viewer)
        assert client.get(f"/batches/{walk.challenge.batch_id}/allotments/").status_code == 404
        assert client.get(f"/allotments/{plan.pk}/").status_code == 404
        assert client.post(f"/acts/allotment/{plan.pk}/void/").status_code == 404
    enter(client, acting(walk.challenge.organiser, "approver"))
    # Who reads a plan without looking through the list of them is not led there.
    assert f'href="/batches/{walk.challenge.batch_id}/allotments/"' not in client.get(f"/allotments/{plan.pk}/").text
    enter(client, walk.supervisor)
    assert f'href="/batches/{walk.challenge.batch_id}/allotments/"' in client.get(f"/allotments/{plan.pk}/").text
    assert client.get(f"/allotments/{plan.pk}/").status_code == 200
    assert client.post(f"/batches/{walk.challenge.batch_id}/allotments/").status_code == 302
    plan.refresh_from_db()
    assert plan.state == "asked" and Allotment.objects.count() == 1


def test_an_empty_batch_says_what_comes_first(client):
    walk = Review5().composed()
    enter(client, walk.officer)
    page = text(client.get(f"/batches/{walk.challenge.batch_id}/allotments/"))
    assert "没有正在邀请的评审组" in page and "每份评审专家数在评审组页面设定" in page


@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_ask_a_fixed_number_of_times(client, count, django_assert_num_queries):
    walk = shared(proposals=count)
    for one in walk.experts:
        one.user.expert.max_load = count
        one.user.expert.save()
    plan = solved(walk)
    enter(client, walk.officer)
    address = f"/batches/{walk.challenge.batch_id}/allotments/"
    client.get(address)
    with django_assert_num_queries(14):
        assert client.get(address).status_code == 200
    with django_assert_num_queries(11):
        assert client.get(f"/allotments/{plan.pk}/").status_code == 200
