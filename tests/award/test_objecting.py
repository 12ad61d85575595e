"""Filing an objection: who files is known, and what they say is a matter, facts, a source and a wish."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.acting import PUBLIC, Acting
from challenges.award.actions import award as awards
from challenges.award.actions import objection as objections
from challenges.award.models import Objection
from challenges.core import deadlines
from challenges.core.gate import CLOCK, Invalid, NotAllowed, Refused
from challenges.core.reminders import give_reminders
from challenges.desk.queries.desk import organiser_tasks
from notifications import relay
from notifications.models import Event, InboxItem
from tests.factories.accounts import UserFactory, acting
from tests.factories.files import PDF
from tests.factories.review import OBJECTION, Review5, known, objected, stranger

pytestmark = pytest.mark.django_db
EMPTY = dict.fromkeys(OBJECTION, "")


@pytest.fixture
def walk():
    return Review5().publicised()


def wrong(walk, by=None, **said):
    """Return what is wrong with an objection, by field and code; nothing of it is kept."""
    with pytest.raises(Invalid) as caught, transaction.atomic():
        objected(walk.challenge, at=walk.at, by=by, **said)
    walk.challenge.refresh_from_db()
    assert (Objection.objects.count(), walk.challenge.state) == (0, "publicity")
    return {problem.field: problem.code for problem in caught.value.problems}


def test_everything_that_is_missing_is_named_at_once(walk):
    alone = Acting(user=known(UserFactory()))
    alone.user.phone = ""
    missing = ("matter", "text", "source", "remedy_kind", "remedy", "standing", "phone")
    assert wrong(walk, by=alone, **EMPTY) == dict.fromkeys(missing, "required")
    assert wrong(walk, matter="no", remedy_kind="no") == {"matter": "unknown", "remedy_kind": "unknown"}
    assert wrong(walk, matter="other") == {"matter_text": "required"}
    for standing in ("employee", "other"):
        assert wrong(walk, by=alone, standing=standing, phone="95588") == {"standing_text": "required"}


def test_filler_and_the_same_text_in_every_field_are_refused(walk):
    filler = {"text": "aaaa", "source": "。。。", "remedy": "x", "phone": "1"}
    found = {"text": "no_substance", "source": "no_source", "remedy": "no_substance", "phone": "bad_phone"}
    assert wrong(walk, **filler) == found
    same = dict.fromkeys(("text", "source", "remedy", "matter_text"), "检测报告编号不一致。")
    assert wrong(walk, **{**same, "remedy": "检测报告 编号不一致"}, matter="other") == dict.fromkeys(
        ("source", "remedy", "matter_text"), "same"
    )
    longer = "检测报告编号不一致" * 500
    assert wrong(walk, text=longer, source="检测报告" * 300) == {"text": "too_long", "source": "too_long"}


def test_who_files_is_the_person_and_firm_of_the_account(walk):
    by = stranger()
    found = objected(walk.challenge, at=walk.at, by=by, standing="other", matter_text="未选的说明不留")
    assert (found.name, found.phone, found.email) == (by.user.name, by.user.phone, by.user.email)
    assert (found.organisation, found.filed_by) == (by.organisation, by.user)
    assert (found.standing, found.standing_text, found.matter_text) == ("", "", "")
    alone = Acting(user=known(UserFactory()))
    mine = objected(walk.challenge, at=walk.at, by=alone, standing="applicant", phone="010-12345678")
    assert (mine.organisation, mine.standing, mine.phone) == (None, "applicant", "010-12345678")


@pytest.mark.parametrize("name", ["", "x", "人员12", "王某"])
def test_who_has_no_real_name_completes_it_first(walk, name):
    by = stranger()
    by.user.name = name
    with pytest.raises(Refused) as caught:
        objected(walk.challenge, at=walk.at, by=by)
    assert caught.value.code == "unknown_person" and "姓名" in str(caught.value)
    assert not Objection.objects.exists()


def test_an_unproved_mailbox_and_nobody_object_to_nothing(walk):
    by = acting(stranger().organisation, "handler", user=UserFactory(name="许清越"))
    with pytest.raises(Refused) as caught:
        objected(walk.challenge, at=walk.at, by=by)
    assert caught.value.code == "unknown_person" and by.user.email in str(caught.value)
    with pytest.raises(NotAllowed):
        objected(walk.challenge, at=walk.at, by=PUBLIC)


def test_a_file_stands_for_a_named_source(walk):
    found = objected(walk.challenge, at=walk.at, source="", evidence=SimpleUploadedFile("检测报告.pdf", PDF))
    assert (found.source, found.attachments.get().kind) == ("", "evidence")
    with pytest.raises(Invalid) as caught, transaction.atomic():
        objected(walk.challenge, at=walk.at, evidence=SimpleUploadedFile("检测报告.exe", b"MZ"))
    assert {problem.field for problem in caught.value.problems} == {"evidence"}
    assert Objection.objects.count() == 1


def test_who_registered_leaves_the_conclusion_to_somebody_else(walk):
    row = objected(walk.challenge, at=walk.at)
    with pytest.raises(Invalid) as caught:
        objections.register(row, by=walk.notice_officer, at=walk.at, note="嗯")
    assert [problem.field for problem in caught.value.problems] == ["note"]
    note = "已向检测机构发函核对报告编号"
    objections.register(row, by=walk.notice_officer, at=walk.at, note=f" {note} ")
    assert (row.registered_by, row.register_note) == (walk.notice_officer.user, note)
    for act, more in ((objections.dismiss, {}), (objections.uphold, {"back_to": "proposed"})):
        with pytest.raises(Refused) as refused:
            act(row, by=walk.notice_officer, at=walk.at, decision="报告编号经核对一致", **more)
        assert refused.value.code == "four_eyes"
    mine = {who: [task.mine for task in organiser_tasks(who) if task.noun == "objection"] for who in desks(walk)}
    assert list(mine.values()) == [[False], [True]]
    with pytest.raises(Invalid):
        objections.dismiss(row, by=walk.admin, at=walk.at, decision="不成立")
    objections.dismiss(row, by=walk.admin, at=walk.at, decision="报告编号经核对一致")
    assert (row.state, row.handled_by) == ("dismissed", walk.admin.user)


def desks(walk):
    return walk.notice_officer, walk.admin


def test_the_award_waits_for_the_desk_and_the_supervisor_hears_when_it_is_late(walk):
    row = objected(walk.challenge, at=walk.at)
    late = row.due_at + datetime.timedelta(days=2)
    deadlines.take_due_steps(max(late, walk.challenge.publicity_ends_at + datetime.timedelta(days=1)))
    walk.challenge.refresh_from_db()
    assert walk.challenge.state == "objection"
    give_reminders(late)
    relay.dispatch(late)
    assert Event.objects.filter(name="objection.registration_due").exists()
    told = InboxItem.objects.filter(event__name="objection.registration_due", event__facts__overdue__isnull=False)
    assert walk.supervisor.user_id in set(told.values_list("person_id", flat=True))
    both = walk.admin.seconding(walk.notice_officer.user)
    objections.refuse(row, by=both, at=late, decision="没有写明哪份报告的编号不一致")
    walk.challenge.refresh_from_db()
    awards.award(walk.challenge, by=CLOCK, at=walk.challenge.publicity_ends_at + datetime.timedelta(seconds=1))
    assert walk.challenge.state == "awarded"
