"""The review of what was concluded on an objection: asked once and in time, decided by a third officer, published."""

import datetime

import pytest

from accounts.acting import CLOCK
from challenges.award.actions import objection as objections
from challenges.award.actions import objection_review as reviews
from challenges.bulletin.models import Notice
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.periods import day_of
from notifications import relay
from notifications.models import Event, InboxItem
from tests.award.test_objection_actions import refused
from tests.factories.accounts import acting
from tests.factories.challenges import set_rules
from tests.factories.review import Review5, heard, objected, stranger

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
WHY = "处理意见没有核对证书附表第 3 页"


@pytest.fixture
def walk():
    return Review5().publicised()


@pytest.fixture
def objector():
    return stranger()


def concluded(walk, objector, verb="dismiss", **more):
    row = objected(walk.challenge, by=objector, at=walk.at)
    objections.register(row, by=walk.notice_officer, at=walk.at)
    heard(row, by=walk.notice_officer, at=walk.at)
    getattr(objections, verb)(row, decision="证书附表载有该项目", by=walk.admin, at=walk.at, **more)
    return row


def third(walk):
    return acting(walk.challenge.organiser, "notice_officer")


def state_of(challenge):
    return type(challenge).objects.get(pk=challenge.pk).state


def told():
    return Notice.objects.filter(kind="objection_result").order_by("-id").first().body


def test_the_objector_asks_once_and_a_third_officer_upholds_the_finding(walk, objector):
    row = concluded(walk, objector)
    assert "申请复核的截止时间：" in told()
    refused("not_allowed", reviews.ask_review, row, error=NotAllowed, by=stranger(), at=walk.at, reason=WHY)
    refused("required", reviews.ask_review, row, error=Invalid, by=objector, at=walk.at, reason=" ")
    refused("review_over", reviews.ask_review, row, by=objector, at=row.review_until + SECOND, reason=WHY)
    reviews.ask_review(row, by=objector, at=row.review_until, reason=WHY)
    assert (row.state, row.review_until, row.due_at > walk.at) == ("reviewing", None, True)
    for one in (walk.notice_officer, walk.admin):
        refused("four_eyes", reviews.affirm, row, by=one, at=row.review_asked_at, decision="附表已核对，原结论正确")
    reviews.affirm(row, by=third(walk), at=row.review_asked_at, decision="附表已核对，原结论正确")
    assert (row.state, row.due_at) == ("dismissed", None)
    assert "处理结果：经复核，维持原结论：异议不成立。" in told() and "不再受理对复核决定的复核申请" in told()
    refused("review_over", reviews.ask_review, row, by=objector, at=row.reviewed_at, reason=WHY)
    names = set(Event.objects.filter(noun="objection").values_list("name", flat=True))
    assert {"objection.review_asked", "objection.affirmed"} <= names


def test_where_the_rules_say_so_the_award_waits_and_a_reversal_sends_the_matter_back(walk, objector):
    set_rules(walk.challenge.batch, {"objection_review_stays": 1})
    row = concluded(walk, objector)
    assert state_of(walk.challenge) == "objection"
    reviews.ask_review(row, by=objector, at=walk.at, reason=WHY)
    refused("unknown_state", reviews.reverse, row, error=Invalid, by=third(walk), at=walk.at, decision="附表没有该项目")
    reviews.reverse(row, by=third(walk), at=walk.at, decision="附表没有该项目", back_to="proposed")
    assert (row.state, state_of(walk.challenge)) == ("upheld", "proposed")
    assert "改变原结论：异议成立。" in told() and "退回拟定" in told()


def test_where_nobody_asks_the_finding_stands_and_the_award_goes_on(walk, objector):
    set_rules(walk.challenge.batch, {"objection_review_stays": 1})
    row = concluded(walk, objector)
    after = row.review_until + SECOND
    reviews.let_stand(row, by=CLOCK, at=after)
    assert (row.state, row.review_until, state_of(walk.challenge)) == ("dismissed", None, "publicity")
    refused("review_over", reviews.ask_review, row, by=objector, at=after, reason=WHY)


def test_without_that_rule_the_award_does_not_wait(walk, objector):
    row = concluded(walk, objector)
    assert state_of(walk.challenge) == "publicity"
    reviews.ask_review(row, by=objector, at=walk.at, reason=WHY)
    reviews.reverse(row, by=third(walk), at=walk.at, decision="附表没有该项目", back_to="proposed")
    assert (row.state, state_of(walk.challenge)) == ("upheld", "publicity")


def test_the_firm_objected_to_asks_for_a_review_and_keeps_what_was_chosen_meanwhile(walk, objector):
    row = concluded(walk, objector, "uphold", back_to="proposed")
    firm = acting(walk.proposals[0].organisation, "signer")
    rival = acting(walk.proposals[1].organisation, "signer")
    for one in (rival, walk.signer, walk.admin):
        refused("not_allowed", reviews.ask_review, row, error=NotAllowed, by=one, at=walk.at, reason=WHY)
    refused("review_over", reviews.ask_review, row, by=firm, at=row.review_until + SECOND, reason=WHY)
    assert (state_of(walk.challenge), walk.challenge.choices.count()) == ("objection", 1)
    reviews.ask_review(row, by=firm, at=row.review_until, reason=WHY)
    assert (row.state, row.review_side, row.review_asked_by) == ("reviewing", "target", firm.user)
    assert day_of(row.due_at) > day_of(row.review_asked_at)
    assert (state_of(walk.challenge), walk.challenge.choices.count()) == ("objection", 1)
    refused("wrong_state", reviews.ask_review, row, by=objector, at=row.review_asked_at, reason=WHY)
    for one in (walk.notice_officer, walk.admin):
        refused("four_eyes", reviews.reverse, row, by=one, at=row.review_asked_at, decision="附表载有该项目")
    reviews.reverse(row, by=third(walk), at=row.review_asked_at, decision="附表载有该项目")
    assert (row.state, state_of(walk.challenge), walk.challenge.choices.count()) == ("dismissed", "publicity", 1)
    refused("review_over", reviews.ask_review, row, by=objector, at=row.reviewed_at, reason=WHY)


def test_an_affirmed_review_of_the_firm_sends_the_matter_back_with_a_new_choice_to_make(walk, objector):
    row = concluded(walk, objector, "uphold", back_to="proposed")
    firm = acting(walk.proposals[0].organisation, "handler")
    reviews.ask_review(row, by=firm, at=walk.at, reason=WHY)
    reviews.affirm(row, by=third(walk), at=walk.at, decision="附表没有该项目，原结论正确")
    assert (row.state, state_of(walk.challenge), walk.challenge.choices.count()) == ("upheld", "proposed", 0)


def test_what_does_not_hold_is_no_matter_for_the_firm_objected_to(walk, objector):
    row = concluded(walk, objector)
    firm = acting(walk.proposals[0].organisation, "signer")
    refused("not_allowed", reviews.ask_review, row, error=NotAllowed, by=firm, at=walk.at, reason=WHY)


def test_a_review_finds_for_the_objector_only_after_the_firm_was_heard(walk, objector):
    row = objected(walk.challenge, by=objector, at=walk.at)
    objections.register(row, by=walk.notice_officer, at=walk.at)
    objections.dismiss(row, by=walk.admin, at=walk.at, decision="证书附表载有该项目")
    reviews.ask_review(row, by=objector, at=walk.at, reason=WHY)
    given = {"by": third(walk), "at": walk.at, "decision": "附表没有该项目", "back_to": "proposed"}
    refused("unheard", reviews.reverse, row, **given)
    heard(row, by=third(walk), at=walk.at)
    reviews.reverse(row, **given)
    assert row.state == "upheld"


def test_both_sides_are_told_of_an_objection_that_holds(walk, objector):
    row = concluded(walk, objector, "uphold", back_to="proposed")
    firm = acting(walk.proposals[0].organisation, "signer")
    relay.dispatch(walk.at)
    items = InboxItem.objects.filter(event__name="objection.upheld")
    assert {firm.user_id, objector.user_id} <= set(items.values_list("person_id", flat=True))
    assert "申请复核的期限届满无人申请" in told() and "被异议的单位也可以申请复核" in told()
    assert row.review_until is not None


def test_an_upheld_objection_is_reversed_to_one_that_does_not_hold(walk, objector):
    row = concluded(walk, objector, "uphold", back_to="proposed")
    reviews.ask_review(row, by=objector, at=walk.at, reason=WHY)
    reviews.reverse(row, by=third(walk), at=walk.at, decision="附表载有该项目")
    assert (row.state, row.back_to) == ("dismissed", "")


@pytest.mark.parametrize("verb", ["refuse", "dismiss"])
def test_reasons_that_would_name_the_objector_are_refused(walk, objector, verb):
    row = objected(walk.challenge, by=objector, at=walk.at)
    if verb == "dismiss":
        objections.register(row, by=walk.notice_officer, at=walk.at)
    for word in (row.name, row.phone):
        why = f"{word}所称的事实没有证据"
        refused("personal", getattr(objections, verb), row, error=Invalid, by=walk.admin, at=walk.at, decision=why)
    assert not Notice.objects.filter(kind="objection_result").exists()
    with pytest.raises(Refused):
        reviews.ask_review(row, by=objector, at=walk.at, reason=WHY)
