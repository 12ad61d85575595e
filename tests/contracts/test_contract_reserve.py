"""A winner that does not sign is passed over, and the reserve goes the whole way again: decision, publicity, award."""

import pytest

from accounts.acting import CLOCK
from accounts.errors import Invalid
from challenges.award.actions import award as awards
from challenges.award.actions import choice as choices
from challenges.award.actions import publicity
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice
from challenges.contracts.actions import lapsing
from challenges.contracts.models import Contract
from challenges.core.deadlines import take_due_steps
from challenges.management.invariants import breaches
from notifications import relay
from notifications.models import InboxItem
from tests.factories.challenges import DAY
from tests.factories.review import Review5, member_of

pytestmark = pytest.mark.django_db
SECOND = DAY / 86400


# What factories make breaks by its nature: nothing was ever handed in or published by people.
MADE = {
    "what_is_public_was_published",
    "every_state_was_told",
    "receipts_have_no_gap",
    "receipts_prove_what_was_handed_in",
}


def torn():
    """What breaks an invariant, without what the factory itself leaves out."""
    return [breach for breach in breaches() if breach.rule not in MADE]


def awarded(walk):
    """The award of what was publicised last, by the clock."""
    walk.challenge.refresh_from_db()
    after = walk.challenge.publicity_ends_at + SECOND
    awards.award(walk.challenge, by=CLOCK, at=after)
    return after


def test_the_reserve_moves_up_through_decision_publicity_and_award():
    walk = Review5(proposals=3).publicised((80, 75, 70))
    first, second, third = walk.proposals
    member_of(first), member_of(second)
    awarded(walk)
    contract = Contract.objects.get()
    assert (contract.proposal, contract.state) == (first, "drafting")
    assert contract.sign_by == walk.challenge.awards.get().sign_by
    late = contract.sign_by + SECOND
    take_due_steps(late)
    walk.challenge.refresh_from_db()
    states = [type(one).objects.get(pk=one.pk).state for one in walk.proposals]
    assert (walk.challenge.state, states) == ("proposed", ["passed_over", "scored", "scored"])
    choice = walk.challenge.choices.get()
    assert (choice.proposal, choice.rank, choice.chosen_by) == (second, 2, None)
    assert walk.decision.state == "pending" and not walk.challenge.awards.exists()
    relay.dispatch(late)
    told = set(InboxItem.objects.values_list("event__name", flat=True))
    assert {"contract.lapsed", "proposal.passed_over", "challenge.handed_on", "decision.opened"} <= told
    assert torn() == []
    # Who did not sign is not chosen again, whatever the lead firm thinks of it.
    with pytest.raises(Invalid) as refused:
        anew = walk.signer.seconding(walk.admin.user)
        choices.choose_anew(walk.challenge, by=anew, at=late, picks=[choices.Pick(first.pk)])
    assert [one.code for one in refused.value.problems] == ["passed_over"]
    walk.at = late
    walk.approved()
    draft = publicity.prepare(walk.challenge, by=walk.notice_officer, at=late)
    notices.post(draft, by=walk.admin, at=late)
    awarded(walk)
    again = Contract.objects.get(state="drafting")
    assert (again.proposal, again.number) == (second, f"{contract.number}-2")
    assert Notice.objects.filter(kind="result").count() == 2
    assert type(third).objects.get(pk=third.pk).state == "reserve"
    assert torn() == []
    lapsing.lapse(again, by=CLOCK, at=again.sign_by + SECOND)
    walk.challenge.refresh_from_db()
    assert walk.challenge.choices.get().proposal == third


def test_without_a_reserve_the_challenge_lapses_and_the_public_is_told():
    walk = Review5(proposals=2).publicised((80, 40))
    awarded(walk)
    contract = Contract.objects.get()
    take_due_steps(contract.sign_by + SECOND)
    walk.challenge.refresh_from_db()
    assert (walk.challenge.state, Notice.objects.filter(kind="lapse").count()) == ("lapsed", 1)
    assert torn() == []
