"""The pages and the interface of inquiries: who reads what, and what betrays who objected to nobody it must not."""

import pytest
from django.urls import reverse

from challenges.award.actions import inquiry as inquiries
from challenges.award.actions import objection as objections
from challenges.award.models import Inquiry
from challenges.award.queries.course import course
from tests.core.test_api_journey import send
from tests.factories.accounts import acting
from tests.factories.review import OBJECTION, Review5, asked, heard, objected, stranger
from tests.files.test_file_owners import signed_in
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
SAID = "报告由我单位委托检测，样品为本批次产品"


@pytest.fixture
def walk():
    return Review5().publicised()


@pytest.fixture
def objector():
    return stranger()


@pytest.fixture
def registered(walk, objector):
    row = objected(walk.challenge, by=objector, at=walk.at)
    return objections.register(row, by=walk.notice_officer, at=walk.at)


@pytest.fixture
def target(walk):
    return acting(walk.proposals[0].organisation, "signer")


def shown(who, name, pk):
    return signed_in(who).get(reverse(name, args=[pk]))


def test_the_desk_asks_from_the_page_and_the_firm_answers_on_its_own(walk, registered, target, monkeypatch):
    monkeypatch.setattr("frontend.core.views.act.now", lambda: walk.at)
    monkeypatch.setattr("frontend.kit.verbs.now", lambda: walk.at)
    page = shown(walk.admin, "objection", registered.pk).content.decode()
    assert "还没有听取" in page and "uphold-decision" not in page and "inquire-question" in page
    firm = walk.proposals[0].organisation
    typed = {"inquire-to": f"target-{firm.pk}", "inquire-wanted": "statement", "inquire-question": "请说明报告的委托人"}
    act = f"/acts/objection/{registered.pk}/inquire/"
    assert signed_in(walk.admin).post(act, typed | {"version": registered.version}).status_code == 302
    row = Inquiry.objects.get()
    desk = signed_in(target).get("/desk/").content.decode()
    assert reverse("inquiry", args=[row.pk]) in desk
    theirs = shown(target, "inquiry", row.pk).content.decode()
    assert "请说明报告的委托人" in theirs and "answer-text" in theirs
    answer = signed_in(target).post(f"/acts/inquiry/{row.pk}/answer/", {"answer-text": SAID, "version": row.version})
    assert answer.status_code == 302
    page = shown(walk.admin, "objection", registered.pk).content.decode()
    assert SAID in page and target.user.name in page and "uphold-decision" in page


def test_a_firm_reads_what_it_was_asked_and_neither_who_objected_nor_their_words(walk, registered, target, objector):
    row = asked(registered, by=walk.admin, at=walk.at)
    own = asked(registered, by=walk.admin, at=walk.at, side="objector", question="请补充报告的原件编号")
    pages = [shown(target, "objection", registered.pk), shown(target, "inquiry", row.pk)]
    pages += [signed_in(target).get(f"/api/v1/{path}") for path in (f"objections/{registered.pk}/", "inquiries/")]
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        secrets = (objector.user.name, objector.organisation.name, registered.phone, OBJECTION["text"], own.question)
        assert not [secret for secret in secrets if secret in text]
    assert shown(target, "inquiry", own.pk).status_code == 404
    assert shown(acting(walk.proposals[1].organisation, "signer"), "objection", registered.pk).status_code == 404
    assert shown(objector, "inquiry", row.pk).status_code == 404
    body = client_of(target).get(f"/api/v1/objections/{registered.pk}/").json()
    hidden = {"name", "phone", "text", "remedy", "filed_at", "organisation", "register_note", "review_text"}
    assert hidden.isdisjoint(body)
    mine = client_of(target).get(f"/api/v1/inquiries/{row.pk}/").json()
    assert "for_objector" not in mine and mine["question"] == row.question
    theirs = client_of(walk.admin).get(f"/api/v1/inquiries/{row.pk}/").json()
    assert theirs["for_objector"] is False and theirs["organisation_id"] == target.organisation_id


def test_asking_answering_and_passing_on_over_the_interface(walk, registered, target, objector, monkeypatch):
    monkeypatch.setattr("challenges.core.api.resource.now", lambda: walk.at)
    given = {"side": "target", "wanted": "statement", "question": "请说明报告的委托人"}
    desk, firm = client_of(walk.admin), client_of(target)
    wrong = send(desk, "post", f"objections/{registered.pk}/inquiries/", given | {"question": objector.user.name})
    assert (wrong.status_code, Inquiry.objects.count()) == (422, 0)
    assert send(firm, "post", f"objections/{registered.pk}/inquiries/", given).status_code == 404
    assert send(desk, "post", f"objections/{registered.pk}/inquiries/", given).status_code == 200
    row = Inquiry.objects.get()
    assert send(client_of(objector), "post", f"inquiries/{row.pk}/answer/", {"text": SAID}).status_code == 404
    assert send(firm, "post", f"inquiries/{row.pk}/answer/", {"text": SAID}).json()["state"] == "answered"
    assert send(firm, "post", f"inquiries/{row.pk}/release/", {"to": "objector"}).status_code == 403
    assert send(desk, "post", f"inquiries/{row.pk}/release/", {"to": "objector"}).status_code == 200
    assert client_of(objector).get(f"/api/v1/inquiries/{row.pk}/").json()["answer"] == SAID


def test_the_course_stands_in_order_and_asks_no_more_for_more(walk, registered, target, django_assert_num_queries):
    rows = [asked(registered, by=walk.admin, at=walk.at) for _n in range(3)]
    inquiries.answer(rows[1], by=target, at=walk.at, text=SAID)
    entries = course(walk.admin, registered)
    assert [entry.name for entry in entries[:2]] == ["objection.filed", "objection.registered"]
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert SAID in [entry.text for entry in entries]
    with django_assert_num_queries(3):
        course(walk.admin, registered)
    for _n in range(27):
        asked(registered, by=walk.admin, at=walk.at)
    with django_assert_num_queries(3):
        assert len(course(walk.admin, registered)) == 33


def test_the_firm_asks_for_a_review_on_its_page(walk, registered, target):
    heard(registered, by=walk.notice_officer, at=walk.at)
    objections.uphold(registered, by=walk.admin, at=walk.at, decision="报告编号与官网不一致", back_to="proposed")
    page = shown(target, "objection", registered.pk).content.decode()
    assert "ask_review-reason" in page and "报告编号与官网不一致" in page
    assert "ask_review-reason" not in shown(walk.signer, "challenge_work", walk.challenge.pk).content.decode()
