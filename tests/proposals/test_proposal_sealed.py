"""Sealed until the last second has passed; afterwards open, and the record says who looked."""

from datetime import timedelta

import pytest

from accounts.acting import CLOCK, Acting
from challenges.core.deadlines import take_due_steps
from challenges.core.gate import Refused
from challenges.proposals.access.proposal import visible_to
from challenges.proposals.actions.challenge_close import close
from challenges.proposals.actions.proposal_reading import read
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import Proposal
from notifications.models import Event
from tests.factories.accounts import UserFactory, acting
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def submitted():
    proposal = complete_proposal(state="internal_review")
    submit(proposal, by=acting(proposal.organisation, "signer"), at=proposal.challenge.closes_at)
    return proposal


def outsiders(challenge):
    return [
        acting(challenge.lead, "signer"),
        acting(challenge.organiser, "checker"),
        Acting(user=UserFactory(is_operator=True)),
    ]


def test_before_the_last_second_has_passed_only_a_count_and_one_second_after_it_opens(submitted):
    challenge, viewers = submitted.challenge, outsiders(submitted.challenge)
    take_due_steps(challenge.closes_at)
    assert [visible_to(viewer).count() for viewer in viewers] == [0, 0, 0]
    take_due_steps(challenge.closes_at + SECOND)
    assert [visible_to(viewer).count() for viewer in viewers] == [1, 1, 0]
    closing = Event.objects.get(name="challenge.closed")
    submitted.refresh_from_db()
    assert closing.facts["receipts"] == [[submitted.receipt_number, submitted.receipt_hash]]


def test_the_record_shows_who_opened_it_once(submitted):
    close(submitted.challenge, by=CLOCK, at=submitted.challenge.closes_at + SECOND)
    proposal = Proposal.objects.get()
    lead, checker, _operator = outsiders(proposal.challenge)
    at = proposal.challenge.closes_at + SECOND
    assert [read(proposal, by=viewer, at=at) for viewer in (lead, checker, lead)] == [True, True, False]
    assert read(proposal, by=acting(proposal.organisation, "handler"), at=at) is False
    found = Event.objects.filter(name="proposal.read").order_by("id")
    assert [event.actor_id for event in found] == [lead.user_id, checker.user_id]


def test_at_one_second_past_a_draft_is_expired_and_no_backlog_changes_it():
    proposal = complete_proposal(state="internal_review")
    closes = proposal.challenge.closes_at
    signer = acting(proposal.organisation, "signer")
    with pytest.raises(Refused):
        submit(proposal, by=signer, at=closes + SECOND)
    take_due_steps(closes + SECOND)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.receipt_number) == ("expired", None)
    for moment in (closes, closes + SECOND):
        with pytest.raises(Refused):
            submit(proposal, by=signer, at=moment)
