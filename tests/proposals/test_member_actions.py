"""The consortium: invited, confirmed by each for itself, changed terms confirmed anew."""

from decimal import Decimal

import pytest

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.proposals.access.proposal import visible_to
from challenges.proposals.actions import member as members
from challenges.proposals.models import Member, Proposal
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import NOW
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return complete_proposal()


@pytest.fixture
def writer(proposal):
    return acting(proposal.organisation, "handler")


@pytest.fixture
def partner():
    return OrganisationFactory(kind="institute")


@pytest.fixture
def place(proposal, writer, partner):
    return members.invite(proposal, partner, by=writer, at=NOW, share="20", task="机理研究")


def names():
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def test_invited_and_confirmed_by_its_signer(proposal, place, partner):
    assert (place.state, place.share, place.task, place.leader) == ("invited", Decimal(20), "机理研究", False)
    signer = acting(partner, "signer")
    assert visible_to(signer).get() == proposal
    members.confirm(place, by=signer, at=NOW)
    place.refresh_from_db()
    assert (place.state, place.confirmed_by, place.confirmed_at) == ("confirmed", signer.user, NOW)
    assert names() == ["proposal.member_invited", "member.confirmed"]
    proposal.refresh_from_db()
    assert proposal.draft_version == 2


@pytest.mark.parametrize("share", ["-1", "100.01", "1.234", "很多", None])
def test_a_share_is_a_percentage(proposal, writer, partner, share):
    with pytest.raises(Invalid) as caught:
        members.invite(proposal, partner, by=writer, at=NOW, share=share)
    assert [problem.field for problem in caught.value.problems] == ["share"]
    assert (proposal.members.count(), names()) == (1, [])


def test_a_task_of_300_characters_is_too_long(proposal, writer, partner):
    with pytest.raises(Invalid) as caught:
        members.invite(proposal, partner, by=writer, at=NOW, task="长" * 300)
    assert "300" in caught.value.problems[0].message


def test_not_twice_not_the_lead_and_no_other_kinds(proposal, writer, place, partner):
    lead = proposal.challenge.lead
    lead.kind, lead.legal_representative = "sme", "韩述"
    lead.save()
    tied = OrganisationFactory(legal_representative="韩述")
    cases = [
        (partner, "there_already"),
        (proposal.organisation, "there_already"),
        (lead, "control_relation"),
        (tied, "control_relation"),
        (OrganisationFactory(kind="finance"), "kind"),
    ]
    for organisation, code in cases:
        with pytest.raises(Invalid) as caught:
            members.invite(proposal, organisation, by=writer, at=NOW)
        assert caught.value.problems[0].code == code
    assert proposal.members.count() == 2


def test_a_changed_share_is_confirmed_anew_and_the_leaders_own_is_not(proposal, writer, place, partner):
    members.confirm(place, by=acting(partner, "signer"), at=NOW)
    members.change_share(place, by=writer, at=NOW, share="20.00", task="机理研究")
    assert place.state == "confirmed"
    members.change_share(place, by=writer, at=NOW, share="25", task="机理研究")
    assert (place.state, place.confirmed_by, place.confirmed_at) == ("invited", None, None)
    own = proposal.members.get(leader=True)
    members.change_share(own, by=writer, at=NOW, share="75", task="总体")
    assert (own.state, own.share) == ("confirmed", 75)
    assert names()[2:] == ["member.changed", "member.changed"]


def test_declined_removed_and_asked_again(proposal, writer, place, partner):
    signer = acting(partner, "signer")
    members.decline(place, by=signer, at=NOW, reason="人手不足")
    assert (place.state, place.share) == ("declined", 0)
    assert not visible_to(signer).exists()
    again = members.invite(proposal, partner, by=writer, at=NOW, share="10", task="复核")
    assert (again.pk, again.state, again.share) == (place.pk, "invited", 10)
    members.remove(again, by=writer, at=NOW)
    members.invite(proposal, partner, by=writer, at=NOW, share="5", task="复核")
    assert Member.objects.get(pk=place.pk).state == "invited"


def test_the_leader_cannot_leave_its_own_consortium(proposal, writer):
    own = proposal.members.get()
    with pytest.raises(Refused) as caught:
        members.remove(own, by=writer, at=NOW)
    assert caught.value.code == "leader"
    with pytest.raises(Refused):
        members.decline(own, by=acting(proposal.organisation, "signer"), at=NOW)
    own.refresh_from_db()
    assert (own.state, own.share) == ("confirmed", 100)


def test_who_may_not_sign_cannot_confirm(place, partner):
    signer = acting(partner, "signer")
    for field, value, code in (("verification", "pending", "unverified"), ("signing_frozen", True, "signing_frozen")):
        before = getattr(partner, field)
        setattr(partner, field, value)
        partner.save()
        with pytest.raises(Refused) as caught:
            members.confirm(place, by=signer, at=NOW)
        assert caught.value.code == code
        setattr(partner, field, before)
        partner.save()
    with pytest.raises(NotAllowed):
        members.confirm(place, by=acting(OrganisationFactory(), "signer"), at=NOW)


def test_a_firm_joins_one_proposal_for_a_challenge(proposal, place, partner):
    other = complete_proposal(proposal.challenge, organisation=OrganisationFactory())
    elsewhere = members.invite(
        other, partner, by=acting(other.organisation, "handler"), at=NOW, share="10", task="样品"
    )
    signer = acting(partner, "signer")
    members.confirm(elsewhere, by=signer, at=NOW)
    with pytest.raises(Refused) as caught:
        members.confirm(place, by=signer, at=NOW)
    assert caught.value.code == "elsewhere"
    Proposal.objects.filter(pk=other.pk).update(state="expired")
    members.confirm(place, by=signer, at=NOW)


def test_terms_change_only_in_a_draft_and_answers_end_with_submission(proposal, writer, place, partner):
    Proposal.objects.filter(pk=proposal.pk).update(state="internal_review")
    for act in (
        lambda: members.change_share(place, by=writer, at=NOW, share="1", task=""),
        lambda: members.remove(place, by=writer, at=NOW),
        lambda: members.invite(proposal, OrganisationFactory(), by=writer, at=NOW),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "wrong_state"
    signer = acting(partner, "signer")
    members.confirm(place, by=signer, at=NOW)
    Proposal.objects.filter(pk=proposal.pk).update(state="submitted", receipt_number="JB-1")
    with pytest.raises(Refused):
        members.decline(place, by=signer, at=NOW)
