"""Inquiries on an objection: who is asked and until when, who answers, who reads, and nobody learns who objected."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.acting import CLOCK, acting_as
from challenges.award.access import inquiry as access
from challenges.award.access import objection as objection_access
from challenges.award.actions import inquiry as inquiries
from challenges.award.actions import objection as objections
from challenges.award.models import Inquiry
from challenges.core.deadlines import take_due_steps
from challenges.core.gate import Invalid, NotAllowed
from challenges.core.models import Holiday
from challenges.core.periods import day_of
from challenges.files.access import loadable_by, visible_to
from challenges.files.actions import attach, remove
from challenges.files.models import Attachment
from notifications import relay
from notifications.models import InboxItem
from tests.award.test_objection_actions import refused
from tests.factories.accounts import MembershipFactory, OrganisationFactory, acting
from tests.factories.challenges import set_rules
from tests.factories.files import PDF
from tests.factories.review import Review5, asked, heard, objected, stranger

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
SAID = "报告由我单位委托检测，原件附后"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


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


def pdf(name="报告.pdf"):
    return SimpleUploadedFile(name, PDF)


def test_nothing_is_asked_before_the_registration_nor_by_anybody_but_the_desk(walk, objector, target):
    row = objected(walk.challenge, by=objector, at=walk.at)
    refused("wrong_state", asked, row, by=walk.notice_officer, at=walk.at)
    objections.register(row, by=walk.notice_officer, at=walk.at)
    for one in (objector, target, walk.signer, walk.supervisor, walk.officer):
        refused("not_allowed", asked, row, error=NotAllowed, by=one, at=walk.at)
    by = {"by": walk.admin, "at": walk.at, "error": Invalid}
    refused("unknown", asked, row, side="expert", **by)
    refused("unknown", asked, row, organisation_id=OrganisationFactory().pk, **by)
    refused("unknown", asked, row, wanted="money", **by)
    refused("required", asked, row, question=" ", **by)
    assert not Inquiry.objects.exists()


def test_the_limit_is_that_of_the_rules_in_working_days(walk, registered):
    set_rules(walk.challenge.batch, {"objection_statement_days": 3})
    row = asked(registered, by=walk.admin, at=walk.at)
    assert day_of(row.due_at) == Holiday.objects.calendar().add(day_of(walk.at), 3)


def test_an_answer_in_the_last_second_counts_and_nothing_changes_afterwards(walk, registered, target, objector):
    row = asked(registered, by=walk.admin, at=walk.at)
    due = row.due_at
    for one in (objector, walk.signer, stranger(), walk.admin, acting(target.organisation, "viewer")):
        refused("not_allowed", inquiries.answer, row, error=NotAllowed, by=one, at=due, text=SAID)
    refused("required", inquiries.answer, row, error=Invalid, by=target, at=due, text=" ")
    refused("too_late", inquiries.answer, row, by=target, at=due + SECOND, text=SAID)
    file = attach(row, pdf(), kind="evidence", by=target, at=walk.at)
    inquiries.answer(row, by=target, at=due, text=SAID)
    assert (row.state, row.answer, row.answered_by, row.due_at) == ("answered", SAID, target.user, None)
    refused("wrong_state", inquiries.answer, row, by=target, at=due, text="另有说明，见附件")
    refused("wrong_state", attach, row, upload=pdf("另一份.pdf"), kind="evidence", by=target, at=due)
    refused("wrong_state", remove, file, by=target, at=due)


def test_a_document_that_was_asked_for_must_come_and_pass_the_check(walk, registered, target):
    row = asked(registered, by=walk.admin, at=walk.at, wanted="document")
    refused("no_document", inquiries.answer, row, error=Invalid, by=target, at=walk.at, text=SAID)
    attach(row, pdf(), kind="evidence", by=target, at=walk.at)
    Attachment.objects.update(scan_state="blocked")
    refused("blocked", inquiries.answer, row, error=Invalid, by=target, at=walk.at, text=SAID)
    Attachment.objects.update(scan_state="waiting")
    inquiries.answer(row, by=target, at=walk.at, text=SAID)


def test_an_objection_is_upheld_only_after_the_firm_objected_to_was_heard(walk, registered, target):
    given = {"by": walk.admin, "at": walk.at, "decision": "报告编号与官网不一致", "back_to": "proposed"}
    refused("unheard", objections.uphold, registered, **given)
    asked(registered, by=walk.notice_officer, at=walk.at, side="lead")
    refused("unheard", objections.uphold, registered, **given)
    row = asked(registered, by=walk.notice_officer, at=walk.at)
    refused("unheard", objections.uphold, registered, **given)
    refused("unheard", objections.uphold, registered, **given | {"at": row.due_at})
    registered.refresh_from_db()
    objections.uphold(registered, **given | {"at": row.due_at + SECOND})
    assert registered.state == "upheld"


def test_to_dismiss_one_nobody_need_be_asked_and_what_is_open_ends(walk, registered):
    row = asked(registered, by=walk.notice_officer, at=walk.at)
    objections.dismiss(registered, by=walk.admin, at=walk.at, decision="报告编号经核对一致")
    row.refresh_from_db()
    assert row.state == "closed"


def test_the_clock_notes_that_no_answer_came(walk, registered):
    row = asked(registered, by=walk.notice_officer, at=walk.at)
    take_due_steps(row.due_at)
    row.refresh_from_db()
    assert row.state == "asked"
    take_due_steps(row.due_at + SECOND)
    row.refresh_from_db()
    assert (row.state, row.due_at) == ("lapsed", None)


@pytest.mark.parametrize("side", ["target", "lead"])
def test_who_objected_is_told_to_no_other_side(walk, registered, objector, side):
    for word in (objector.user.name, registered.phone, objector.organisation.name):
        given = {"question": f"{word}称检测报告不实，请说明", "error": Invalid}
        refused("personal", asked, registered, by=walk.admin, at=walk.at, side=side, **given)
    asked(registered, by=walk.admin, at=walk.at, side="objector", question=f"请{objector.user.name}补充报告原件")


def read_by(viewer):
    return set(access.visible_to(viewer).values_list("side", flat=True))


def test_each_side_reads_what_is_sent_or_passed_on_to_it(walk, registered, objector, target):
    rows = {side: asked(registered, by=walk.admin, at=walk.at, side=side) for side in ("objector", "target", "lead")}
    rival = acting(walk.proposals[1].organisation, "signer")
    people = {"objector": objector, "target": target, "lead": walk.signer}
    for side, viewer in people.items():
        assert read_by(viewer) == {side}
    for viewer in (rival, stranger(), walk.experts[0]):
        assert read_by(viewer) == set()
    for viewer in (walk.admin, walk.notice_officer, walk.supervisor):
        assert read_by(viewer) == {"objector", "target", "lead"}
    refused("wrong_state", inquiries.release, rows["target"], by=walk.admin, at=walk.at, to="objector")
    attach(rows["target"], pdf(), kind="evidence", by=target, at=walk.at)
    Attachment.objects.update(scan_state="clean")
    assert not visible_to(walk.admin).exists()
    inquiries.answer(rows["target"], by=target, at=walk.at, text=SAID)
    readers = (walk.admin, walk.supervisor, target)
    assert all(loadable_by(one).count() == 1 for one in readers)
    assert not any(visible_to(one).exists() for one in (objector, walk.signer, rival, stranger()))
    refused("not_allowed", inquiries.release, rows["target"], error=NotAllowed, by=target, at=walk.at, to="objector")
    refused("released", inquiries.release, rows["target"], by=walk.admin, at=walk.at, to="target")
    inquiries.release(rows["target"], by=walk.admin, at=walk.at, to="objector")
    assert read_by(objector) == {"objector", "target"} and loadable_by(objector).count() == 1
    assert read_by(walk.signer) == {"lead"} and not visible_to(walk.signer).exists()


def test_an_answer_that_names_the_objector_is_passed_on_to_nobody_else(walk, registered, objector):
    row = asked(registered, by=walk.admin, at=walk.at, side="objector")
    inquiries.answer(row, by=objector, at=walk.at, text=f"我{objector.user.name}已在申报前举报过")
    for to in ("target", "lead"):
        refused("personal", inquiries.release, row, error=Invalid, by=walk.admin, at=walk.at, to=to)


def test_a_firm_that_was_asked_knows_of_the_objection_and_reads_it_not_in_full(walk, registered, target, objector):
    attach_to = objected(walk.challenge, by=objector, at=walk.at)
    attach(attach_to, pdf(), kind="evidence", by=objector, at=walk.at)
    assert not objection_access.visible_to(target).exists()
    asked(registered, by=walk.admin, at=walk.at)
    assert list(objection_access.visible_to(target)) == [registered]
    assert not objection_access.whole_to(target).exists() and not objection_access.reads_whole(target, registered)
    Attachment.objects.update(objection=registered, scan_state="clean")
    assert not visible_to(target).exists() and visible_to(walk.admin).exists()


def test_those_concerned_are_told_and_nobody_else(walk, registered, target, objector):
    row = asked(registered, by=walk.admin, at=walk.at)
    inquiries.answer(row, by=target, at=walk.at, text=SAID)
    inquiries.release(row, by=walk.admin, at=walk.at, to="objector")
    late = asked(registered, by=walk.admin, at=walk.at)
    after = late.due_at + SECOND
    inquiries.lapse(late, by=CLOCK, at=after)
    relay.dispatch(after)
    told = lambda name: set(InboxItem.objects.filter(event__name=name).values_list("person_id", flat=True))  # noqa: E731
    assert told("inquiry.asked") == {target.user_id}
    assert told("inquiry.released") == {objector.user_id}
    assert walk.notice_officer.user_id in told("inquiry.answered") and target.user_id not in told("inquiry.answered")
    assert target.user_id in told("inquiry.lapsed") and objector.user_id not in told("inquiry.lapsed")


def test_the_officer_whose_own_the_objection_is_asks_nothing(walk, registered):
    insider = acting(walk.challenge.organiser, "notice_officer")
    MembershipFactory(user=insider.user, organisation=registered.organisation, roles=["handler"])
    torn = acting_as(insider.user, walk.challenge.organiser_id, at=walk.at)
    refused("not_allowed", asked, registered, error=NotAllowed, by=torn, at=walk.at)


def test_whoever_was_heard_stays_heard(walk, registered):
    heard(registered, by=walk.notice_officer, at=walk.at)
    objections.uphold(registered, by=walk.admin, at=walk.at, decision="报告编号不一致", back_to="proposed")
    assert registered.state == "upheld"
