"""Files: taken in a stream, known by their contents, handed out as downloads to those who may see their owner."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.acting import CLOCK, PUBLIC, Acting
from accounts.content.kinds import Unfit, clean_name
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.files.access import loadable_by, visible_to
from challenges.files.actions import attach, remove, scan_waiting, stored_at
from challenges.files.models import Attachment
from challenges.listing.models import Undertaking
from challenges.proposals.models import Proposal
from challenges.review.models import Panel, Review, Rubric, Seat
from config.uploads import IncomingUploadHandler
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, acting, expert
from tests.factories.challenges import DAY, NOW, ChallengeFactory, accepting_challenge, set_rules
from tests.factories.files import PDF, SCRIPTED, office
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def proposal():
    return complete_proposal()


@pytest.fixture
def writer(proposal):
    return acting(proposal.organisation, "handler")


def put(owner, by, data=PDF, name="报告.pdf", kind="evidence", at=NOW):
    return attach(owner, SimpleUploadedFile(name, data), kind=kind, by=by, at=at)


def refused(owner, by, code, **fields):
    with pytest.raises(Invalid) as caught:
        put(owner, by, **fields)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert (Attachment.objects.count(), Event.objects.count()) == (0, 0)
    return caught.value.problems[0].message


def test_a_file_is_stored_once_by_its_hash(proposal, writer, media):
    first, second = put(proposal, writer), put(proposal, writer, name="另一份.pdf")
    assert first.sha256 == second.sha256
    assert stored_at(first.sha256).read_bytes() == PDF
    assert (first.content_type, first.size, first.scan_state) == ("application/pdf", len(PDF), "waiting")
    assert [path for path in media.rglob("*") if path.is_file()] == [stored_at(first.sha256)]
    proposal.refresh_from_db()
    assert proposal.draft_version == 2
    assert [event.name for event in Event.objects.all()] == ["attachment.added"] * 2


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("长" * 296 + ".pdf", PDF, "name_too_long"),
        ("\u202e", PDF, "name_empty"),
        ("程序.exe", b"MZ", "kind"),
        ("报告.pdf", b"MZ\x90\x00" + b"\0" * 100, "content"),
        ("报告.pdf", b"<html><script>alert(1)</script>", "content"),
        ("图.png", PDF, "content"),
        ("文.txt", b"a\x00b", "content"),
        ("文.txt", b"a\x07b", "content"),
        ("文.txt", b"\xff\xfe\xff", "content"),
        ("表.xlsx", office(), "content"),
        ("文.docx", office(parts={"word/vbaProject.bin": b"0"}), "macro"),
        ("文.docx", office(parts={"../../etc/passwd": b"0"}), "zip"),
        ("文.docx", office(parts={"word/media/1.bin": b"0" * 9_000_000}), "zip_bomb"),
        ("文.docx", b"PK\x03\x04" + b"\0" * 100, "zip"),
        (
            "文.docx",
            b"PK\x03\x04" + b"\0" * 60 + b"PK\x05\x06" + b"\0" * 4 + b"\x01\0\x01\0" + b"\xff" * 4 + b"\0" * 6,
            "zip",
        ),
        (
            "文.docx",
            b"PK\x03\x04" + b"\0" * 60 + b"PK\x05\x06" + b"\0" * 4 + b"\x01\0\x01\0" + b"\x10\0\0\0" * 2 + b"\0" * 2,
            "zip",
        ),
        ("空.pdf", b"", "empty"),
    ],
)
def test_an_upload_that_is_not_what_it_says_is_refused(proposal, writer, media, name, data, code):
    message = refused(proposal, writer, code, name=name, data=data)
    assert message
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_name_of_300_characters_is_told_its_length(proposal, writer):
    with pytest.raises(Unfit) as caught:
        clean_name("长" * 296 + ".pdf")
    assert "300" in caught.value.message


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("C:\\fake\\报告.pdf", "报告.pdf"),
        ("../../etc/报告.pdf", "报告.pdf"),
        ("报\r\n告\x00.pdf", "报告.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        (" .隐藏.pdf. ", "隐藏.pdf"),
    ],
)
def test_names_lose_folders_and_control_characters(typed, name):
    assert clean_name(typed) == name


def test_office_and_text_files_are_known_by_their_parts(proposal, writer):
    assert put(proposal, writer, office(), "文.docx").content_type.endswith("wordprocessingml.document")
    assert put(proposal, writer, office(holds="xl/workbook.xml"), "表.XLSX").content_type.endswith(
        "spreadsheetml.sheet"
    )
    assert put(proposal, writer, "说明".encode("gb18030"), "文.txt").content_type == "text/plain"
    assert put(proposal, writer, b"\xff\xd8\xff\xe0" + b"0" * 9, "图.jpg").content_type == "image/jpeg"


def test_size_and_quota_are_rules(proposal, writer):
    batch = proposal.challenge.batch
    set_rules(batch, {"attachment_mb": 1, "attachment_quota_mb": 2})
    big = PDF + b"0" * (1024 * 1024)
    assert "2 MB" in refused(proposal, writer, "too_large", data=big)
    set_rules(batch, {"attachment_mb": 2, "attachment_quota_mb": 2})
    put(proposal, writer, big)
    with pytest.raises(Invalid) as caught:
        put(proposal, writer, big)
    assert caught.value.problems[0].code == "quota"


def test_only_writers_and_only_while_it_is_a_draft(proposal, writer):
    refused(proposal, writer, "kind", kind="gossip")
    with pytest.raises(NotAllowed):
        put(proposal, acting(OrganisationFactory(), "handler"))
    row = put(proposal, writer)
    Proposal.objects.filter(pk=proposal.pk).update(state="submitted", receipt_number="JB-9")
    proposal.refresh_from_db()
    for act in (lambda: put(proposal, writer), lambda: remove(row, by=writer, at=NOW)):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "wrong_state"
    Proposal.objects.filter(pk=proposal.pk).update(state="supplement")
    proposal.refresh_from_db()
    assert put(proposal, writer)


def test_removed_files_are_hidden_and_stay_on_disk(proposal, writer):
    row = put(proposal, writer)
    remove(row, by=writer, at=NOW)
    assert not visible_to(writer).exists()
    assert stored_at(row.sha256).exists()
    with pytest.raises(Refused) as caught:
        remove(row, by=writer, at=NOW)
    assert caught.value.code == "removed"


def test_contents_are_checked_in_the_background(proposal, writer):
    clean, active = put(proposal, writer), put(proposal, writer, SCRIPTED)
    macro = put(proposal, writer, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "旧.doc")
    assert scan_waiting(by=CLOCK, at=NOW) == 3
    states = dict(Attachment.objects.values_list("pk", "scan_state"))
    assert states == {clean.pk: "clean", active.pk: "blocked", macro.pk: "blocked"}
    assert (list(loadable_by(writer)), visible_to(writer).count()) == ([clean], 3)
    assert Event.objects.filter(name="attachment.blocked").count() == 2
    assert scan_waiting(by=CLOCK, at=NOW) == 0


def test_two_workers_check_a_file_once(proposal, writer, settings):
    settings.ATTACHMENT_SCANNER = "tests.files.test_attachment_actions.slow_scanner"
    put(proposal, writer)
    assert scan_waiting(by=CLOCK, at=NOW) == 0


def slow_scanner(path, content_type):
    """Stand for a scanner that another worker overtakes."""
    Attachment.objects.update(scan_state="clean")
    return "late"


class TestSeeing:
    def count(self, viewer):
        return visible_to(viewer).count()

    def test_a_sealed_file_is_seen_by_its_firm_alone(self, proposal, writer):
        put(proposal, writer)
        scan_waiting(by=CLOCK, at=NOW)
        challenge = proposal.challenge
        Proposal.objects.update(state="submitted", receipt_number="JB-1")
        outsiders = [
            PUBLIC,
            acting(challenge.lead, "signer"),
            acting(challenge.organiser, "checker"),
            acting(OrganisationFactory(), "handler"),
            Acting(user=UserFactory(is_operator=True)),
            expert(),
        ]
        assert [self.count(viewer) for viewer in outsiders] == [0] * 6
        assert (self.count(writer), self.count(CLOCK)) == (1, 1)

    def test_after_the_opening_the_organiser_and_in_review_the_lead_and_its_experts(self, proposal, writer):
        put(proposal, writer)
        scan_waiting(by=CLOCK, at=NOW)
        challenge = proposal.challenge
        lead, checker, reader = acting(challenge.lead, "signer"), acting(challenge.organiser, "checker"), expert()
        panel = Panel.objects.create(challenge=challenge, rubric=Rubric.objects.first(), created_at=NOW, updated_at=NOW)
        seat = Seat.objects.create(panel=panel, expert=reader.user, state="accepted", created_at=NOW, updated_at=NOW)
        Review.objects.create(seat=seat, proposal=proposal, created_at=NOW, updated_at=NOW)
        seen = {}
        for state in ("opened", "qualified"):
            Proposal.objects.update(state=state, receipt_number="JB-1")
            seen[state] = [self.count(viewer) for viewer in (lead, checker, reader)]
        assert seen == {"opened": [0, 1, 0], "qualified": [1, 1, 1]}
        Panel.objects.update(blind=True)
        assert self.count(reader) == 0

    def test_unchecked_files_stay_with_their_firm(self, proposal, writer):
        put(proposal, writer)
        Proposal.objects.update(state="qualified", receipt_number="JB-1")
        assert [self.count(viewer) for viewer in (writer, acting(proposal.challenge.lead, "signer"))] == [1, 0]

    def test_files_of_a_challenge_follow_its_layers(self):
        seen = {}
        for level in ("public", "internal", "restricted"):
            challenge = ChallengeFactory(confidentiality=level)
            handler = acting(challenge.lead, "handler")
            put(challenge, handler)
            challenge.attachments.update(scan_state="clean")
            challenge.state = "accepting"
            challenge.opens_at, challenge.closes_at = NOW, NOW + DAY
            challenge.save()
            firm, pending = acting(OrganisationFactory(), "handler"), OrganisationFactory(verification="pending")
            signed = acting(OrganisationFactory(), "handler")
            Undertaking.objects.create(challenge=challenge, organisation=signed.organisation, user=signed.user, at=NOW)
            viewers = (
                PUBLIC,
                acting(pending, "handler"),
                firm,
                signed,
                handler,
                acting(challenge.organiser, "checker"),
            )
            seen[level] = [visible_to(viewer).filter(challenge=challenge).count() for viewer in viewers]
        assert seen == {"public": [1] * 6, "internal": [0, 0, 1, 1, 1, 1], "restricted": [0, 0, 0, 1, 1, 1]}

    def test_a_funds_letter_is_for_the_lead_and_the_organiser(self):
        challenge = ChallengeFactory(state="pending_publish")
        finance = acting(challenge.lead, "finance")
        put(challenge, finance, kind="funds_letter")
        challenge.attachments.update(scan_state="clean")
        type(challenge).objects.update(state="accepting")
        viewers = (finance, acting(challenge.organiser, "checker"), acting(OrganisationFactory(), "handler"), PUBLIC)
        assert [self.count(viewer) for viewer in viewers] == [1, 1, 0, 0]


class TestHandingOut:
    def row(self):
        challenge = accepting_challenge()
        type(challenge).objects.update(state="draft")
        challenge.refresh_from_db()
        row = put(challenge, acting(challenge.lead, "handler"), name='附件"<b>.pdf')
        row.scan_state = "clean"
        row.save()
        type(challenge).objects.update(state="accepting")
        return row

    def test_always_a_download_that_runs_nothing(self):
        answer = Client().get(reverse("attachment", args=[self.row().pk]))
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Content-Type"] == "application/octet-stream"

    def test_what_one_may_not_see_does_not_exist(self):
        row = self.row()
        Attachment.objects.update(scan_state="waiting")
        assert Client().get(reverse("attachment", args=[row.pk])).status_code == 404
        assert Client().post(reverse("attachment", args=[row.pk])).status_code in (403, 405)


class TestIncoming:
    def send(self, data, name="报告.pdf", **headers):
        from django.core.files.uploadhandler import load_handler
        from django.test import RequestFactory

        request = RequestFactory().post("/", {"file": SimpleUploadedFile(name, data)})
        request.upload_handlers = [load_handler("config.uploads.IncomingUploadHandler", request)]
        return request

    def test_uploads_never_touch_the_systems_temporary_folder(self, proposal, writer, media, settings):
        request = self.send(PDF + b"0" * 3_000_000)
        upload = request.FILES["file"]
        assert Path(upload.temporary_file_path()).parent == media / "incoming"
        assert Path(upload.temporary_file_path()).stat().st_mode & 0o077 == 0
        row = attach(proposal, upload, kind="evidence", by=writer, at=NOW)
        assert (row.size, row.sha256) == (upload.size, upload.sha256)
        request.close()
        assert stored_at(row.sha256).stat().st_size == row.size
        assert not list((media / "incoming").iterdir())

    def test_what_nobody_kept_is_gone_with_the_request(self, media):
        request = self.send(PDF)
        assert request.FILES["file"].read() == PDF
        request.close()
        assert not list((media / "incoming").iterdir())

    def test_a_flood_is_counted_and_not_kept(self, media, settings, proposal, writer):
        settings.UPLOAD_HARD_LIMIT_MB = 1
        upload = self.send(PDF + b"0" * 2_000_000).FILES["file"]
        assert upload.too_large
        with pytest.raises(Invalid) as caught:
            attach(proposal, upload, kind="evidence", by=writer, at=NOW)
        assert caught.value.problems[0].code == "too_large"
        assert "file" not in self.send(b"0" * 6_000_000).FILES

    def test_a_broken_line_leaves_nothing_behind(self, media):
        handler = IncomingUploadHandler()
        handler.upload_interrupted()
        handler.new_file("file", "报告.pdf", "application/pdf", None, None, None)
        handler.receive_data_chunk(PDF, 0)
        assert len(list((media / "incoming").iterdir())) == 1
        handler.upload_interrupted()
        assert not list((media / "incoming").iterdir())

    def test_a_long_name_arrives_whole(self, media):
        from django.core.files.uploadhandler import load_handler
        from django.test import RequestFactory

        name = "长" * 296 + ".pdf"
        head = f'--X\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + PDF + b"\r\n--X--\r\n"
        request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=X")
        request.upload_handlers = [load_handler("config.uploads.IncomingUploadHandler", request)]
        assert request.FILES["file"].name == name
