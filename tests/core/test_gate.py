"""The gate: every move passes here, whole or not at all."""

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from challenges.core.gate import (
    LostUpdate,
    MassMove,
    NotAllowed,
    Refused,
    due_of,
    expect,
    lock,
    moving,
    moving_many,
    overdue,
    signed_hash,
)
from challenges.core.table import Table, step
from challenges.listing.states import CHALLENGE
from challenges.review.models import Review
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory, ProposalFactory, accepting_challenge
from tests.factories.review import Review5

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
    signed = {"capacity": "signer", "signed_version": 1, "sha256": signed_hash(challenge)}
    assert event.facts == {**signed, "note": "同意", "from": "internal_review", "to": "formal_check"}


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


def test_a_version_that_was_noted_on_the_row_is_asked_for():
    challenge = ChallengeFactory(state="internal_review", version=4)
    expect(challenge, 3)
    assert refused(challenge, "approve", acting(challenge.lead, "signer"), LostUpdate).current == 4


def test_a_move_leads_only_where_its_row_says():
    challenge = accepting_challenge(state="closed")
    after = challenge.closes_at + DAY
    with pytest.raises(ValueError), moving(challenge, "sort_out", by=CLOCK, at=after) as move:
        move.to("awarded")
    with pytest.raises(ValueError), moving(challenge, "sort_out", by=CLOCK, at=after):
        pass
    challenge.refresh_from_db()
    assert (challenge.state, challenge.version, Event.objects.count()) == ("closed", 1, 0)


def test_a_move_may_leave_no_record():
    challenge = ChallengeFactory(state="draft")
    with moving(challenge, "edit", by=acting(challenge.lead, "handler"), at=NOW) as move:
        move.recorded = False
    assert (challenge.state, challenge.version, Event.objects.count()) == ("draft", 2, 0)


def test_many_rows_move_where_each_of_them_goes():
    challenge = accepting_challenge()
    rows = [ProposalFactory(challenge=challenge, state="submitted", receipt_number=str(n)) for n in range(3)]
    moves = [
        MassMove(rows[0], "opened"),
        MassMove(rows[1], "expired", {"reason": "unconfirmed"}),
        MassMove(rows[2], "opened"),
    ]
    assert moving_many(moves, "unseal", by=CLOCK, at=NOW) == 3
    assert [type(row).objects.get(pk=row.pk).state for row in rows] == ["opened", "expired", "opened"]
    assert [row.version for row in rows] == [2, 2, 2]
    assert moving_many([], "unseal", by=CLOCK, at=NOW) == 0
    with pytest.raises(ValueError):
        moving_many(
            [MassMove(ProposalFactory(state="submitted", receipt_number="9"), "scored")], "unseal", by=CLOCK, at=NOW
        )
    with pytest.raises(Refused):
        moving_many([MassMove(rows[0], "opened")], "unseal", by=CLOCK, at=NOW)


def test_a_parent_that_was_locked_is_the_one_the_row_shows():
    proposal = ProposalFactory()
    type(proposal.challenge).objects.update(title="改过的题目")
    lock(proposal)
    assert proposal.challenge.title == "改过的题目"


def test_a_deadline_ends_after_its_own_second_and_no_deadline_never():
    assert [overdue(None, NOW), overdue(NOW, NOW), overdue(NOW, NOW + DAY)] == [False, False, True]
    assert [overdue(NOW, NOW - DAY, inclusive=False), overdue(NOW, NOW, inclusive=False)] == [False, True]
    proposal = ProposalFactory()
    assert due_of(proposal, "challenge__closes_at") == proposal.challenge.closes_at


def test_a_verb_stands_once_in_a_table():
    rows = (step("edit", "draft"), step("edit", "returned"))
    with pytest.raises(ValueError):
        Table("sheet", CHALLENGE.states, rows)
    assert CHALLENGE.ends == {"rejected", "in_progress", "withdrawn"} | ({"lapsed"} & CHALLENGE.ends)


def test_whoever_is_handled_reads_the_parents_that_were_locked(django_assert_num_queries):
    """Nobody reads another copy of a parent, and nobody asks for it again; a review's seat stands between."""
    review = Review.objects.filter(seat__panel=Review5().scoring().panel).first()
    with transaction.atomic():
        lock(review)
    with django_assert_num_queries(0):
        assert review.seat.panel.challenge.state == "expert_review"
    assert review.parent().parent().parent() is None
