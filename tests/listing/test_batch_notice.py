"""The notice of a call: written by one, with files, posted by another, read by everybody, replaced by the next one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.acting import CLOCK
from accounts.errors import NotAllowed, Refused
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice
from challenges.files.actions import attach, scan_waiting
from challenges.listing.actions import batch_notice, batch_rules
from notifications import clock
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import BatchFactory
from tests.factories.files import PDF, SCRIPTED
from tests.factories.review import stranger
from tests.listing.test_batch_rules import enter, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def batch():
    return BatchFactory(name="第三批榜单", summary="重点支持装备制造。")


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


@pytest.fixture
def officer(batch):
    return acting(batch.organiser, "notice_officer")


def prepared(batch, by):
    return batch_notice.prepare(batch, by=by, at=clock.now())


def with_file(notice, by, data=PDF, name="需求表.pdf"):
    return attach(notice, SimpleUploadedFile(name, data), kind="other", by=by, at=clock.now())


def test_it_is_written_from_the_dates_and_rules_of_the_call(batch, admin):
    batch_rules.change(batch, by=admin, at=clock.now(), values={"formal_check_days": 9})
    notice = prepared(batch, admin)
    assert (notice.state, notice.kind, notice.batch) == ("draft", "collection", batch)
    assert "第三批榜单" in notice.title and "重点支持装备制造。" in notice.body
    added = notices.closing([], notice, at=clock.now())
    assert "9 个工作日内形式审查" in added and "2026年1月5日17:00" in added
    with pytest.raises(Refused):
        prepared(batch, admin)
    assert Notice.objects.count() == 1


def test_a_second_person_posts_it_and_everybody_reads_it_with_its_files(client, batch, admin, officer):
    notice = prepared(batch, admin)
    file = with_file(notice, admin)
    visitor = Client()
    assert visitor.get(f"/notices/{notice.pk}/").status_code == 404
    assert visitor.get(f"/attachments/{file.pk}/").status_code == 404
    with pytest.raises(Refused):
        notices.post(notice, by=officer, at=clock.now())
    scan_waiting(by=CLOCK, at=clock.now())
    with pytest.raises(Refused):
        notices.post(notice, by=admin, at=clock.now())
    notices.post(notice, by=officer, at=clock.now())
    page = text(visitor.get(f"/notices/{notice.pk}/"))
    assert "第三批榜单" in page and "需求表.pdf" in page and notice.number in page
    assert visitor.get(f"/attachments/{file.pk}/").status_code == 200
    assert notice.title in text(visitor.get("/notices/?kind=collection"))
    with pytest.raises(Refused):
        with_file(notice, admin)


def test_a_file_that_was_refused_holds_the_posting_until_it_is_taken_away(batch, admin, officer):
    notice = prepared(batch, admin)
    with_file(notice, admin, SCRIPTED, "带脚本.pdf")
    scan_waiting(by=CLOCK, at=clock.now())
    with pytest.raises(Refused):
        notices.post(notice, by=officer, at=clock.now())
    assert Notice.objects.get(pk=notice.pk).state == "draft"


def test_the_next_one_takes_its_place(batch, admin, officer):
    first = prepared(batch, admin)
    notices.post(first, by=officer, at=clock.now())
    second = prepared(batch, admin)
    notices.post(second, by=officer, at=clock.now())
    first.refresh_from_db()
    assert (first.state, second.replaces_id) == ("superseded", first.pk)
    assert list(batch_notice.notices_of(batch)) == [second, first]


def test_only_those_who_write_notices_draft_one(batch, admin):
    for by in (acting(batch.organiser, "checker"), stranger("organiser"), stranger("lead")):
        with pytest.raises(NotAllowed):
            prepared(batch, by)
    batch.closed_at = clock.now()
    batch.save()
    with pytest.raises(Refused):
        prepared(batch, admin)
    assert not Notice.objects.exists() and not Event.objects.exists()


def test_pages_and_interface_lead_from_the_call_to_its_notice(client, batch, admin):
    enter(client, admin)
    assert "还没有征集通知" in text(client.get(f"/batches/{batch.pk}/"))
    where = client.post(f"/batches/{batch.pk}/notice/").url
    notice = Notice.objects.get()
    assert where == f"/notices/{notice.pk}/"
    sent = client.post(f"{where}attachments/", {"kind": "other", "file": SimpleUploadedFile("需求表.pdf", PDF)})
    assert sent.status_code == 302 and "需求表.pdf" in text(client.get(where))
    assert notice.title in text(client.get(f"/batches/{batch.pk}/"))
    again = client.post(f"/api/v1/batches/{batch.pk}/notice/", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "draft_exists")
    notices.discard(notice, by=admin, at=clock.now())
    made = client.post(f"/api/v1/batches/{batch.pk}/notice/", {}, content_type="application/json")
    assert (made.status_code, made.json()["kind"]) == (201, "collection")
    for viewer in (stranger("organiser"), stranger("sme")):
        assert enter(client, viewer).post(f"/batches/{batch.pk}/notice/").status_code == 404
