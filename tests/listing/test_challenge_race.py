"""Races around a challenge: the clock against people, the clock against itself. On PostgreSQL, with real threads."""

import threading
from datetime import timedelta
from time import sleep

from accounts.acting import CLOCK
from accounts.errors import Refused
from challenges.bulletin.models import Notice
from challenges.core.deadlines import take_due_steps
from challenges.core.gate import moving
from challenges.core.reminders import give_reminders
from challenges.listing.actions import challenge_change, challenge_check, question
from challenges.listing.models import Challenge, Edition, Question
from challenges.proposals.actions import challenge_close
from challenges.proposals.models import Proposal
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting, seconded
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory, ProposalFactory, accepting_challenge
from tests.races import MARKS, at_once

pytestmark = MARKS
SECOND = timedelta(seconds=1)
HANDS = 8


def fresh(challenge):
    return Challenge.objects.get(pk=challenge.pk)


def test_the_clock_closes_once_however_many_workers_tick():
    challenge = accepting_challenge(closes_at=NOW - DAY)
    proposal = ProposalFactory(challenge=challenge, state="submitted", receipt_number="1")
    results = at_once(*[lambda: take_due_steps(NOW)] * HANDS)
    assert sum(results) == 2
    assert (fresh(challenge).state, Proposal.objects.get(pk=proposal.pk).state) == ("qualification", "opened")
    names = ("challenge.closed", "challenge.sorted_out", "proposal.unsealed")
    assert [Event.objects.filter(name=name).count() for name in names] == [1, 1, 1]


def test_a_deadline_that_is_being_moved_beats_the_stale_tick():
    """The organiser holds the row and moves the deadline; the tick that saw the old one waits, looks, and lets go."""
    challenge = accepting_challenge(closes_at=NOW, opens_at=NOW - 30 * DAY, first_closes_at=NOW)
    ProposalFactory(challenge=challenge, state="submitted", receipt_number="1")
    admin = acting(challenge.organiser, "batch_admin")
    held = threading.Event()

    def moment():
        held.set()
        sleep(0.5)
        return NOW

    def extend():
        challenge_change.extend(
            fresh(challenge), by=seconded(admin), at=moment, closes_at=NOW + 5 * DAY, reason="检测机构停电"
        )

    def tick():
        row = fresh(challenge)
        held.wait(10)
        challenge_close.close(row, by=CLOCK, at=NOW + SECOND)

    _moved, stale = at_once(extend, tick)
    assert isinstance(stale, Refused)
    assert stale.code == "not_due"
    assert (fresh(challenge).state, fresh(challenge).closes_at) == ("accepting", NOW + 5 * DAY)
    assert Event.objects.filter(name="proposal.unsealed").count() == 0


def test_a_correction_that_comes_while_the_clock_closes_is_refused():
    challenge = accepting_challenge(closes_at=NOW, opens_at=NOW - 30 * DAY, first_closes_at=NOW)
    admin = acting(challenge.organiser, "batch_admin")
    closing = threading.Event()

    def moment():
        closing.set()
        sleep(0.5)
        return NOW + SECOND

    def close():
        with moving(fresh(challenge), "close", by=CLOCK, at=moment):
            pass

    def correct():
        row = fresh(challenge)
        closing.wait(10)
        challenge_change.correct(row, by=admin, at=lambda: NOW, reason="检测报告晚到", background="改")

    closed, corrected = at_once(close, correct)
    assert closed is None
    assert isinstance(corrected, Refused)
    assert (corrected.code, Edition.objects.count(), Notice.objects.count()) == ("wrong_state", 0, 0)


def test_publications_of_one_batch_get_numbers_of_their_own():
    batch = BatchFactory(code="RACE")
    rows = [ChallengeFactory(batch=batch, state="pending_publish", funds_confirmed_at=NOW) for _n in range(HANDS)]
    publishers = [acting(batch.organiser, "notice_officer") for _row in rows]

    def publishing(row, by):
        return lambda: challenge_check.publish(fresh(row), by=by, at=NOW)

    results = at_once(*[publishing(row, by) for row, by in zip(rows, publishers, strict=True)])
    assert results == [None] * HANDS
    numbers = sorted(Challenge.objects.values_list("number", flat=True))
    assert numbers == [f"TC-RACE-{n:03d}" for n in range(1, HANDS + 1)]
    notices = sorted(int(n[len("公告〔2026〕") : -1]) for n in Notice.objects.values_list("number", flat=True))
    assert notices == list(range(1, HANDS + 1))


def test_one_challenge_is_published_once():
    challenge = ChallengeFactory(state="pending_publish", funds_confirmed_at=NOW)
    publishers = [acting(challenge.organiser, "notice_officer") for _n in range(HANDS)]
    results = at_once(*[lambda by=by: challenge_check.publish(fresh(challenge), by=by, at=NOW) for by in publishers])
    assert sorted(getattr(result, "code", "published") for result in results) == ["published"] + ["wrong_state"] * (
        HANDS - 1
    )
    assert (Edition.objects.count(), Notice.objects.count()) == (1, 1)


def test_an_extension_is_given_once_whoever_asks_at_the_same_time():
    challenge = accepting_challenge()
    later = challenge.closes_at + 5 * DAY
    admins = [seconded(acting(challenge.organiser, "batch_admin")) for _n in range(HANDS)]
    results = at_once(
        *[
            lambda by=by: challenge_change.extend(
                fresh(challenge), by=by, at=NOW, closes_at=later, reason="检测机构停电"
            )
            for by in admins
        ]
    )
    assert results.count(None) == 1
    assert (fresh(challenge).closes_at, fresh(challenge).extensions, Notice.objects.count()) == (later, 1, 1)


def test_firms_that_ask_together_never_share_a_pseudonym():
    challenge = accepting_challenge()
    askers = [acting(OrganisationFactory(), "handler") for _n in range(HANDS)]
    at_once(*[lambda by=by: question.ask(fresh(challenge), by=by, at=NOW, text="？") for by in askers])
    assert sorted(Question.objects.values_list("pseudonym", flat=True)) == list(range(1, HANDS + 1))


def test_a_reminder_is_given_once_however_many_workers_tick():
    for _n in range(5):
        accepting_challenge(closes_at=NOW + 3 * DAY)
    at_once(*[lambda: give_reminders(NOW)] * HANDS)
    assert Event.objects.filter(name="challenge.closing_soon").count() == 5
