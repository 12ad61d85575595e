"""Who is told of what happens to a proposal: its own firms at once, the organiser only after the close."""

import re
from datetime import timedelta

import pytest

from accounts.acting import CLOCK
from challenges.core.noun import NOUNS
from challenges.files.models import Attachment
from challenges.listing.models import Challenge
from challenges.proposals.actions import member as members
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions import proposal_check as checks
from challenges.proposals.actions.challenge_close import close
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import Proposal
from notifications import registry, relay, wording
from notifications.events import record
from notifications.models import Event, InboxItem
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import NOW, accepting_challenge
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class House:
    """A firm, its partner and everybody who might be told, with the proposal between them."""

    def __init__(self, state="draft"):
        self.challenge = accepting_challenge(title="球形粉末")
        self.proposal = complete_proposal(self.challenge, state=state)
        firm = self.proposal.organisation
        self.writer, self.signer, self.lead_project = (
            acting(firm, role) for role in ("handler", "signer", "project_lead")
        )
        acting(firm, "finance")
        self.partner = OrganisationFactory(kind="institute", name="示例大学")
        self.partner_signer = acting(self.partner, "signer")
        self.checker = acting(self.challenge.organiser, "checker")
        self.second = acting(self.challenge.organiser, "batch_admin")
        acting(self.challenge.organiser, "supervisor")
        acting(self.challenge.lead, "signer")
        self.firm = {self.writer.user_id, self.signer.user_id, self.lead_project.user_id}

    def told(self, name):
        """Return who was told of the newest event of this name, and put it into words in both languages."""
        relay.dispatch(NOW)
        event = Event.objects.filter(name=name).latest("id")
        assert event.dispatched_at is not None
        items = list(InboxItem.objects.filter(event=event))
        for item in items:
            for language in ("zh-hans", "en"):
                words = wording.put(name, item.facts, language=language, reason=item.reason)
                assert words.subject and words.body, name
                kept = f"{words.subject} {words.body}"
                for value in (
                    "球形粉末",
                    self.proposal.organisation.name,
                    "示例大学",
                    "机理",
                    "预算再核",
                    "人手不足",
                    "脚本.pdf",
                ):
                    kept = kept.replace(value, "")
                kept = re.sub("示例单位[〇一二三四五六七八九]+", "", kept)
                if language == "en":
                    assert not [char for char in kept if "一" <= char <= "鿿"], kept
        return {item.person_id for item in items}


@pytest.fixture
def house():
    return House()


def test_every_event_of_proposal_and_member_is_decided():
    named = {step.event for noun in ("proposal", "member") for step in NOUNS[noun].table.steps}
    named |= {alarm.event for noun in ("proposal", "member") for alarm in NOUNS[noun].table.alarms}
    named |= {"proposal.created", "attachment.added", "attachment.removed", "attachment.blocked"}
    assert [name for name in sorted(named) if not registry.is_declared(name)] == []


def test_the_way_to_the_receipt_is_told_inside_the_firm_alone(house):
    proposals.send_for_review(house.proposal, by=house.writer, at=NOW)
    assert house.told("proposal.sent_for_review") == {house.signer.user_id}
    proposals.send_back(house.proposal, by=house.signer, at=NOW, reason="预算再核")
    assert house.told("proposal.sent_back") == {house.writer.user_id, house.lead_project.user_id}
    proposals.send_for_review(house.proposal, by=house.writer, at=NOW)
    receipt = submit(house.proposal, by=house.signer, at=NOW)
    assert house.told("proposal.submitted") == house.firm
    item = InboxItem.objects.filter(event__name="proposal.submitted").first()
    body = wording.put("proposal.submitted", item.facts).body
    assert receipt.number in body and receipt.sha256 in body
    assert registry.get("proposal.submitted").statutory
    Challenge.objects.update(edition=2, material_edition=2)
    proposals.confirm_edition(house.proposal, by=house.signer, at=NOW)
    assert house.told("proposal.edition_confirmed") == house.firm - {house.signer.user_id}
    proposals.withdraw(house.proposal, by=house.signer, at=NOW)
    assert house.told("proposal.withdrawn") == house.firm
    assert not InboxItem.objects.exclude(person_id__in=house.firm).exists()


def test_a_late_withdrawal_is_told_to_the_organiser(house):
    Proposal.objects.update(state="submitted", receipt_number="JB-1")
    proposals.withdraw(house.proposal, by=house.signer, at=house.challenge.closes_at + DAY, reason="设备损毁")
    assert house.told("proposal.withdrawn") == house.firm | {house.checker.user_id, house.second.user_id}


def test_the_close_tells_the_firms_that_came_too_late_or_did_not_confirm(house):
    unconfirmed = House("submitted")
    Proposal.objects.filter(pk=unconfirmed.proposal.pk).update(challenge=house.challenge)
    Challenge.objects.filter(pk=house.challenge.pk).update(edition=2, material_edition=2)
    close(Challenge.objects.get(pk=house.challenge.pk), by=CLOCK, at=house.challenge.closes_at + DAY)
    assert house.told("proposal.expired") == house.firm
    assert house.told("proposal.unsealed") == unconfirmed.firm


def test_an_opened_proposal_is_not_told_one_by_one(house):
    Proposal.objects.update(state="submitted", receipt_number="JB-1")
    close(house.challenge, by=CLOCK, at=house.challenge.closes_at + DAY)
    assert house.told("proposal.unsealed") == set()


def test_the_consortium_tells_each_other(house):
    place = members.invite(house.proposal, house.partner, by=house.writer, at=NOW, share="20", task="机理")
    assert house.told("proposal.member_invited") == {house.partner_signer.user_id}
    members.confirm(place, by=house.partner_signer, at=NOW)
    assert house.told("member.confirmed") == {house.writer.user_id, house.lead_project.user_id}
    members.change_share(place, by=house.writer, at=NOW, share="25", task="机理")
    assert house.told("member.changed") == {house.partner_signer.user_id}
    own = house.proposal.members.get(leader=True)
    members.change_share(own, by=house.writer, at=NOW, share="75", task="")
    assert house.told("member.changed") == set()
    members.decline(place, by=house.partner_signer, at=NOW, reason="人手不足")
    assert house.told("member.declined") == {house.writer.user_id, house.lead_project.user_id}
    members.invite(house.proposal, house.partner, by=house.writer, at=NOW, share="10", task="机理")
    assert house.told("member.invited") == {house.partner_signer.user_id}
    members.remove(place, by=house.writer, at=NOW)
    assert house.told("member.removed") == {house.partner_signer.user_id}
    item = InboxItem.objects.get(event__name="member.removed")
    assert item.url == f"/challenges/{house.challenge.pk}/"


def test_the_formal_check_is_told_with_its_reasons_and_dates():
    house = House("opened")
    checks.request_supplement(house.proposal, items=["certificate"], by=house.checker, at=NOW)
    assert house.told("proposal.supplement_requested") == house.firm
    item = InboxItem.objects.filter(event__name="proposal.supplement_requested").first()
    assert "资质证书" in wording.put("proposal.supplement_requested", item.facts).body
    assert "Certificate" in wording.put("proposal.supplement_requested", item.facts, language="en").body
    facts = {"due": NOW.isoformat(), "days": 1}
    record("proposal.supplement_due", subject=house.proposal, by=CLOCK, at=NOW, facts=facts)
    assert house.told("proposal.supplement_due") == house.firm
    checks.supply(house.proposal, reply="已补", by=house.writer, at=NOW)
    assert house.told("proposal.supplied") == {house.checker.user_id, house.second.user_id}
    checks.check(
        house.proposal, qualified=False, reasons=[{"code": "region", "note": "注册地在外省"}], by=house.checker, at=NOW
    )
    checks.confirm_check(house.proposal, by=house.second, at=NOW)
    assert house.told("proposal.check_confirmed") == house.firm
    item = InboxItem.objects.filter(event__name="proposal.check_confirmed").first()
    words = wording.put("proposal.check_confirmed", item.facts)
    assert "所在地区不符合条件" in words.body and "2026年6月4日" in words.body


def test_qualified_selected_and_lapsed_are_told_to_the_firm():
    house = House("opened")
    checks.check(house.proposal, qualified=True, by=house.checker, at=NOW)
    checks.confirm_check(house.proposal, by=house.second, at=NOW)
    assert house.told("proposal.check_confirmed") == house.firm
    record("proposal.selected", subject=house.proposal, by=CLOCK, at=NOW)
    assert house.told("proposal.selected") == house.firm
    Proposal.objects.update(state="supplement", due_at=NOW)
    checks.supplement_lapsed(house.proposal, by=CLOCK, at=NOW + DAY)
    assert house.told("proposal.supplement_lapsed") == house.firm


def test_whoever_uploaded_a_blocked_file_is_told(house):
    row = Attachment.objects.create(
        proposal=house.proposal,
        kind="evidence",
        name="脚本.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=house.writer.user,
        uploaded_at=NOW,
    )
    record("attachment.blocked", subject=row, by=CLOCK, at=NOW, facts={"name": row.name, "why": "active_pdf"})
    assert house.told("attachment.blocked") == {house.writer.user_id}


def test_who_has_left_gets_no_mail(house):
    submit_event = record("proposal.submitted", subject=house.proposal, by=house.signer, at=NOW, facts={})
    still = registry.get("proposal.submitted").still
    assert still(house.writer.user, submit_event)
    house.writer.user.memberships.update(ended_at=NOW)
    assert not still(house.writer.user, submit_event)
