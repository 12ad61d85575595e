"""What arrives from strangers is refused before it lies on the disk; a full disk is answered in words."""

import errno
import io
import os
import re
import resource
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.acting import SESSION_KEY
from accounts.content.incoming import MARK, no_room, sweep
from challenges.files.models import Attachment
from notifications import clock
from notifications.mailbox import MailboxBackend
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import accepting_challenge
from tests.factories.files import PDF
from tests.factories.proposals import complete_proposal
from tests.factories.review import expert

pytestmark = pytest.mark.django_db
BOUNDARY = "vermilion"
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class Watched(io.RawIOBase):
    """A body that counts what is read of it; it is made as it is read."""

    def __init__(self, head: bytes, filling: int):
        self.head, self.left, self.taken = head, filling, 0
        self.size = len(head) + filling

    def read(self, size=-1):
        size = self.left + len(self.head) if size is None or size < 0 else size
        piece = self.head[:size]
        self.head = self.head[size:]
        if not piece:
            piece = b"0" * min(size, self.left)
            self.left -= len(piece)
        self.taken += len(piece)
        return piece


def form(token="", filling=30 * MEGABYTE, **fields):
    """The beginning of a form with a file, as browsers send it, and the body that follows."""
    rows = {"csrfmiddlewaretoken": token, **fields} if token else fields
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in rows.items()
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    return Watched(head.encode() + PDF, filling)


def send(client, path, body, **headers):
    said = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(body.size)}
    return client.generic("POST", path, b"", **{"wsgi.input": body, **said, **headers})


def on_disk(media):
    return [path for path in media.rglob("*") if path.is_file()]


def routes(patterns=None, prefix=""):
    """Every address of the platform, with 1 for each number and word in it."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            path = re.sub(r"<int:\w+>|<\w+:\w+>|\(\?P<\w+>[^)]*\)", "1", prefix + str(one.pattern))
            yield "/" + path.replace("^", "").replace("$", "").replace("\\d+", "1"), one.callback


def takes(view) -> bool:
    return bool(getattr(getattr(view, "cls", view), "takes_files", False))


def test_an_anonymous_form_of_30_mb_is_refused_unread_on_every_address(media):
    client, wrong = Client(enforce_csrf_checks=True), []
    for path, view in routes():
        body = form()
        status = send(client, path, body).status_code
        # What a supervisor asks takes no other method, whatever comes with it.
        others = (405,) if path in ("/healthz", "/readyz") else (413,)
        refused = status in ((301, 302, 401) if takes(view) else others)
        if body.taken or not refused:
            wrong.append((path, status, body.taken))
    assert wrong == []
    assert on_disk(media) == []


def test_the_addresses_that_take_files_are_the_ones_that_read_them():
    named = {path for path, view in routes() if takes(view)}
    assert len(named) == 19
    assert {path for path in named if path.startswith("/api/")} == {
        "/api/v1/proposals/1/attachments/",
        "/api/v1/challenges/1/attachments/",
        "/api/v1/objections/1/attachments/",
        "/api/v1/notices/1/attachments/",
        "/api/v1/inquiries/1/attachments/",
        "/api/v1/panels/1/pack/",
        "/api/v1/panels/1/pack/writing/",
    }


def test_a_small_form_in_this_encoding_is_taken_elsewhere_and_its_files_are_dropped(client, media):
    answer = send(client, reverse("language"), form(filling=10, language="en", next="/"))
    assert answer.status_code in (302, 400, 403)
    assert on_disk(media) == []


@pytest.fixture
def world():
    proposal = complete_proposal(accepting_challenge())
    return proposal, acting(proposal.organisation, "handler")


def browser(by):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(by.user)
    if by.organisation_id:
        session = client.session
        session[SESSION_KEY] = by.organisation_id
        session.save()
    return client


def token(client):
    client.get("/settings/")
    return client.cookies["csrftoken"].value


def tail(body: Watched) -> Watched:
    """End the form properly, so that the whole of it can be read."""
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    raw = io.BytesIO(body.read() + body.read() + end)
    raw.size = len(raw.getvalue())
    return raw


@pytest.mark.parametrize("with_header", [False, True])
def test_our_own_form_is_taken_from_who_may(world, media, with_header):
    proposal, by = world
    client = browser(by)
    known = token(client)
    body = tail(form("" if with_header else known, 1000, kind="evidence", readers="lead"))
    headers = {"HTTP_X_CSRFTOKEN": known} if with_header else {}
    answer = send(client, reverse("proposal_attachments", args=[proposal.pk]), body, **headers)
    assert answer.status_code == 302
    row = Attachment.objects.get()
    assert (row.name, row.for_lead, row.for_experts) == ("a.pdf", True, False)
    assert len(on_disk(media)) == 1


def test_a_form_that_is_not_ours_is_refused_after_its_beginning(world, media):
    proposal, by = world
    client = browser(by)
    token(client)
    for forged in ("", "a" * 64):
        body = form(forged, kind="evidence")
        answer = send(client, reverse("proposal_attachments", args=[proposal.pk]), body)
        assert (answer.status_code, body.taken < 100_000) == (403, True)
        body = form(forged, kind="evidence")
        answer = send(client, reverse("api:proposal_attachments", args=[proposal.pk]), body)
        assert (answer.status_code, body.taken < 100_000) == (403, True)
        assert answer["Content-Type"] == "application/problem+json"
    assert on_disk(media) == []


@pytest.mark.parametrize("prefix", ["", "api:"])
def test_who_may_not_add_a_file_is_refused_after_its_beginning(world, media, prefix):
    proposal, by = world
    reader = acting(proposal.organisation, "finance")
    for who, status in ((acting(OrganisationFactory(), "handler"), 404), (reader, 403)):
        client = browser(who)
        body = form(token(client), kind="evidence")
        answer = send(client, reverse(f"{prefix}proposal_attachments", args=[proposal.pk]), body)
        assert (answer.status_code, body.taken < 100_000) == (status, True)
    type(proposal).objects.update(state="submitted", receipt_number="JB-1")
    client = browser(by)
    body = form(token(client), kind="evidence")
    answer = send(client, reverse(f"{prefix}proposal_attachments", args=[proposal.pk]), body)
    assert (answer.status_code, body.taken < 100_000) == (409, True)
    assert on_disk(media) == []


def test_only_experts_of_the_panel_send_packs_and_only_importers_send_tables(media):
    client = browser(expert())
    for name, args in (("pack", [1]), ("expert_import", [])):
        body = form(token(client))
        assert send(client, reverse(name, args=args), body).status_code == 404
        assert body.taken < 100_000
    assert on_disk(media) == []


def test_too_large_is_said_before_anything_is_read(world, settings):
    proposal, by = world
    settings.UPLOAD_HARD_LIMIT_MB = 10
    body = form("x")
    answer = send(browser(by), reverse("proposal_attachments", args=[proposal.pk]), body)
    assert (answer.status_code, body.taken) == (413, 0)
    assert "10 MB" in answer.content.decode()


def test_one_person_has_only_so_many_on_the_way_and_all_together_only_so_much(world, media, settings):
    proposal, by = world
    client = browser(by)
    known = token(client)
    incoming = media / "incoming"
    incoming.mkdir()
    path = reverse("proposal_attachments", args=[proposal.pk])
    for n in range(settings.UPLOADS_AT_ONCE):
        (incoming / f"u{by.user.pk}.1000.{n}{MARK}").touch()
    answer = send(client, path, form(known))
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    for left in incoming.iterdir():
        os.utime(left, (1, 1))
    (incoming / f"u0.{settings.UPLOADS_IN_FLIGHT_MB * MEGABYTE}.x{MARK}").touch()
    assert send(client, path, form(known)).status_code == 503
    (incoming / f"u0.{settings.UPLOADS_IN_FLIGHT_MB * MEGABYTE}.x{MARK}").unlink()
    settings.DISK_RESERVE_MB = 10**9
    answer = send(client, path, form(known))
    assert (answer.status_code, answer["Retry-After"]) == (507, "60")
    assert not Attachment.objects.exists()


@contextmanager
def no_file_beyond(size):
    """Let the kernel refuse every file of this process beyond a size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("prefix", ["", "api:"])
def test_a_full_disk_is_answered_507_in_words_and_nothing_is_half_done(world, media, prefix, language):
    proposal, by = world
    type(by.user).objects.filter(pk=by.user.pk).update(language=language)
    client = browser(by)
    body = tail(form(token(client), 10 * MEGABYTE, kind="evidence"))
    with no_file_beyond(8 * MEGABYTE):
        answer = send(client, reverse(f"{prefix}proposal_attachments", args=[proposal.pk]), body)
    assert (answer.status_code, answer.get("Retry-After")) == (507, "60"), answer.content.decode()[:3000]
    words = {"zh-hans": "存储空间已满", "en": "storage is full"}[language]
    assert words in answer.content.decode()
    if prefix:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "no_room"
    assert (on_disk(media), Attachment.objects.count()) == ([], 0)


def test_a_mail_that_finds_no_room_leaves_no_half_of_itself(settings, tmp_path):
    from django.core.mail import EmailMessage

    settings.MAILBOX_DIR = tmp_path / "mail"
    with no_file_beyond(100), pytest.raises(OSError, match="large"):
        MailboxBackend().send_messages([EmailMessage("a", "b" * 10_000, to=["a@example.cn"])])
    assert on_disk(tmp_path) == []


def test_a_full_disk_is_known_by_its_signs():
    from django.db import OperationalError

    assert all(no_room(OSError(sign, "")) for sign in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
    assert no_room(OperationalError("database or disk is full"))
    assert not no_room(OSError(errno.ENOENT, ""))
    assert not no_room(OperationalError("database is locked"))


def test_what_killed_uploads_left_behind_is_swept(media):
    incoming = media / "incoming"
    incoming.mkdir()
    for name in ("left", f"u1.9.x{MARK}", "new"):
        (incoming / name).write_bytes(b"x")
    for name in ("left", f"u1.9.x{MARK}"):
        os.utime(incoming / name, (1, 1))
    assert sweep(at=clock.now(), machine_at=clock.machine()) == 2
    assert [path.name for path in incoming.iterdir()] == ["new"]


def test_the_middleware_stands_innermost():
    assert settings.MIDDLEWARE[-1] == "frontend.kit.uploads.UploadMiddleware"
