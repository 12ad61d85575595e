"""The receipt as a paper, and the text whose SHA-256 it carries: for its holders alone, to the byte."""

import json
import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.acting import acting_as
from accounts.models import Delegation, Membership
from challenges.files.models import Attachment, AttachmentKind
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import Member, Proposal
from challenges.proposals.queries.proposal_snapshot import canonical
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import NOW, accepting_challenge
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
PAGES = ("receipt", "receipt_file", "receipt_text", "api:proposal_receipt", "api:proposal_receipt_text")


@pytest.fixture
def firm():
    return OrganisationFactory(kind="sme")


@pytest.fixture
def signer(firm):
    return acting(firm, "signer")


@pytest.fixture
def handed_in(firm, signer):
    proposal = complete_proposal(organisation=firm, state="internal_review")
    Attachment.objects.create(
        proposal=proposal,
        kind=AttachmentKind.TEST_REPORT,
        name="检测报告.pdf",
        content_type="application/pdf",
        size=2048,
        sha256="7b" * 32,
        uploaded_by=signer.user,
        uploaded_at=NOW,
        scan_state="clean",
        organisation=firm,
    )
    submit(proposal, by=signer, at=NOW + timedelta(seconds=7))
    return Proposal.objects.get(pk=proposal.pk)


def answers(client, proposal):
    return {name: client.get(reverse(name, args=[proposal.pk])).status_code for name in PAGES}


def test_the_paper_says_who_handed_in_what_and_when(client, handed_in, signer):
    client.force_login(signer.user)
    for name in ("receipt", "receipt_file"):
        page = client.get(reverse(name, args=[handed_in.pk])).content.decode()
        organisation = handed_in.organisation
        for said in (
            handed_in.receipt_number,
            handed_in.receipt_hash,
            handed_in.challenge.number,
            organisation.name,
            organisation.uscc,
            signer.user.name,
            "以单位签署人身份签署",
            ":07（北京时间，UTC+8）",
            "检测报告.pdf",
            handed_in.attachments.get().sha256,
            handed_in.challenge.organiser.name,
        ):
            assert said in page, said


def test_a_public_program_finds_the_hash_of_the_receipt(client, handed_in, signer, tmp_path):
    client.force_login(signer.user)
    for name in ("receipt_text", "api:proposal_receipt_text"):
        answer = client.get(reverse(name, args=[handed_in.pk]))
        assert answer["Content-Disposition"] == f'attachment; filename="{handed_in.receipt_number}.json"'
        kept = tmp_path / "text.json"
        kept.write_bytes(answer.content)
        said = subprocess.run(["sha256sum", str(kept)], capture_output=True, text=True, check=True).stdout
        assert said.split()[0] == handed_in.receipt_hash
        assert json.loads(answer.content)["organisation"] == handed_in.organisation.uscc


def test_the_text_is_what_was_handed_in_and_not_what_stands_now(client, handed_in, signer):
    before = canonical(handed_in.versions.get().snapshot)
    handed_in.sections.filter(key="route").update(data={"route": "后来改过"})
    client.force_login(signer.user)
    assert client.get(reverse("receipt_text", args=[handed_in.pk])).content == before


def test_the_interface_says_the_same(client, handed_in, signer):
    client.force_login(signer.user)
    body = client.get(reverse("api:proposal_receipt", args=[handed_in.pk])).json()
    assert (body["number"], body["sha256"]) == (handed_in.receipt_number, handed_in.receipt_hash)
    assert (body["signer"], body["capacity"], body["taken_back"]) == (signer.user.name, "signer", False)
    assert client.get(body["text"]).status_code == 200


def test_a_delegate_signs_as_such(client, firm):
    proposal = complete_proposal(organisation=firm, state="internal_review")
    lent = acting(firm, "handler")
    Delegation.objects.create(
        organisation=firm,
        grantee=lent.user,
        roles=["signer"],
        starts_at=NOW - timedelta(days=1),
        ends_at=NOW + timedelta(days=1),
        granted_by=proposal.prepared_by,
        granted_at=NOW - timedelta(days=1),
    )
    by = acting_as(lent.user, at=NOW)
    assert (by.capacity, acting(firm, "signer").capacity) == ("delegate", "signer")
    submit(proposal, by=by, at=NOW)
    client.force_login(lent.user)
    assert "凭单位的书面授权签署" in client.get(reverse("receipt", args=[proposal.pk])).content.decode()
    assert Membership.objects.get(user=lent.user).roles == ["handler"]


def test_before_the_opening_its_firm_alone_holds_it_and_after_it_the_organiser(client, handed_in, signer):
    challenge = handed_in.challenge
    people = {
        "firm": signer,
        "organiser": acting(challenge.organiser, "checker"),
        "lead": acting(challenge.lead, "signer"),
        "other": acting(OrganisationFactory(kind="sme"), "signer"),
    }
    seen = {}
    for state in ("submitted", "opened"):
        Proposal.objects.filter(pk=handed_in.pk).update(state=state)
        for name, person in people.items():
            client.force_login(person.user)
            seen[state, name] = set(answers(client, handed_in).values())
    holds = {("submitted", "firm"), ("opened", "firm"), ("opened", "organiser")}
    assert {key for key, found in seen.items() if found == {200}} == holds
    assert all(found == {404} for key, found in seen.items() if key not in holds)


def test_a_partner_holds_the_receipt_and_the_text_only_with_every_file_open_to_it(client, handed_in):
    partner = OrganisationFactory(kind="sme")
    Member.objects.create(proposal=handed_in, organisation=partner, state="confirmed", created_at=NOW, updated_at=NOW)
    client.force_login(acting(partner, "handler").user)
    assert set(answers(client, handed_in).values()) == {200}
    handed_in.attachments.update(for_consortium=False)
    found = answers(client, handed_in)
    assert {name for name, status in found.items() if status == 404} == {"receipt_text", "api:proposal_receipt_text"}
    page = client.get(reverse("receipt", args=[handed_in.pk])).content.decode()
    assert "检测报告.pdf" not in page and "另有 1 份文件" in page
    assert client.get(reverse("api:proposal_receipt", args=[handed_in.pk])).json()["text"] is None


def test_nothing_handed_in_has_no_receipt(client, firm, signer):
    client.force_login(signer.user)
    draft = complete_proposal(challenge=accepting_challenge(), organisation=firm)
    assert set(answers(client, draft).values()) == {404}


def test_anybody_may_read_how_it_is_checked(client):
    page = client.get(reverse("receipt_check")).content.decode()
    assert all(said in page for said in ("certutil -hashfile", "sha256sum", "shasum -a 256"))
