"""A challenge from need to closing, by the actions alone."""

import datetime
from decimal import Decimal

import pytest

from accounts.errors import Invalid, Refused
from challenges.bulletin.models import Notice
from challenges.core.deadlines import next_due, take_due_steps, timed_steps
from challenges.core.noun import NOUNS, TIMED
from challenges.core.reminders import give_reminders
from challenges.listing.actions import challenge as need
from challenges.listing.actions import challenge_change, challenge_check, question
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting, expert, seconded
from tests.factories.challenges import DAY, NOW, BatchFactory, ProposalFactory, accepting_challenge

pytestmark = pytest.mark.django_db

WHOLE = {
    "title": "球形粉末低氧批量制备",
    "type": "key_technology",
    "field_code": "401",
    "background": "批次波动大",
    "content": "全流程氧增量控制",
    "total_wan": "800",
    "enterprise_wan": "600",
    "fiscal_wan": "200",
    "ip_clause": "OWNER_LEAD",
    "indicators": [
        {
            "name": "氧含量",
            "unit": "ppm",
            "comparator": "le",
            "target": "100",
            "mandatory": True,
            "test_method": "GB/T 14265",
        }
    ],
    "payment_parts": [
        {"node": "签约", "percent": "30"},
        {"node": "中期", "percent": "40"},
        {"node": "验收", "percent": "30"},
    ],
    "deliverables": [{"kind": "sample", "text": "粉末样品 3 批"}],
}


@pytest.fixture
def firm():
    return OrganisationFactory(kind="lead")


@pytest.fixture
def ready(firm):
    """A need with everything it takes, cleared of secrecy, still with its writer."""
    writer = acting(firm, "handler")
    challenge = need.create(batch=BatchFactory(), by=writer, at=NOW, **WHOLE)
    need.clear_secrecy(challenge, by=acting(firm, "secrecy"), at=NOW)
    return challenge, writer


def test_from_need_to_closing(firm, ready):
    challenge, writer = ready
    need.submit_inside(challenge, by=writer, at=NOW)
    need.approve(challenge, by=acting(firm, "signer"), at=NOW)
    checker = acting(challenge.organiser, "checker")
    challenge_check.pass_check(challenge, by=checker, at=NOW)
    experts = [expert() for _n in range(3)]
    challenge_check.ask_opinion(challenge, by=checker, at=NOW, experts=[e.user_id for e in experts])
    for adviser in experts:
        challenge_check.give_opinion(challenge, by=adviser, at=NOW, necessity=True, measurability=True, amount=True)
    challenge_check.conclude_argumentation(challenge, by=checker, at=NOW)
    challenge_check.confirm_funds(challenge, by=acting(firm, "finance"), at=NOW, budget_number="2026-01")
    challenge_check.publish(challenge, by=acting(challenge.organiser, "batch_admin"), at=NOW)
    assert (challenge.state, challenge.edition, Notice.objects.get().kind) == ("published", 1, "publication")
    assert take_due_steps(NOW) == 1
    challenge.refresh_from_db()
    assert (challenge.state, next_due(NOW)) == ("accepting", challenge.closes_at + datetime.timedelta(seconds=1))
    assert take_due_steps(challenge.closes_at) == 0
    assert take_due_steps(challenge.closes_at + DAY) == 2
    challenge.refresh_from_db()
    assert challenge.state == "lapsed"
    assert list(Notice.objects.values_list("kind", flat=True).order_by("id")) == ["publication", "lapse"]


def test_vague_words_are_refused_at_their_field(firm):
    writer = acting(firm, "handler")
    vague = {**WHOLE, "indicators": [{"name": "性能显著提升", "comparator": "ge", "mandatory": True}]}
    challenge = need.create(batch=BatchFactory(), by=writer, at=NOW, **vague)
    need.clear_secrecy(challenge, by=acting(firm, "secrecy"), at=NOW)
    with pytest.raises(Invalid) as caught:
        need.submit_inside(challenge, by=writer, at=NOW)
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["indicators.0.target", "indicators.0.unit", "indicators.0.test_method"]
    challenge.refresh_from_db()
    assert (challenge.state, Event.objects.filter(name="challenge.submitted_inside").count()) == ("draft", 0)


def test_a_late_change_of_money_moves_the_deadline():
    challenge = accepting_challenge(closes_at=NOW + 5 * DAY)
    admin = acting(challenge.organiser, "batch_admin")
    challenge_change.correct(
        challenge,
        by=admin,
        at=NOW,
        reason="财政补助增加",
        total_wan="900",
        fiscal_wan="300",
        payment_parts=[{"node": "验收", "percent": "100"}],
    )
    assert challenge.closes_at >= NOW + 10 * DAY
    assert (challenge.edition, challenge.material_edition, challenge.total_wan) == (2, 2, Decimal(900))
    assert Notice.objects.get().kind == "correction"


def test_what_was_not_confirmed_is_not_opened():
    challenge = accepting_challenge(material_edition=2, edition=2)
    kept = ProposalFactory(challenge=challenge, state="submitted", edition=2, receipt_number="1")
    old = ProposalFactory(challenge=challenge, state="submitted", edition=1, receipt_number="2")
    draft = ProposalFactory(challenge=challenge)
    take_due_steps(challenge.closes_at + DAY)
    states = [type(row).objects.get(pk=row.pk).state for row in (kept, old, draft, challenge)]
    assert states == ["opened", "expired", "expired", "qualification"]


def test_an_extension_is_given_once():
    challenge = accepting_challenge()
    admin = acting(challenge.organiser, "batch_admin")
    later = challenge.closes_at + 5 * DAY
    challenge_change.extend(challenge, by=seconded(admin), at=NOW, closes_at=later, reason="设备停机")
    with pytest.raises(Refused):
        challenge_change.extend(challenge, by=seconded(admin), at=NOW, closes_at=later + DAY, reason="检测报告晚到")
    challenge.refresh_from_db()
    assert (challenge.closes_at, challenge.extensions) == (later, 1)


def test_a_firm_asks_under_one_pseudonym():
    challenge = accepting_challenge()
    one, two = (acting(OrganisationFactory(), "handler") for _n in range(2))
    asked = [question.ask(challenge, by=by, at=NOW, text="何时取样？").pseudonym for by in (one, two, one)]
    assert asked == [1, 2, 1]


def test_reminders_are_given_once_and_only_the_newest():
    challenge = accepting_challenge(closes_at=NOW + 2 * DAY)
    assert give_reminders(NOW) == 1
    assert give_reminders(NOW) == 0
    event = Event.objects.get(name="challenge.closing_soon")
    assert event.facts["days"] == 3
    assert give_reminders(NOW + DAY) == 1
    assert event.subject_id == challenge.pk


def test_every_timed_step_has_its_action():
    assert {(noun, step.verb) for noun, step in timed_steps()} == set(TIMED)
    assert NOUNS["challenge"].table.step("close").timed
