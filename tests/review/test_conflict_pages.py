"""The organiser's page of conflicts, and what an expert declares on the page of their seat."""

import pytest

from challenges.core.models import Motion
from challenges.experts.models import Conflict
from challenges.review.actions import conflict as conflicts
from tests.assignment.test_draw_pages import enter, text
from tests.factories.review import Review5, expert, stranger

pytestmark = pytest.mark.django_db


def tie(walk, one, proposal=None, **fields):
    given = {"source": "computed", "found_at": walk.at, "code": "mail_domain", **fields}
    facts = {"unit": "某公司", "domain": "firm.cn"}
    return Conflict.objects.create(expert=one.user, challenge=walk.challenge, proposal=proposal, facts=facts, **given)


def test_an_officer_filters_decides_several_and_keeps_the_reason(client):
    walk = Review5().scoring()
    rows = [tie(walk, one, walk.proposals[0]) for one in walk.experts[:3]]
    enter(client, walk.officer)
    address = f"/panels/{walk.panel.pk}/conflicts/"
    page = text(client.get(address))
    assert "3 条回避线索待核定" in page and "邮箱与“某公司”同属 firm.cn" in page
    assert f'id="tie-{rows[1].pk}"' not in text(client.get(f"{address}?expert={walk.experts[0].user_id}"))
    assert "没有符合这些条件的线索" in text(client.get(f"{address}?status=confirmed"))
    assert client.get(f"{address}?status=maybe").status_code == 404

    form = {"id": [row.pk for row in rows[:2]], "confirmed": "0", "here": "?status=potential"}
    answer = client.post(f"{address}decisions/", form)
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?status=potential")
    assert "请选择依据。" in text(client.get(address))
    assert Conflict.objects.filter(status="potential").count() == 3
    form |= {"basis": "shared", "reason": "全校共用域名"}
    assert client.post(f"{address}decisions/", form).status_code == 302
    page = text(client.get(address))
    assert "等待另一位同事复核" in page and "3 条回避线索待核定" in page
    motion = Motion.objects.get()
    enter(client, walk.admin)
    page = text(client.get(f"/motions/{motion.pk}/"))
    assert "全校共用域名" in page and page.count("firm.cn") == 2
    client.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version})
    page = text(client.get(address))
    assert page.count("全校共用域名") == 2 and "1 条回避线索待核定" in page
    away = client.post(f"{address}decisions/", {**form, "reason": "x", "here": "https://evil.example/"})
    assert away["Location"] == address


def test_a_rejection_from_the_board_without_a_reason_leads_to_the_page_of_conflicts(client):
    walk = Review5().scoring()
    row = tie(walk, walk.experts[0])
    enter(client, walk.officer)
    answer = client.post(f"/conflicts/{row.pk}/decision/", {"confirmed": "0"})
    assert answer["Location"] == f"/panels/{walk.panel.pk}/conflicts/"
    row.refresh_from_db()
    assert row.status == "potential"
    given = {"confirmed": "0", "basis": "asked", "reason": "查无此事"}
    answer = client.post(f"/conflicts/{row.pk}/decision/", given)
    assert answer["Location"] == f"/panels/{walk.panel.pk}/"
    row.refresh_from_db()
    assert (row.status, Motion.objects.get().arguments["reason"]) == ("potential", "查无此事")


def test_a_tie_is_pinned_on_the_page(client):
    walk = Review5().scoring()
    one = walk.experts[1]
    enter(client, walk.officer)
    address = f"/panels/{walk.panel.pk}/conflicts/"
    assert "没有发现回避线索" in text(client.get(address))
    form = {"pin-expert_id": one.user_id, "pin-proposal": walk.proposals[0].pk}
    assert client.post(f"{address}pins/", form).status_code == 422
    assert not Conflict.objects.exists()
    assert client.post(f"{address}pins/", {**form, "pin-reason": "举报属实"}).status_code == 302
    assert "组织方指定：举报属实" in text(client.get(address))
    assert walk.review_of(one, walk.proposals[0]).state == "recused"


def test_to_everybody_else_the_page_does_not_exist(client):
    walk = Review5().scoring()
    row = tie(walk, walk.experts[0])
    address = f"/panels/{walk.panel.pk}/conflicts/"
    for viewer in (walk.signer, walk.experts[0], walk.experts[1], expert(), stranger("organiser"), stranger()):
        enter(client, viewer)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}decisions/", {"id": row.pk, "confirmed": "1"}).status_code == 404
        assert client.post(f"{address}pins/", {}).status_code == 404
        assert client.post(f"/conflicts/{row.pk}/decision/", {"confirmed": "1"}).status_code == 404
    enter(client, walk.supervisor)
    assert "现在只能查看" in text(client.get(address))
    client.post(f"{address}decisions/", {"id": row.pk, "confirmed": "1"})
    row.refresh_from_db()
    assert row.status == "potential"


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_is_read_in_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    walk = Review5().scoring()
    for number in range(count):
        tie(walk, walk.experts[number % 5], walk.proposals[number % 2], code=f"code{number}")
    enter(client, walk.officer)
    client.get(f"/panels/{walk.panel.pk}/conflicts/")
    with django_assert_num_queries(10):
        page = text(client.get(f"/panels/{walk.panel.pk}/conflicts/"))
    assert page.count('id="tie-') == count


def test_pages_go_by_key(client):
    walk = Review5().scoring()
    rows = [tie(walk, walk.experts[0], code=f"code{number}") for number in range(31)]
    enter(client, walk.officer)
    address = f"/panels/{walk.panel.pk}/conflicts/"
    assert f"after={rows[29].pk}" in text(client.get(address))
    assert text(client.get(f"{address}?after={rows[29].pk}")).count('id="tie-') == 1


def test_an_invited_expert_speaks_of_the_challenge_alone_and_their_seat_is_free(client):
    walk = Review5(reserves=1).invited()
    one = walk.experts[1]
    enter(client, one)
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert "我有要声明的关系" in page
    assert all(proposal.organisation.name not in page for proposal in walk.proposals)
    address = f"/panels/{walk.panel.pk}/declarations/"
    hidden = {"declare-code": "family", "declare-proposal": walk.proposals[0].pk}
    assert client.post(address, hidden).status_code == 404
    assert client.post(address, {"declare-code": ""}).status_code == 302
    assert not Conflict.objects.exists()
    answer = client.post(address, {"declare-code": "shareholding"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get(f"/panels/{walk.panel.pk}/").status_code == 404
    assert walk.seat_of(one).state == "declined"
    assert walk.seat_of(walk.reserves[0]).state == "invited"


def test_who_accepted_names_a_proposal_and_it_is_gone(client):
    walk = Review5().accepted()
    one, (first, second) = walk.experts[1], walk.proposals
    enter(client, one)
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert first.organisation.name in page and second.organisation.name in page
    form = {"declare-code": "mentor", "declare-proposal": first.pk}
    assert client.post(f"/panels/{walk.panel.pk}/declarations/", form).status_code == 302
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert first.organisation.name not in page and second.organisation.name in page
    assert client.post(f"/panels/{walk.panel.pk}/declarations/", form).status_code == 404
    outsider = expert()
    enter(client, outsider)
    assert client.post(f"/panels/{walk.panel.pk}/declarations/", form).status_code == 404
    assert Conflict.objects.count() == 1


def test_a_blind_panel_names_no_firm_to_declare_against(client):
    walk = Review5().accepted()
    type(walk.panel).objects.filter(pk=walk.panel.pk).update(blind=True)
    enter(client, walk.experts[1])
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert "匿名评审不显示申报单位" in page
    assert all(proposal.organisation.name not in page for proposal in walk.proposals)
    form = {"declare-code": "mentor", "declare-proposal": walk.proposals[0].pk}
    assert client.post(f"/panels/{walk.panel.pk}/declarations/", form).status_code == 404


def test_a_locked_panel_takes_no_declaration(client):
    walk = Review5().locked()
    enter(client, walk.experts[1])
    assert "我有要声明的关系" not in text(client.get(f"/panels/{walk.panel.pk}/"))
    client.post(f"/panels/{walk.panel.pk}/declarations/", {"declare-code": "family"})
    assert not Conflict.objects.exists()
    row = tie(walk, walk.experts[1])
    enter(client, walk.officer)
    assert "现在只能查看" in text(client.get(f"/panels/{walk.panel.pk}/conflicts/"))
    with pytest.raises(conflicts.Refused):
        conflicts.hold(row, by=walk.officer, at=walk.at)
