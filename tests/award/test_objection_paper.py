"""The paper of a decision: its words, number and style stay; the red head is for whom two operators entitled."""

import pytest
from django.urls import reverse

from challenges.award.actions import objection as objections
from challenges.award.models import ObjectionPaper
from challenges.bulletin.actions import red_head
from challenges.bulletin.models import Letterhead, Notice, RedHead
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.periods import day_of
from tests.factories.accounts import OrganisationFactory, operator
from tests.factories.review import Review5, objected, stranger
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db
RED = {"mark": "示范省科学技术厅文件", "code": "示科", "basis": "省政府办公厅关于机关代字的通知"}


@pytest.fixture
def walk():
    return Review5().publicised()


def entitled(walk):
    return red_head.grant(walk.challenge.organiser, by=operator().seconding(operator().user), at=walk.at, **RED)


def decided(walk, by=None):
    row = objected(walk.challenge, at=walk.at, by=by)
    objections.register(row, by=walk.notice_officer, at=walk.at)
    return objections.dismiss(row, by=walk.admin, at=walk.at, decision="报告编号经核对一致")


def test_a_decision_is_a_numbered_paper_with_reasons_and_the_ways_against_it(walk):
    Letterhead.objects.filter(organisation=walk.challenge.organiser).update(nature="authority")
    objector = stranger()
    row = decided(walk, objector)
    paper = row.papers.get()
    assert paper.number.endswith("1号") and "〔" in paper.number and paper.issuer_mark == ""
    for words in (row.number, "异议不成立", "报告编号经核对一致", "行政复议", "申请复核的截止时间"):
        assert words in paper.body
    assert objector.user.name not in paper.body and objector.organisation.name not in paper.body
    assert decided(walk).papers.get().number.endswith("2号")
    address = reverse("objection_paper", args=[row.pk, paper.pk])
    assert paper.number in signed_in(objector).get(address).content.decode()
    assert "red-mark" not in signed_in(walk.admin).get(address).content.decode()
    assert signed_in(stranger()).get(address).status_code == 404
    other = decided(walk)
    assert signed_in(walk.admin).get(reverse("objection_paper", args=[other.pk, paper.pk])).status_code == 404


def test_who_is_entitled_has_mark_and_series_of_their_own_and_what_was_issued_stays(walk):
    before = decided(walk)
    entitled(walk)
    after = decided(walk)
    paper = after.papers.get()
    assert (paper.issuer_mark, paper.number) == (RED["mark"], f"示科异决〔{day_of(walk.at).year}〕1号")
    assert before.papers.get().issuer_mark == ""
    notices = Notice.objects.filter(kind="objection_result").order_by("id")
    assert [notice.facts.get("red_mark", "") for notice in notices] == ["", RED["mark"]]
    assert notices[1].number.startswith(f"示科〔{day_of(walk.at).year}〕")
    page = signed_in(walk.admin).get(reverse("objection_paper", args=[after.pk, paper.pk])).content.decode()
    assert "red-mark" in page and RED["mark"] in page and "red-rule" in page
    assert "red-mark" in signed_in(walk.admin).get(reverse("notice", args=[notices[1].pk])).content.decode()
    by = operator().seconding(operator().user)
    red_head.end(walk.challenge.organiser, by=by, at=walk.at, reason="机构改革后代字停用")
    assert decided(walk).papers.get().issuer_mark == ""
    assert ObjectionPaper.objects.get(pk=paper.pk).issuer_mark == RED["mark"]


def test_only_two_operators_give_it_and_only_to_an_organiser(walk):
    house = walk.challenge.organiser
    for by in (walk.admin, walk.notice_officer.seconding(walk.admin.user)):
        with pytest.raises(NotAllowed):
            red_head.grant(house, by=by, at=walk.at, **RED)
    with pytest.raises(Refused):
        red_head.grant(house, by=operator(), at=walk.at, **RED)
    two = operator().seconding(operator().user)
    for given in ({"mark": " "}, {"code": ""}, {"basis": "x"}, {"mark": "厅" * 41}):
        with pytest.raises(Invalid):
            red_head.grant(house, by=two, at=walk.at, **RED | given)
    with pytest.raises(Invalid):
        red_head.grant(OrganisationFactory(kind="lead"), by=two, at=walk.at, **RED)
    assert not RedHead.objects.exists()


def test_an_operator_puts_it_before_another_on_the_page_of_the_organiser(walk):
    house = walk.challenge.organiser
    page = signed_in(operator()).get(reverse("organisation", args=[house.pk])).content.decode()
    assert "red-mark" in page
    assert "red-basis" not in signed_in(walk.admin).get(reverse("organisation", args=[house.pk])).content.decode()
    address = reverse("red_head", args=[house.pk])
    assert signed_in(walk.admin).post(address, RED | {"act": "grant"}).status_code == 404
    assert signed_in(operator()).post(address, RED | {"act": "grant"}).status_code == 302
    assert not RedHead.objects.exists()
