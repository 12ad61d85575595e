"""The gate: every move passes here, whole or not at all."""

import pytest

from accounts.acting import CLOCK
from challenges.actions.gate import LostUpdate, NotAllowed, Refused, moving
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db


def test_a_move_sets_state_and_version_and_writes_the_event():
    challenge = ChallengeFactory(state="internal_review")
    signer = acting(challenge.lead, "signer")
    with moving(challenge, "approve", by=signer, at=NOW) as move:
        move.facts["note"] = "同意"
    challenge.refresh_from_db()
    assert (challenge.state, challenge.version, challenge.updated_at) == ("formal_check", 2, NOW)
    event = Event.objects.get()
    assert (event.name, event.actor_id, event.at) == ("challenge.approved", signer.user_id, NOW)
    assert event.facts == {"note": "同意", "from": "internal_review", "to": "formal_check"}


def test_a_failing_body_leaves_nothing_behind():
    challenge = ChallengeFactory(state="internal_review")
    with pytest.raises(ZeroDivisionError), moving(challenge, "approve", by=acting(challenge.lead, "signer"), at=NOW):
        challenge.title = "改掉了"
        raise ZeroDivisionError
    challenge.refresh_from_db()
    assert (challenge.state, challenge.version, Event.objects.count()) == ("internal_review", 1, 0)


def refused(challenge, verb, by, error, at=NOW, **more):
    before = challenge.state, challenge.version
    with pytest.raises(error) as caught, moving(challenge, verb, by=by, at=at, **more):
        pass
    challenge.refresh_from_db()
    assert (challenge.state, challenge.version, Event.objects.count()) == (*before, 0)
    return caught.value


def test_a_stranger_is_refused_before_the_state_is_told():
    challenge = ChallengeFactory(state="draft")
    refused(challenge, "approve", acting(ChallengeFactory().lead, "signer"), NotAllowed)


def test_the_wrong_state_is_named():
    challenge = ChallengeFactory(state="draft")
    error = refused(challenge, "approve", acting(challenge.lead, "signer"), Refused)
    assert error.code == "wrong_state"
    assert "草稿" in error.message


def test_preparer_and_approver_are_two_people():
    challenge = ChallengeFactory(state="internal_review")
    signer = acting(challenge.lead, "signer")
    challenge.prepared_by = signer.user
    challenge.save()
    assert refused(challenge, "approve", signer, Refused).code == "four_eyes"


def test_another_version_is_a_lost_update():
    challenge = ChallengeFactory(state="internal_review", version=4)
    assert refused(challenge, "approve", acting(challenge.lead, "signer"), LostUpdate, expected=3).current == 4


def test_the_deadline_second_still_belongs_to_the_people():
    challenge = accepting_challenge()
    assert refused(challenge, "close", CLOCK, Refused, at=challenge.closes_at).code == "not_due"
    with moving(challenge, "close", by=CLOCK, at=challenge.closes_at + DAY / 86400):
        pass
    assert challenge.state == "closed"


def test_nobody_but_the_clock_closes():
    challenge = accepting_challenge()
    refused(challenge, "close", acting(challenge.organiser, "batch_admin"), NotAllowed, at=challenge.closes_at + DAY)
