"""May see, may load, may act on: three questions. The owner of a refused file sees it, removes it and replaces it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.acting import CLOCK, SESSION_KEY
from challenges.award.models import Inquiry, Objection
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.files.access import OWNERS as REGISTERED
from challenges.files.access import READERS, loadable_by, visible_to
from challenges.files.actions import attach, open_to, remove, scan_waiting
from challenges.files.models import Attachment
from challenges.listing.actions import batch_notice
from challenges.proposals.models import Member, Proposal
from challenges.proposals.queries.proposal import problems_by_section
from challenges.proposals.queries.proposal_diff import shown_to
from challenges.proposals.queries.proposal_snapshot import snapshot
from challenges.review.models import Panel, Review, Rubric, Seat
from tests.factories.accounts import OrganisationFactory, acting, expert
from tests.factories.challenges import NOW, BatchFactory, ChallengeFactory, accepting_challenge
from tests.factories.contracts import sme
from tests.factories.files import PDF, SCRIPTED, given
from tests.factories.milestones import first, in_force
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(data=SCRIPTED, name="带脚本.pdf"):
    return SimpleUploadedFile(name, data)


def signed_in(by):
    client = Client()
    client.force_login(by.user)
    if by.organisation_id:
        session = client.session
        session[SESSION_KEY] = by.organisation_id
        session.save()
    return client


def of_proposal():
    proposal = complete_proposal(accepting_challenge())
    return proposal, acting(proposal.organisation, "handler")


def of_challenge():
    challenge = ChallengeFactory(state="draft")
    return challenge, acting(challenge.lead, "handler")


def of_objection():
    challenge = accepting_challenge()
    by = acting(OrganisationFactory(), "handler")
    fields = {"name": "异议人", "text": "事实", "remedy": "请求", "filed_by": by.user, "filed_at": NOW}
    from challenges.bulletin.models import Notice

    notice = Notice.objects.create(
        kind="publicity", issuer=challenge.organiser, title="公示", created_at=NOW, updated_at=NOW
    )
    row = Objection.objects.create(
        challenge=challenge, notice=notice, state="filed", created_at=NOW, updated_at=NOW, **fields
    )
    return row, by


def of_inquiry():
    objection, by = of_objection()
    asker = acting(objection.challenge.organiser, "notice_officer").user
    fields = {"side": "target", "organisation": by.organisation, "question": "问", "asked_by": asker, "asked_at": NOW}
    return Inquiry.objects.create(objection=objection, created_at=NOW, updated_at=NOW, **fields), by


def of_notice():
    batch = BatchFactory()
    by = acting(batch.organiser, "batch_admin")
    return batch_notice.prepare(batch, by=by, at=NOW), by


def of_milestone():
    row = first(in_force())
    return row, sme(row.contract, "handler")


OWNERS = {
    "proposal": of_proposal,
    "challenge": of_challenge,
    "objection": of_objection,
    "inquiry": of_inquiry,
    "notice": of_notice,
    "milestone": of_milestone,
}
PAGES = {noun: noun for noun in OWNERS} | {"challenge": "challenge_work"}


def test_every_owner_of_files_is_tried():
    assert set(OWNERS) == set(REGISTERED)


# Every noun in every state; each noun and each state goes both ways.
@pytest.mark.parametrize(
    ("noun", "state", "way"),
    [
        (noun, state, ("page", "api")[(n + m) % 2])
        for n, noun in enumerate(OWNERS)
        for m, state in enumerate(("blocked", "failed", "waiting"))
    ],
)
def test_a_file_in_any_state_is_seen_removed_and_replaced_by_its_owner(noun, state, way):
    owner, by = OWNERS[noun]()
    client = signed_in(by)
    row = attach(owner, upload(), kind="evidence", by=by, at=NOW)
    if state == "blocked":
        scan_waiting(by=CLOCK, at=NOW)
    Attachment.objects.update(scan_state=state)
    page = client.get(reverse(PAGES[noun], args=[owner.pk])).content.decode()
    assert "带脚本.pdf" in page
    assert reverse("attachment_removal", args=[row.pk]) in page
    listed = client.get(reverse(f"api:{noun}_attachments", args=[owner.pk])).json()["items"]
    assert [(one["id"], one["state"]) for one in listed] == [(row.pk, state)]
    if state == "blocked":
        for words in ("JavaScript", "打开文件时的动作"):
            assert words in page
            assert words in listed[0]["findings"][0]["message"]
    loaded = client.get(reverse("attachment", args=[row.pk])).status_code
    assert loaded == client.get(reverse("api:attachment", args=[row.pk])).status_code
    assert loaded == (404 if state == "blocked" else 200)
    if way == "page":
        assert client.post(reverse("attachment_removal", args=[row.pk])).status_code == 302
        sent = {"file": upload(PDF, "干净.pdf"), "kind": "evidence", "readers": list(READERS)}
        assert client.post(reverse(f"{noun}_attachments", args=[owner.pk]), sent).status_code == 302
    else:
        assert client.delete(reverse("api:attachment", args=[row.pk])).status_code == 204
        sent = {"file": upload(PDF, "干净.pdf"), "kind": "evidence"}
        assert client.post(reverse(f"api:{noun}_attachments", args=[owner.pk]), sent).status_code == 201
    scan_waiting(by=CLOCK, at=NOW)
    assert [(one.name, one.scan_state) for one in visible_to(by)] == [("干净.pdf", "clean")]


@pytest.mark.parametrize("noun", OWNERS)
def test_strangers_neither_see_nor_remove_it(noun):
    owner, by = OWNERS[noun]()
    row = attach(owner, upload(PDF, "附.pdf"), kind="evidence", by=by, at=NOW)
    client = signed_in(acting(OrganisationFactory(), "handler"))
    assert client.post(reverse("attachment_removal", args=[row.pk])).status_code == 404
    assert client.delete(reverse("api:attachment", args=[row.pk])).status_code == 404
    assert client.post(reverse("attachment_readers", args=[row.pk])).status_code == 404
    assert Attachment.objects.get().removed_at is None


def test_a_blocked_file_stands_in_the_way_with_its_reason_until_it_is_removed():
    proposal, by = of_proposal()
    row = attach(proposal, upload(), kind="evidence", by=by, at=NOW)
    scan_waiting(by=CLOCK, at=NOW)
    (problem,) = (one for one in problems_by_section(proposal, NOW)["attachments"] if one.code == "blocked")
    assert "JavaScript" in problem.message
    remove(row, by=by, at=NOW)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert not [one for one in problems_by_section(proposal, NOW)["attachments"] if one.code == "blocked"]


def test_what_was_only_noted_is_said_beside_the_file():
    proposal, by = of_proposal()
    attach(proposal, upload(given("with-embedded-csv.pdf"), "表.pdf"), kind="evidence", by=by, at=NOW)
    scan_waiting(by=CLOCK, at=NOW)
    page = signed_in(by).get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "data.csv" in page
    assert Attachment.objects.get().scan_state == "clean"


class TestReaders:
    """Who of consortium, lead firm and experts reads a file, one by one, everywhere."""

    @pytest.fixture
    def world(self):
        proposal, writer = of_proposal()
        partner = acting(OrganisationFactory(), "handler")
        other = acting(OrganisationFactory(), "handler")
        for by in (partner, other):
            Member.objects.create(
                proposal=proposal,
                organisation=by.organisation,
                state="confirmed",
                share=1,
                created_at=NOW,
                updated_at=NOW,
            )
        challenge = proposal.challenge
        reader = expert()
        panel = Panel.objects.create(challenge=challenge, rubric=Rubric.objects.first(), created_at=NOW, updated_at=NOW)
        seat = Seat.objects.create(panel=panel, expert=reader.user, state="accepted", created_at=NOW, updated_at=NOW)
        Review.objects.create(seat=seat, proposal=proposal, created_at=NOW, updated_at=NOW)
        people = {
            "leader": writer,
            "uploader": partner,
            "partner": other,
            "lead": acting(challenge.lead, "signer"),
            "expert": reader,
            "organiser": acting(challenge.organiser, "checker"),
        }
        return proposal, people

    def kept(self, proposal, by, readers):
        row = attach(proposal, upload(PDF, "机密.pdf"), kind="audit", by=by, at=NOW, readers=readers)
        scan_waiting(by=CLOCK, at=NOW)
        Proposal.objects.filter(pk=proposal.pk).update(state="qualified", receipt_number="JB-1")
        return row

    @pytest.mark.parametrize(
        ("readers", "left_out"),
        [
            (READERS, set()),
            (("lead", "experts"), {"partner"}),
            (("consortium", "experts"), {"lead"}),
            (("consortium", "lead"), {"expert"}),
            ((), {"partner", "lead", "expert"}),
        ],
    )
    def test_each_reads_what_was_opened_to_them_in_every_place(self, world, readers, left_out):
        proposal, people = world
        row = self.kept(proposal, people["uploader"], readers)
        frozen = snapshot(Proposal.objects.get(pk=proposal.pk))
        for name, by in people.items():
            sees = name not in left_out
            assert (visible_to(by).count(), loadable_by(by).count()) == (sees, sees), name
            client = signed_in(by)
            assert (client.get(reverse("attachment", args=[row.pk])).status_code == 200) is sees
            assert (client.get(reverse("api:attachment", args=[row.pk])).status_code == 200) is sees
            assert ("机密.pdf" in client.get(reverse("proposal", args=[proposal.pk])).content.decode()) is sees
            body = client.get(reverse("api:proposal_detail", args=[proposal.pk])).content.decode()
            assert ("机密.pdf" in body) is sees
            items = client.get(reverse("api:proposal_attachments", args=[proposal.pk])).json()["items"]
            assert len(items) == sees
            if name in ("leader", "uploader", "partner"):
                shown = shown_to(by, proposal, frozen)["attachments"]
                assert any(one["name"] == "机密.pdf" for one in shown) is sees
                versions = client.get(reverse("proposal_versions", args=[proposal.pk])).content.decode()
                assert sees or "机密.pdf" not in versions
        problems = problems_by_section(Proposal.objects.get(pk=proposal.pk), NOW)
        assert "机密.pdf" not in str(problems)

    def test_a_blocked_file_kept_from_partners_is_not_named_before_them(self, world):
        proposal, people = world
        attach(proposal, upload(), kind="audit", by=people["uploader"], at=NOW, readers=())
        scan_waiting(by=CLOCK, at=NOW)
        told = str(problems_by_section(proposal, NOW)["attachments"])
        assert "带脚本.pdf" not in told

    def test_it_may_be_changed_until_it_is_handed_in(self, world):
        proposal, people = world
        row = attach(proposal, upload(PDF, "附.pdf"), kind="audit", by=people["leader"], at=NOW)
        client = signed_in(people["leader"])
        client.post(reverse("attachment_readers", args=[row.pk]), {"readers": ["lead"]})
        row.refresh_from_db()
        assert (row.for_consortium, row.for_lead, row.for_experts) == (False, True, False)
        answer = client.put(
            reverse("api:attachment_readers", args=[row.pk]), {"readers": ["experts"]}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["readers"]) == (200, ["experts"])
        page = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
        assert "不给看：联合体其他成员、发榜方" in page
        with pytest.raises(Invalid):
            open_to(row, by=people["leader"], at=NOW, readers=["everybody"])
        Proposal.objects.filter(pk=proposal.pk).update(state="submitted", receipt_number="JB-1")
        row = Attachment.objects.get(pk=row.pk)
        with pytest.raises(Refused):
            open_to(row, by=people["leader"], at=NOW, readers=READERS)
        with pytest.raises(NotAllowed):
            open_to(Attachment.objects.get(pk=row.pk), by=people["lead"], at=NOW, readers=READERS)
        assert Attachment.objects.get().for_lead is False
