"""The organiser's formal check, the experts' argumentation, the funds and the publication."""

import datetime

import pytest

from accounts.errors import Invalid, Refused
from accounts.models import ExpertProfile
from challenges.bulletin.models import Notice
from challenges.core.periods import day_of
from challenges.listing.actions import challenge_check
from challenges.listing.models import Challenge, Edition
from notifications.models import Event
from tests.factories.accounts import EmploymentFactory, UserFactory, acting, expert
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory, IndicatorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(state="formal_check", due_at=NOW + 5 * DAY)


@pytest.fixture
def checker(challenge):
    return acting(challenge.organiser, "checker")


def wrong(call):
    with pytest.raises(Invalid) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ([], {"remarks": "required"}),
        ([{"field": "", "reason": " "}], {"remarks": "required"}),
        (
            [{"field": "title", "reason": ""}, {"field": "content", "reason": "背景写得太短"}],
            {"remarks.0.reason": "required"},
        ),
    ],
)
def test_a_return_names_a_reason_for_each_field(remarks, expected, challenge, checker):
    returning = lambda: challenge_check.return_for_repair(challenge, by=checker, at=NOW, remarks=remarks)  # noqa: E731
    assert wrong(returning) == expected
    challenge.refresh_from_db()
    assert (challenge.state, challenge.repair_rounds, Event.objects.count()) == ("formal_check", 0, 0)


def test_a_need_is_returned_twice_at_most(challenge, checker):
    for round_ in (1, 2):
        challenge_check.return_for_repair(
            challenge, by=checker, at=NOW, remarks=[{"field": "title", "reason": "指标范围太宽"}]
        )
        assert (challenge.repair_rounds, day_of(challenge.due_at)) == (round_, datetime.date(2026, 6, 8))
        Challenge.objects.filter(pk=challenge.pk).update(state="formal_check")
    again = [{"field": "title", "reason": "指标仍然太宽"}]
    assert refused(lambda: challenge_check.return_for_repair(challenge, by=checker, at=NOW, remarks=again)) == "rounds"
    assert challenge.remarks.count() == 2


def test_a_rejection_needs_its_reason_and_ends_the_matter(challenge, checker):
    assert wrong(lambda: challenge_check.reject(challenge, by=checker, at=NOW)) == {"reason": "required"}
    challenge_check.reject(challenge, by=checker, at=NOW, reason="不属于本批次")
    assert (challenge.state, challenge.due_at) == ("rejected", None)


@pytest.fixture
def argued(challenge, checker):
    challenge_check.pass_check(challenge, by=checker, at=NOW)
    return challenge


def ask(challenge, checker, *experts):
    ids = [one.user_id for one in experts]
    challenge_check.ask_opinion(challenge, by=checker, at=NOW, experts=ids)


def give(challenge, adviser, necessity=True, measurability=True, amount=True, comment=""):
    answers = {"necessity": necessity, "measurability": measurability, "amount": amount}
    challenge_check.give_opinion(challenge, by=adviser, at=NOW, comment=comment, **answers)


def test_only_experts_of_the_pool_in_good_standing_are_asked(argued, checker):
    barred = expert(integrity="suspended")
    stranger = acting(argued.lead, "handler")
    for people in ([], [barred], [stranger]):
        assert wrong(lambda people=people: ask(argued, checker, *people)) == {"experts": "invalid"}
    one = expert()
    ask(argued, checker, one, one)
    ask(argued, checker, one)
    assert argued.opinions.count() == 1


@pytest.mark.parametrize("ended", [None, day_of(NOW) - DAY * 300])
def test_nobody_tied_to_the_lead_firm_is_asked_or_answers(argued, checker, ended):
    """Neither who works there today nor who did within the years of the rules, even if it began after the question."""
    one, free = expert(), expert()
    ask(argued, checker, one, free)
    profile = ExpertProfile.objects.get(user_id=one.user_id)
    lead = argued.lead
    EmploymentFactory(
        expert=profile, organisation=lead, unit_name=lead.name, starts_on=day_of(NOW) - DAY * 900, ends_on=ended
    )
    with pytest.raises(Refused) as caught:
        give(argued, one)
    assert caught.value.code == "tied"
    give(argued, free)
    argued.opinions.filter(expert=one.user).delete()
    with pytest.raises(Invalid) as problems:
        ask(argued, checker, one)
    (problem,) = problems.value.problems
    assert (problem.field, problem.code) == ("experts", "tied") and one.user.name in problem.message
    assert lead.name in problem.message


def test_an_opinion_answers_all_three_questions_and_explains_a_no(argued, checker):
    one = expert()
    ask(argued, checker, one)
    assert wrong(lambda: give(argued, one, necessity=None, amount="maybe")) == {
        "necessity": "required",
        "amount": "required",
    }
    assert wrong(lambda: give(argued, one, amount=False)) == {"comment": "required"}
    give(argued, one, amount=False, comment="偏高")
    opinion = argued.opinions.get()
    assert (opinion.necessity, opinion.amount, opinion.comment) == (True, False, "偏高")


def test_three_experts_must_have_answered_and_most_of_them_in_favour(argued, checker):
    experts = [expert() for _n in range(4)]
    ask(argued, checker, *experts)
    conclude = lambda: challenge_check.conclude_argumentation(argued, by=checker, at=NOW)  # noqa: E731
    for one in experts[:2]:
        give(argued, one)
    assert refused(conclude) == "opinions"
    for one in experts[2:]:
        give(argued, one, measurability=False, comment="测不了")
    assert refused(conclude) == "opinions"
    give(argued, experts[2])
    conclude()
    assert (argued.state, argued.due_at) == ("pending_publish", None)


def test_what_experts_said_of_an_earlier_text_does_not_count_for_the_new_one(argued, checker):
    experts = [expert() for _n in range(3)]
    ask(argued, checker, *experts)
    for one in experts:
        give(argued, one)
    challenge_check.return_for_repair(
        argued, by=checker, at=NOW, remarks=[{"field": "content", "reason": "请重写指标一节"}]
    )
    Challenge.objects.filter(pk=argued.pk).update(state="formal_check")
    challenge_check.pass_check(argued, by=checker, at=NOW + DAY)
    assert refused(lambda: challenge_check.conclude_argumentation(argued, by=checker, at=NOW + DAY)) == "opinions"
    assert set(argued.opinions.values_list("given_at", "asked_at")) == {(None, NOW + DAY)}


@pytest.fixture
def waiting():
    """A need that the experts have passed, checked by somebody, with its funds still to be confirmed."""
    challenge = ChallengeFactory(state="pending_publish", batch=BatchFactory(code="2026A"))
    challenge.checked_by = UserFactory()
    challenge.save()
    IndicatorFactory(challenge=challenge)
    return challenge


def test_fiscal_money_names_its_budget_and_a_frozen_firm_confirms_nothing(waiting):
    finance = acting(waiting.lead, "finance")
    assert wrong(lambda: challenge_check.confirm_funds(waiting, by=finance, at=NOW)) == {"budget_number": "required"}
    waiting.lead.signing_frozen = True
    waiting.lead.save()
    confirm = lambda: challenge_check.confirm_funds(waiting, by=finance, at=NOW, budget_number="X-1")  # noqa: E731
    assert refused(confirm) == "signing_frozen"
    waiting.lead.signing_frozen = False
    waiting.lead.save()
    confirm()
    assert (waiting.budget_number, waiting.funds_confirmed_at) == ("X-1", NOW)
    challenge_check.confirm_funds(waiting, by=finance, at=NOW)
    assert waiting.budget_number == "X-1"


def test_nothing_is_published_without_its_funds_or_by_its_checker(waiting):
    publisher = acting(waiting.organiser, "notice_officer")
    assert refused(lambda: challenge_check.publish(waiting, by=publisher, at=NOW)) == "funds"
    Challenge.objects.filter(pk=waiting.pk).update(funds_confirmed_at=NOW)
    checker = acting(waiting.organiser, "batch_admin", user=waiting.checked_by)
    assert refused(lambda: challenge_check.publish(waiting, by=checker, at=NOW)) == "four_eyes"
    assert (Notice.objects.count(), Edition.objects.count()) == (0, 0)


@pytest.fixture
def funded(waiting):
    Challenge.objects.filter(pk=waiting.pk).update(funds_confirmed_at=NOW)
    return waiting


def test_a_publication_counts_numbers_its_window_and_keeps_its_words(funded):
    publisher = acting(funded.organiser, "notice_officer")
    challenge_check.publish(funded, by=publisher, at=NOW)
    assert (funded.number, funded.edition, funded.material_edition) == ("TC-2026A-001", 1, 1)
    # Thirty days on, at 17:00 in Shanghai, inclusive to the second.
    assert (funded.opens_at, funded.closes_at.isoformat()) == (NOW, "2026-07-01T17:00:00+08:00")
    assert funded.first_closes_at == funded.closes_at
    assert Edition.objects.get().snapshot["indicators"][0]["name"] == "氧含量"
    assert Notice.objects.get().kind == "publication"
    following = ChallengeFactory(state="pending_publish", batch=funded.batch, funds_confirmed_at=NOW)
    opens, closes = NOW + 2 * DAY, NOW + 40 * DAY
    challenge_check.publish(following, by=publisher, at=NOW, opens_at=opens, closes_at=closes)
    assert (following.number, following.opens_at, following.closes_at) == ("TC-2026A-002", opens, closes)


def test_a_window_is_never_in_the_past_nor_too_short(funded):
    publisher = acting(funded.organiser, "notice_officer")
    opens, closes = NOW - DAY, NOW + 28 * DAY
    publish = lambda: challenge_check.publish(  # noqa: E731
        funded, by=publisher, at=NOW, opens_at=opens, closes_at=closes
    )
    assert wrong(publish) == {"opens_at": "invalid", "closes_at": "too_short"}
    funded.refresh_from_db()
    assert (funded.state, funded.number, funded.batch.next_number) == ("pending_publish", None, 1)


def test_a_longer_window_of_the_firms_own_is_kept(funded):
    Challenge.objects.filter(pk=funded.pk).update(window_days=60)
    challenge_check.publish(funded, by=acting(funded.organiser, "notice_officer"), at=NOW)
    assert day_of(funded.closes_at) == datetime.date(2026, 7, 31)
