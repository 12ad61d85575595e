"""A firm's own file of a proposal as one archive, and from where it was signed."""

import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse

from challenges.core.models import SignedFrom
from challenges.files.actions import stored_at
from challenges.files.models import Attachment
from challenges.proposals.models import Member, Proposal
from notifications import relay
from notifications.clock import now
from notifications.models import Event, InboxItem
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.texts import read_before_signing
from tests.world import stored

pytestmark = pytest.mark.django_db
BYTES = "检测报告".encode() * 200_000
DEVICE = "Mozilla/5.0 (test)"


@pytest.fixture
def firm():
    return OrganisationFactory(kind="sme")


@pytest.fixture
def handed_in(client, firm):
    """A proposal that its signer handed in on the page."""
    challenge = accepting_challenge(opens_at=now() - DAY, closes_at=now() + 10 * DAY)
    proposal = complete_proposal(challenge, firm, state="internal_review")
    signer = acting(firm, "signer")
    for name in ("../../外面.pdf", "报告:一.pdf"):
        Attachment.objects.create(
            proposal=proposal,
            kind="test_report",
            name=name,
            content_type="application/pdf",
            size=len(BYTES),
            sha256=stored(BYTES),
            uploaded_by=signer.user,
            uploaded_at=NOW,
            scan_state="clean",
            organisation=firm,
        )
    client.force_login(signer.user)
    client.post(
        reverse("act", args=["proposal", proposal.pk, "submit"]),
        {"submit-read": " ".join(read_before_signing(proposal)["texts"])},
        REMOTE_ADDR="203.0.113.7",
        headers={"user-agent": DEVICE},
    )
    return Proposal.objects.get(pk=proposal.pk)


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_archive_holds_what_was_handed_in_and_its_index(client, handed_in, firm):
    assert handed_in.state == "submitted"
    for route in ("proposal_archive", "api:proposal_archive"):
        box = opened(client.get(reverse(route, args=[handed_in.pk])))
        assert box.testzip() is None
        names = box.namelist()
        assert names[0] == "index.html" and len(names) == len(set(names))
        assert {"proposal.json", "receipt.json", "signed.json"} <= set(names)
        assert [name for name in names if name.startswith("files/")] == [
            "files/01-_.._外面.pdf",
            "files/02-报告_一.pdf",
        ]
        index = box.read("index.html").decode()
        for name in names[1:]:
            assert hashlib.sha256(box.read(name)).hexdigest() in index
        (text,) = (name for name in names if name.startswith("submitted/"))
        assert hashlib.sha256(box.read(text)).hexdigest() == handed_in.receipt_hash
        (step,) = (row for row in json.loads(box.read("signed.json")) if row["event"] == "proposal.submitted")
        assert (step["capacity"], step["address"], step["device"]) == ("signer", "203.0.113.7", DEVICE)


def test_the_archive_holds_what_was_agreed_to_and_the_letters_to_the_firm(client, handed_in, firm):
    signer = Event.objects.get(name="proposal.submitted").actor
    relay.dispatch(now())
    # Two letters: that it was handed in, and the copy of what was declared.
    address, listing = f"/proposals/{handed_in.pk}/", f"/challenges/{handed_in.challenge_id}/"
    # What a member is told of the same challenge as an expert or a follower is theirs alone.
    for url, reason, count in (
        ("/panels/1/", "", 0),
        (listing, "你关注了这个榜单。", 0),
        (listing, "贵单位申报了这个榜单。", 2),
        (address, "", 2),
    ):
        InboxItem.objects.update(url=url, reason=reason)
        names = opened(client.get(reverse("proposal_archive", args=[handed_in.pk]))).namelist()
        assert len([name for name in names if name.startswith("letters/")]) == count
    box = opened(client.get(reverse("proposal_archive", args=[handed_in.pk])))
    letters = [box.read(name).decode() for name in box.namelist() if name.startswith("letters/")]
    assert sum(handed_in.receipt_number in letter for letter in letters) == 1
    rows = json.loads(box.read("agreed.json"))
    texts = [box.read(name) for name in box.namelist() if name.startswith("agreed/")]
    assert {row["sha256"] for row in rows} == {hashlib.sha256(text).hexdigest() for text in texts}
    assert len(rows) == len(texts) == 6 and {(row["by"], row["capacity"]) for row in rows} == {(signer.name, "signer")}


def test_nobody_but_its_firms_has_the_archive(client, handed_in):
    challenge = handed_in.challenge
    for state in ("submitted", "opened"):
        Proposal.objects.filter(pk=handed_in.pk).update(state=state)
        for unit, role in (
            (challenge.organiser, "checker"),
            (challenge.lead, "signer"),
            (OrganisationFactory(), "admin"),
        ):
            client.force_login(acting(unit, role).user)
            assert client.get(reverse("proposal_archive", args=[handed_in.pk])).status_code == 404


def test_a_partner_gets_what_it_reads(client, handed_in):
    partner = OrganisationFactory(kind="sme")
    Member.objects.create(proposal=handed_in, organisation=partner, state="confirmed", created_at=NOW, updated_at=NOW)
    handed_in.attachments.filter(name__startswith="报告").update(for_consortium=False)
    client.force_login(acting(partner, "handler").user)
    box = opened(client.get(reverse("proposal_archive", args=[handed_in.pk])))
    assert [name for name in box.namelist() if name.startswith("files/")] == ["files/01-_.._外面.pdf"]
    assert "报告:一" not in "".join(box.read(name).decode() for name in box.namelist() if name.endswith("json"))
    assert json.loads(box.read("signed.json")) == []
    assert json.loads(box.read("receipt.json"))["signed_from"] is None


def test_from_where_it_was_signed_the_firm_and_the_supervisor_alone_read(client, handed_in, firm):
    Proposal.objects.filter(pk=handed_in.pk).update(state="opened")
    organiser = handed_in.challenge.organiser
    seen = {}
    for name, by in {
        "firm": acting(firm, "handler"),
        "supervisor": acting(organiser, "supervisor"),
        "checker": acting(organiser, "checker"),
    }.items():
        client.force_login(by.user)
        page = client.get(reverse("receipt", args=[handed_in.pk])).content.decode()
        body = client.get(reverse("api:proposal_receipt", args=[handed_in.pk])).json()
        seen[name] = ("203.0.113.7" in page, bool(body["signed_from"]))
    assert seen == {"firm": (True, True), "supervisor": (True, True), "checker": (False, False)}


def test_the_facts_of_the_record_hold_no_address(handed_in):
    event = Event.objects.get(name="proposal.submitted")
    assert "203.0.113.7" not in str(event.facts) and SignedFrom.objects.get().event == event


def test_what_is_long_is_sent_in_pieces(client, handed_in):
    answer = client.get(reverse("proposal_archive", args=[handed_in.pk]))
    assert max(len(piece) for piece in answer.streaming_content) < 600_000
    assert stored_at(stored(BYTES)).exists()


def test_a_draft_has_an_archive_without_receipt(client, firm):
    draft = complete_proposal(challenge=accepting_challenge(), organisation=firm)
    client.force_login(acting(firm, "handler").user)
    names = opened(client.get(reverse("proposal_archive", args=[draft.pk]))).namelist()
    assert "receipt.json" not in names and "proposal.json" in names
