"""The clock: every timed step by itself, oldest first, each once, one failing row never in the way of the others."""

import datetime
import logging

import pytest

from accounts.acting import CLOCK
from accounts.errors import Refused
from challenges.bulletin.models import Notice
from challenges.core import deadlines
from challenges.core.deadlines import Due, due_steps, next_due, take, take_due_steps
from challenges.core.models import Holiday, RuleSet
from challenges.core.periods import SHANGHAI, day_of, days_later, midnight_end, office_end, working_days_later
from challenges.core.reminders import give_reminders
from challenges.listing.actions import batch as batches
from challenges.listing.actions import batch_rules
from challenges.listing.models import Challenge, Question
from challenges.proposals.actions import challenge_close
from challenges.proposals.models import Proposal
from challenges.tasks import take_due_steps as task
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import (
    DAY,
    NOW,
    BatchFactory,
    ChallengeFactory,
    ProposalFactory,
    accepting_challenge,
    set_rules,
)

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)


def shanghai(*parts):
    return datetime.datetime(*parts, tzinfo=SHANGHAI)


def states(*rows):
    return [type(row).objects.get(pk=row.pk).state for row in rows]


def test_a_challenge_opens_at_its_very_second_and_closes_after_its_own():
    challenge = accepting_challenge(state="published", opens_at=NOW, closes_at=NOW + DAY, first_closes_at=NOW + DAY)
    assert [take_due_steps(NOW - SECOND), *states(challenge)] == [0, "published"]
    assert [take_due_steps(NOW), *states(challenge)] == [1, "accepting"]
    assert [take_due_steps(NOW + DAY), *states(challenge)] == [0, "accepting"]
    assert [take_due_steps(NOW + DAY + SECOND), *states(challenge)] == [2, "lapsed"]


def test_after_an_outage_everything_is_caught_up_oldest_first_and_once():
    late = accepting_challenge(
        state="published", opens_at=NOW - 5 * DAY, closes_at=NOW - DAY, first_closes_at=NOW - DAY
    )
    early = accepting_challenge(closes_at=NOW - 2 * DAY, first_closes_at=NOW - 2 * DAY)
    returned = ChallengeFactory(state="returned", due_at=NOW - 3 * DAY)
    assert take_due_steps(NOW) == 6
    assert states(late, early, returned) == ["lapsed", "lapsed", "rejected"]
    events = list(Event.objects.filter(noun="challenge").order_by("pk").values_list("name", "subject_id"))
    assert events == [
        ("challenge.opened", late.pk),
        ("challenge.repair_lapsed", returned.pk),
        ("challenge.closed", early.pk),
        ("challenge.sorted_out", early.pk),
        ("challenge.closed", late.pk),
        ("challenge.sorted_out", late.pk),
    ]
    assert take_due_steps(NOW) == 0
    assert Notice.objects.count() == 2


def test_a_row_that_fails_is_logged_and_holds_up_no_other(caplog):
    # A window without its rules cannot be sorted out: its batch asks for a number that is none.
    broken = accepting_challenge(closes_at=NOW - 2 * DAY, batch=BatchFactory(rules={"qualification_days": "soon"}))
    ProposalFactory(challenge=broken, state="submitted", receipt_number="1")
    sound = accepting_challenge(closes_at=NOW - DAY)
    with caplog.at_level(logging.ERROR):
        assert take_due_steps(NOW) == 3
    assert states(broken, sound) == ["closed", "lapsed"]
    assert [record.getMessage() for record in caplog.records] == [f"challenge.sort_out of {broken.pk} failed"]
    set_rules(broken.batch, {})
    assert [take_due_steps(NOW), *states(broken)] == [1, "qualification"]


def test_more_rows_than_one_look_finds_are_all_taken(monkeypatch):
    monkeypatch.setattr(deadlines, "AT_ONCE", 2)
    rows = [accepting_challenge(closes_at=NOW - DAY) for _n in range(5)]
    assert take_due_steps(NOW) == 10
    assert set(states(*rows)) == {"lapsed"}


def test_a_step_that_somebody_else_took_or_a_row_that_is_gone_is_passed_over(caplog):
    challenge = accepting_challenge(closes_at=NOW - DAY)
    due = due_steps(NOW)[0]
    assert take(due, NOW) is True
    assert take(due, NOW) is False
    with caplog.at_level(logging.ERROR):
        assert take(Due(NOW, "challenge", "close", challenge.pk + 99), NOW) is False


def test_a_deadline_that_moved_beats_a_stale_tick():
    challenge = accepting_challenge(closes_at=NOW - DAY, opens_at=NOW - 30 * DAY)
    due = due_steps(NOW)[0]
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=NOW + 5 * DAY)
    assert take(due, NOW) is False
    assert (states(challenge), Event.objects.count()) == (["accepting"], 0)


def test_next_is_the_first_moment_at_which_anything_may_happen():
    assert next_due(NOW) is None
    challenge = accepting_challenge()
    assert next_due(NOW) == challenge.closes_at + SECOND
    opening = accepting_challenge(state="published", opens_at=NOW + DAY)
    assert next_due(NOW) == opening.opens_at
    assert next_due(NOW + 2 * DAY) == NOW + 2 * DAY


def test_the_close_opens_what_was_confirmed_and_ends_the_rest_in_one_act():
    challenge = accepting_challenge(edition=3, material_edition=2)
    kept, old = (
        ProposalFactory(
            challenge=challenge, state="submitted", edition=n, receipt_number=str(n), receipt_hash=str(n) * 64
        )
        for n in (3, 1)
    )
    draft, inside = ProposalFactory(challenge=challenge), ProposalFactory(challenge=challenge, state="internal_review")
    withdrawn = ProposalFactory(challenge=challenge, state="withdrawn")
    elsewhere = ProposalFactory(state="submitted", receipt_number="9")
    challenge_close.close(challenge, by=CLOCK, at=challenge.closes_at + SECOND)
    assert states(kept, old, draft, inside, withdrawn, elsewhere) == [
        *("opened", "expired", "expired", "expired", "withdrawn", "submitted"),
    ]
    facts = Event.objects.get(name="challenge.closed").facts
    assert (facts["opened"], facts["unconfirmed"], facts["expired"]) == (1, 1, 2)
    assert sorted(facts["receipts"]) == [["1", "1" * 64], ["3", "3" * 64]]
    reasons = Event.objects.filter(name="proposal.unsealed").values_list("subject_id", "facts__reason")
    assert dict(reasons) == {kept.pk: None, old.pk: "unconfirmed"}
    challenge_close.sort_out(challenge, by=CLOCK, at=challenge.closes_at + SECOND)
    assert challenge.due_at == Proposal.objects.get(pk=kept.pk).due_at
    assert challenge.state == "qualification"


def test_a_close_that_fails_halfway_opens_nothing(monkeypatch):
    challenge = accepting_challenge()
    proposal = ProposalFactory(challenge=challenge, state="submitted", receipt_number="1")
    ProposalFactory(challenge=challenge, receipt_number="2")

    def breaking(*args, **keywords):
        raise RuntimeError("the power fails")

    monkeypatch.setattr(challenge_close, "MassMove", breaking)
    with pytest.raises(RuntimeError):
        challenge_close.close(challenge, by=CLOCK, at=challenge.closes_at + SECOND)
    assert states(challenge, proposal) == ["accepting", "submitted"]
    assert Event.objects.count() == 0


def test_people_cannot_close_however_late_it_is():
    challenge = accepting_challenge()
    with pytest.raises(Refused):
        challenge_close.close(challenge, by=acting(challenge.organiser, "batch_admin"), at=NOW + 99 * DAY)


def test_the_task_reads_the_clock_and_may_run_twice():
    accepting_challenge(closes_at=NOW - DAY)
    for _n in range(2):
        task()
    assert Event.objects.filter(name="challenge.closed").count() == 1


# Reminders.


def given(name):
    return [
        (facts["days"], facts["overdue"])
        for facts in Event.objects.filter(name=name).order_by("pk").values_list("facts", flat=True)
    ]


def test_reminders_come_seven_three_and_one_day_before_and_five_days_after():
    challenge = ChallengeFactory(state="formal_check", due_at=NOW + 8 * DAY)
    for hour in range(0, 20 * 24, 6):
        give_reminders(NOW + datetime.timedelta(hours=hour))
    before = [(7, False), (3, False), (1, False)]
    assert given("challenge.check_due") == before + [(n, True) for n in (1, 2, 3, 4, 5)]
    assert states(challenge) == ["formal_check"]


def test_after_an_outage_only_the_newest_missed_reminder_is_given():
    ChallengeFactory(state="formal_check", due_at=NOW)
    assert give_reminders(NOW + 3 * DAY) == 1
    assert given("challenge.check_due") == [(3, True)]
    assert give_reminders(NOW + 3 * DAY) == 0


def test_a_moved_deadline_is_reminded_of_anew():
    challenge = accepting_challenge(closes_at=NOW + DAY)
    give_reminders(NOW)
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=NOW + 7 * DAY)
    give_reminders(NOW)
    assert given("challenge.closing_soon") == [(1, False), (7, False)]


def test_a_batch_may_ask_for_other_days_and_other_rows_wait():
    far = BatchFactory(rules={"reminder_days_before": [20]})
    accepting_challenge(batch=far, closes_at=NOW + 20 * DAY, first_closes_at=NOW + 20 * DAY)
    accepting_challenge(closes_at=NOW + 20 * DAY, first_closes_at=NOW + 20 * DAY)
    assert give_reminders(NOW) == 1


@pytest.mark.parametrize("rows", [3, 30])
def test_reminders_cost_the_same_however_many_there_are(rows, django_assert_num_queries):
    batch = BatchFactory()
    for _n in range(rows):
        accepting_challenge(batch=batch, closes_at=NOW + 3 * DAY)
    with django_assert_num_queries(QUERIES):
        assert give_reminders(NOW) == rows
    # The keys are known: nothing is locked.
    with django_assert_num_queries(QUERIES - 6):
        assert give_reminders(NOW) == 0


# One for each kind of reminder, two for the rules and one for the batch; to write them, two of the transaction, twice
# the keys, the heads of the chains looked for, made and locked, the events, and the heads moved on.
QUERIES = 41


def test_a_question_is_chased_by_the_rules_of_its_challenge():
    challenge = accepting_challenge()
    asker = UserFactory()
    Question.objects.create(
        challenge=challenge,
        organisation=OrganisationFactory(),
        asked_by=asker,
        pseudonym=1,
        text="？",
        due_at=NOW - DAY,
        created_at=NOW,
        updated_at=NOW,
    )
    give_reminders(NOW)
    [event] = Event.objects.filter(name="question.unanswered")
    assert (event.chain, event.facts["days"]) == (f"challenge:{challenge.pk}", 1)


# Periods.


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ((2026, 9, 23), 5, (2026, 10, 8)),
        ((2026, 9, 28), 5, (2026, 10, 10)),
        ((2026, 4, 29), 5, (2026, 5, 9)),
        ((2026, 2, 12), 5, (2026, 2, 26)),
    ],
)
def test_working_days_are_counted_on_the_holiday_table_without_the_first(start, days, end):
    assert Holiday.objects.calendar().add(datetime.date(*start), days) == datetime.date(*end)
    assert working_days_later(shanghai(*start, 9), days, {"deadline_hour": 17}) == shanghai(*end, 17)


def test_the_day_is_that_of_shanghai():
    assert day_of(datetime.datetime(2026, 9, 23, 16, tzinfo=datetime.UTC)) == datetime.date(2026, 9, 24)


def test_a_last_day_on_a_holiday_moves_to_the_next_working_day():
    assert days_later(shanghai(2026, 9, 21, 9), 10, {"deadline_hour": 17}) == shanghai(2026, 10, 8, 17)
    assert office_end(datetime.date(2026, 9, 30), {"deadline_hour": 16}) == shanghai(2026, 9, 30, 16)
    assert midnight_end(datetime.date(2026, 9, 30)) == shanghai(2026, 9, 30, 23, 59, 59)


# Batches and their rules.

BATCH = {
    "code": "2026-A",
    "name": "第一批",
    "name_en": "",
    "summary": "",
    "collect_from": NOW,
    "collect_until": NOW + 30 * DAY,
}


BOTH_ENDS = {"collect_from", "collect_until"}


@pytest.fixture
def admin():
    return acting(OrganisationFactory(kind="organiser"), "batch_admin")


def wrong(call):
    with pytest.raises(batches.Invalid) as caught:
        call()
    return {problem.field for problem in caught.value.problems}


def test_a_batch_has_its_own_numbers_above_the_organisers_above_the_platforms(admin):
    batch = batches.create(by=admin, at=NOW, **BATCH)
    batch_rules.change(batch, by=admin, at=NOW, values={"window_days": 45, "reminder_days_before": [9, 2]})
    RuleSet.objects.create(
        organiser=admin.organisation,
        title="管理办法",
        effective_from=datetime.date(2026, 1, 1),
        values={"window_days": 60, "repair_days": 8},
    )
    rules = batch.rules_on(day_of(NOW))
    assert [rules[key] for key in ("window_days", "repair_days", "answer_days")] == [45, 8, 3]
    assert [event.name for event in Event.objects.all()] == ["batch.created", "batch.rules_changed"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"code": "一二三！"}, {"code"}),
        ({"code": "", "name": "长" * 81}, {"code", "name"}),
        ({"collect_from": None}, {"collect_from"}),
        ({"collect_until": NOW}, {"collect_until"}),
        ({"collect_until": NOW + DAY / 2}, {"collect_until"}),
        ({"collect_from": NOW.replace(year=1926), "collect_until": NOW.replace(year=9999)}, BOTH_ENDS),
        ({"feedback_at": NOW + DAY}, {"feedback_at"}),
    ],
)
def test_a_batch_that_cannot_stand_is_named_field_by_field(typed, expected, admin):
    assert wrong(lambda: batches.create(by=admin, at=NOW, **{**BATCH, **typed})) == expected
    assert Event.objects.count() == 0


def test_a_batch_code_is_given_once(admin):
    batches.create(by=admin, at=NOW, **BATCH)
    for code in (BATCH["code"], BATCH["code"].lower()):
        assert wrong(lambda code=code: batches.create(by=admin, at=NOW, **{**BATCH, "code": code})) == {"code"}


def test_a_batch_is_changed_by_its_own_organiser_only(admin):
    batch = batches.create(by=admin, at=NOW, **BATCH)
    batches.edit(batch, by=admin, at=NOW, name="改名")
    assert Event.objects.get(name="batch.edited").facts["changed"] == ["name"]
    other = acting(OrganisationFactory(kind="organiser"), "batch_admin")
    for by in (other, acting(admin.organisation, "checker"), acting(OrganisationFactory(kind="lead"), "admin")):
        with pytest.raises(batches.NotAllowed):
            batches.edit(batch, by=by, at=NOW, name="再改")
    batch.refresh_from_db()
    assert batch.name == "改名"
