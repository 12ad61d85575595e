"""Whoever changed a firm's draft in any way does not sign it, not the last of them alone; and is told who can."""

from datetime import timedelta

import pytest

from challenges.core.gate import Refused
from challenges.core.queries.steps import steps_for
from challenges.core.queries.withheld import withheld
from challenges.listing.actions import challenge as needs
from challenges.listing.actions import challenge_check as checks
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions import proposal_draft as drafts
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import Proposal, Section
from tests.factories.accounts import acting
from tests.factories.challenges import NOW, ChallengeFactory
from tests.factories.proposals import complete_proposal
from tests.journeys.test_forbidden import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return complete_proposal()


@pytest.fixture
def handler(proposal):
    return acting(proposal.organisation, "handler")


@pytest.fixture
def signer(proposal):
    return acting(proposal.organisation, "signer", "handler")


@pytest.fixture
def other(proposal):
    return acting(proposal.organisation, "signer")


def write(proposal, by, key="basics", at=NOW):
    section = Section.objects.get(proposal=proposal, key=key)
    return drafts.save_section(proposal, key, section.data, section.version, by=by, at=at)


def code_of(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_signer_who_wrote_before_others_did_does_not_submit(proposal, handler, signer, other):
    write(proposal, signer)
    write(proposal, handler)
    proposals.send_for_review(proposal, by=handler, at=NOW)
    assert code_of(lambda: submit(proposal, by=signer, at=NOW)) == "four_eyes"
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert "submit" not in steps_for(signer, fresh) and "submit" in steps_for(other, fresh)
    assert submit(fresh, by=other, at=NOW)


def test_a_draft_that_is_taken_up_again_is_judged_by_who_changes_it_then(proposal, handler, signer, other):
    write(proposal, signer)
    proposals.send_for_review(proposal, by=handler, at=NOW)
    submit(proposal, by=other, at=NOW)
    proposals.withdraw(proposal, by=other, at=NOW)
    later = NOW + timedelta(minutes=1)
    proposals.resume_draft(proposal, by=handler, at=later)
    write(proposal, handler, at=later)
    proposals.send_for_review(proposal, by=handler, at=later)
    assert "submit" in steps_for(signer, Proposal.objects.get(pk=proposal.pk))


def test_a_firm_of_two_reads_what_to_do(client, proposal, handler, signer):
    write(proposal, signer)
    write(proposal, handler)
    proposals.send_for_review(proposal, by=handler, at=NOW)
    row = Proposal.objects.get(pk=proposal.pk)
    (left,) = withheld(signer, row)
    assert "请管理员邀请一位" in left.why and left.verbs == ("submit",)
    page = enter_page(client, signer, f"/proposals/{proposal.pk}/")
    assert left.why in page and f"/acts/proposal/{proposal.pk}/submit/" not in page


def enter_page(client, viewer, address):
    enter(client, viewer)
    return client.get(address).content.decode()


def test_a_need_is_not_signed_by_whoever_changed_it_since_it_came_back(need, people):
    writer, signer, other, checker = people
    needs.edit(need, by=signer, at=NOW, title="改过的标题")
    needs.edit(need, by=writer, at=NOW, title="又改过的标题")
    assert need.hands_in("prepared_by") >= {writer.user_id, signer.user_id}
    type(need).objects.filter(pk=need.pk).update(state="internal_review")
    need.refresh_from_db()
    assert code_of(lambda: needs.approve(need, by=signer, at=NOW)) == "four_eyes"
    assert "请管理员邀请一位" in withheld(signer, need)[0].why
    needs.approve(need, by=other, at=NOW)
    checks.return_for_repair(need, by=checker, at=NOW, remarks=[{"field": "title", "reason": "标题与内容不一致"}])
    needs.edit(need, by=writer, at=NOW, title="再改过的标题")
    assert signer.user_id not in need.hands_in("prepared_by")


@pytest.fixture
def need():
    return ChallengeFactory(state="draft", total_wan=0, enterprise_wan=0, fiscal_wan=0)


@pytest.fixture
def people(need):
    lead = need.lead
    return (
        acting(lead, "handler"),
        acting(lead, "signer", "handler"),
        acting(lead, "signer"),
        acting(need.organiser, "checker"),
    )
