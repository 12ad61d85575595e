"""Who hears of a challenge and of its questions, in both languages, and nobody else."""

import re

import pytest

from challenges.core.deadlines import take_due_steps
from challenges.core.reminders import give_reminders
from challenges.listing.actions import challenge_change, challenge_check, challenge_reader, question
from challenges.listing.notices import challenge as here
from challenges.listing.notices.challenge_context import name_of
from challenges.listing.states import CHALLENGE, QUESTION
from notifications import registry, relay
from notifications.models import Event, InboxItem
from notifications.wording import put
from tests.factories.accounts import OrganisationFactory, acting, expert, seconded
from tests.factories.challenges import DAY, NOW, ChallengeFactory, ProposalFactory, accepting_challenge

pytestmark = pytest.mark.django_db

BESIDE = {"challenge.created", "challenge.undertaken", "batch.created", "batch.edited"} | {
    f"batch.{act}" for act in ("rules_changed", "closed", "reopened", "deleted")
}
EVENTS = BESIDE | {row.event for table in (CHALLENGE, QUESTION) for row in (*table.steps, *table.alarms)}
WORDED = sorted(name for name in EVENTS if (told := registry.get(name)) and told.audience.__module__ == here.__name__)
CHINESE = re.compile("[一-鿿]")

PAID = [{"node": "验收", "percent": "100"}]
FACTS = {
    "title": "Powder",
    "number": "TC-T-001",
    "firm": "Lead",
    "issuer": "Bureau",
    "reason": "the funding letter differs",
    "remarks": [
        {"name": "单位", "row": 2, "reason": "the seal is missing"},
        {"name": "题目", "row": None, "reason": "the targets stay vague"},
        {"name": "", "row": None, "reason": "in all"},
    ],
    "edition": 2,
    "notice": "N-1",
    "text": "When?",
    "answer": "Soon",
    "proposals": 3,
    **dict.fromkeys(
        ("at", "opens_at", "closes_at", "old_closes_at", "due_at", "due", "ends_at", "sign_by"),
        "2026-06-11T09:00:00+00:00",
    ),
}
CASES = [
    {},
    {"to": "lapsed", "days": 1, "overdue": True, "by_rank": True, "material": True},
    {"to": "publicity", "days": 3, "overdue": False, "old_closes_at": "", "number": ""},
    {"to": "proposed"},
]


def test_somebody_decided_who_is_told_of_every_event():
    assert {name for name in EVENTS if not registry.is_declared(name)} == set()


@pytest.mark.parametrize("name", WORDED)
def test_every_wording_is_whole_in_both_languages(name):
    for case in CASES:
        facts = {"days": 2, **FACTS, **case}
        chinese, english = (put(name, facts, language=language) for language in ("zh-hans", "en"))
        for words in (chinese, english):
            assert "Powder" in words.subject
            assert "None" not in words.body
            assert "%" not in words.body
        assert CHINESE.search(chinese.subject)
        assert not CHINESE.search(english.subject + english.body)


def told(name):
    """Dispatch what waits, and return who is told of the newest event of this name."""
    relay.dispatch(NOW)
    event = Event.objects.filter(name=name).latest("pk")
    return set(InboxItem.objects.filter(event=event).values_list("person_id", flat=True))


@pytest.fixture
def place():
    """A challenge in the formal check, and one person of each role around it."""
    challenge = ChallengeFactory(state="formal_check", due_at=NOW + 5 * DAY)
    people = {
        role: acting(challenge.lead, role) for role in ("handler", "tech_lead", "signer", "secrecy", "finance", "legal")
    }
    people |= {role: acting(challenge.organiser, role) for role in ("checker", "batch_admin", "notice_officer")}
    people["stranger"] = acting(OrganisationFactory(), "handler")
    return challenge, people


def ids(people, *roles):
    return {people[role].user_id for role in roles}


def test_a_return_is_told_to_the_firm_field_by_field(place):
    challenge, people = place
    remarks = [{"field": "indicators.0.unit", "reason": "指标缺计量单位"}, {"field": "", "reason": "通读全文"}]
    challenge_check.return_for_repair(challenge, by=people["checker"], at=NOW, remarks=remarks)
    assert told("challenge.returned") == ids(people, "handler", "tech_lead", "signer")
    item = InboxItem.objects.get(person=people["signer"].user)
    words = put(item.event.name, item.facts, language="en")
    assert words.body.splitlines()[-2:] == ["- Unit (row 1): 指标缺计量单位", "- 通读全文"]
    assert registry.get("challenge.returned").statutory


def test_a_field_nobody_knows_keeps_its_word():
    assert [name_of(field) for field in ("title", "indicators", "secrecy", "")] == ["题目", "技术指标", "secrecy", ""]


def test_experts_asked_again_are_told_again(place):
    challenge, people = place
    adviser = expert()
    challenge_check.pass_check(challenge, by=people["checker"], at=NOW)
    assert told("challenge.check_passed") == ids(people, "handler", "tech_lead")
    challenge_check.ask_opinion(challenge, by=people["checker"], at=NOW, experts=[adviser.user_id])
    assert told("challenge.opinion_asked") == {adviser.user_id}
    challenge_check.return_for_repair(challenge, by=people["checker"], at=NOW, remarks=[{"reason": "指标依据请补充"}])
    type(challenge).objects.filter(pk=challenge.pk).update(state="formal_check")
    challenge_check.pass_check(challenge, by=people["checker"], at=NOW)
    assert told("challenge.check_passed") == {adviser.user_id} | ids(people, "handler", "tech_lead")


@pytest.fixture
def open_place():
    """An open challenge with a firm that drafts, a firm that has submitted, a follower and a stranger."""
    challenge = accepting_challenge()
    drafting, done = (ProposalFactory(challenge=challenge) for _n in range(2))
    type(done).objects.filter(pk=done.pk).update(state="submitted", receipt_number="1")
    people = {
        "lead": acting(challenge.lead, "handler"),
        "drafter": acting(drafting.organisation, "handler"),
        "sealed": acting(done.organisation, "signer"),
        "follower": acting(OrganisationFactory(), "handler"),
        "stranger": acting(OrganisationFactory(), "handler"),
        "batch_admin": acting(challenge.organiser, "batch_admin"),
        "checker": acting(challenge.organiser, "checker"),
    }
    challenge_reader.follow(challenge, by=people["follower"], at=NOW)
    return challenge, people


def test_a_correction_is_told_once_to_all_who_rely_on_it(open_place):
    challenge, people = open_place
    challenge_reader.follow(challenge, by=people["drafter"], at=NOW)
    admin = people["batch_admin"]
    challenge_change.correct(challenge, by=admin, at=NOW, reason="单价一处笔误", ip_terms="按约定", payment_parts=PAID)
    assert told("challenge.corrected") == ids(people, "lead", "drafter", "sealed", "follower")
    reasons = dict(InboxItem.objects.values_list("person_id", "reason"))
    assert reasons[people["drafter"].user_id] == "贵单位的申报书草稿依据的是旧版，请核对后再提交。"
    assert reasons[people["sealed"].user_id] == "贵单位已提交申报书：有实质更正的，须在截止前确认一次。"


def test_an_extension_and_a_withdrawal_reach_the_same_people(open_place):
    challenge, people = open_place
    later = challenge.closes_at + DAY
    challenge_change.extend(
        challenge, by=seconded(people["batch_admin"]), at=NOW, closes_at=later, reason="检测机构停电"
    )
    everyone = ids(people, "lead", "drafter", "sealed", "follower")
    assert told("challenge.extended") == everyone
    challenge_change.withdraw(challenge, by=seconded(people["batch_admin"]), at=NOW, reason="计划调整")
    assert told("challenge.withdrawn") == everyone


def test_a_withdrawal_before_publication_stays_in_the_house(place):
    challenge, people = place
    challenge_change.withdraw(challenge, by=seconded(people["batch_admin"]), at=NOW, reason="不再需要")
    assert told("challenge.withdrawn") == ids(people, "handler", "tech_lead", "signer")


def test_the_close_is_told_to_firms_that_were_opened_and_never_how_many(open_place):
    challenge, people = open_place
    take_due_steps(challenge.closes_at + DAY)
    assert told("challenge.closed") == ids(people, "lead", "sealed", "follower", "batch_admin", "checker")
    assert told("challenge.sorted_out") == ids(people, "lead", "batch_admin", "checker")
    facts = InboxItem.objects.filter(event__name="challenge.closed").first().facts
    assert not {"opened", "unconfirmed", "expired", "receipts"} & set(facts)


def test_a_lapse_is_told_to_followers():
    challenge = accepting_challenge()
    follower = acting(OrganisationFactory(), "handler")
    challenge_reader.follow(challenge, by=follower, at=NOW)
    take_due_steps(challenge.closes_at + DAY)
    assert told("challenge.sorted_out") == {follower.user_id}


def test_a_second_try_is_told_to_those_who_followed_the_first(open_place):
    challenge, people = open_place
    fresh = ChallengeFactory(
        state="pending_publish", relist_of=challenge, organiser=challenge.organiser, funds_confirmed_at=NOW
    )
    challenge_check.publish(fresh, by=people["batch_admin"], at=NOW)
    assert told("challenge.published") == ids(people, "follower")


def test_the_asker_hears_the_answer_and_stays_hidden(open_place):
    challenge, people = open_place
    asked = question.ask(challenge, by=people["stranger"], at=NOW, text="样品多大？")
    assert told("challenge.question_asked") == ids(people, "lead")
    assert "stranger" not in str(InboxItem.objects.latest("pk").facts)
    question.answer(asked, by=people["lead"], at=NOW, text="直径 50 毫米")
    assert told("question.answered") == ids(people, "stranger", "follower")
    facts = InboxItem.objects.latest("pk").facts
    assert people["stranger"].organisation.name not in str(facts)


def test_when_the_asker_has_left_the_writers_of_their_firm_hear_the_answer(open_place):
    challenge, people = open_place
    asked = question.ask(challenge, by=people["stranger"], at=NOW, text="样品多大？")
    colleague = acting(people["stranger"].organisation, "handler")
    people["stranger"].user.memberships.update(ended_at=NOW)
    question.answer(asked, by=people["lead"], at=NOW, text="直径 50 毫米")
    assert told("question.answered") == {colleague.user_id} | ids(people, "follower")


def test_an_unanswered_question_goes_up_on_the_second_day(open_place):
    challenge, people = open_place
    asked = question.ask(challenge, by=people["stranger"], at=NOW, text="样品多大？")
    give_reminders(asked.due_at + DAY)
    assert told("question.unanswered") == ids(people, "lead")
    give_reminders(asked.due_at + 2 * DAY)
    assert told("question.unanswered") == ids(people, "lead", "batch_admin")


def test_an_overdue_check_goes_up_to_the_supervisor(place):
    challenge, people = place
    supervisor = acting(challenge.organiser, "supervisor")
    give_reminders(challenge.due_at - DAY)
    assert told("challenge.check_due") == ids(people, "checker", "batch_admin")
    give_reminders(challenge.due_at + DAY)
    assert told("challenge.check_due") == ids(people, "checker", "batch_admin") | {supervisor.user_id}


def test_the_right_to_know_is_asked_again_before_a_mail_leaves(open_place):
    challenge, people = open_place
    challenge_change.extend(
        challenge,
        by=seconded(people["batch_admin"]),
        at=NOW,
        closes_at=challenge.closes_at + DAY,
        reason="检测机构停电",
    )
    still = registry.get("challenge.extended").still
    event = Event.objects.get(name="challenge.extended")
    assert [still(people[name].user, event) for name in ("follower", "stranger")] == [True, False]
    challenge_reader.unfollow(challenge, by=people["follower"], at=NOW)
    assert still(people["follower"].user, event) is False
