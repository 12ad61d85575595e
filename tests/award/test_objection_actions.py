"""Objections: what they need, what they stop, and where each decision leads."""

import datetime

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from challenges.award.actions import award as awards
from challenges.award.actions import choice as choices
from challenges.award.actions import objection as objections
from challenges.award.actions import publicity
from challenges.award.models import Award, Choice, Objection
from challenges.bulletin.models import Notice
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from notifications.models import Event
from tests.factories.review import Review5, final, heard, objected, stranger

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def refused(code, act, row, error=Refused, **more):
    """The act is refused with this code and leaves nothing behind."""
    before = Event.objects.count(), Objection.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(row, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    assert (Event.objects.count(), Objection.objects.count()) == before
    return caught.value


@pytest.fixture
def walk():
    return Review5().publicised()


def filed(walk, by=None, at=None):
    return objected(walk.challenge, by=by, at=at or walk.at)


def test_there_is_nothing_to_object_to_before_the_publicity():
    walk = Review5().chosen()
    refused("no_publicity", objected, walk.challenge, at=walk.at)


def test_several_objections_stop_the_award_until_the_last_is_done(walk):
    one, two = filed(walk), filed(walk)
    assert [one.number, two.number] == [f"{walk.challenge.number}-YY1", f"{walk.challenge.number}-YY2"]
    by = {"by": walk.notice_officer, "at": walk.at}
    both = {"by": walk.admin.seconding(walk.notice_officer.user), "at": walk.at}
    refused("required", objections.refuse, one, decision=" ", error=Invalid, **both)
    refused("two_persons", objections.refuse, one, decision="没有写明事实和证据", **by)
    objections.refuse(one, decision="没有写明事实和证据", **both)
    walk.challenge.refresh_from_db()
    assert walk.challenge.state == "objection"
    refused("objection_open", objections.resume, walk.challenge, **by)
    objections.register(two, **by)
    objections.dismiss(two, decision="查无实据", by=walk.admin, at=walk.at)
    walk.challenge.refresh_from_db()
    assert walk.challenge.state == "publicity"
    refusal, said = Notice.objects.filter(kind="objection_result").order_by("id").values_list("body", flat=True)
    assert "处理结果：不予受理。\n处理意见和理由：没有写明事实和证据\n" in refusal
    assert f"公示期内收到的异议（编号 {two.number}）已经办结。" in said
    assert "处理结果：异议不成立。\n处理意见和理由：查无实据\n" in said
    after = walk.challenge.publicity_ends_at + SECOND
    awards.award(walk.challenge, by=CLOCK, at=after)
    assert Award.objects.count() == 1


def test_an_objection_taken_back_lets_the_publicity_go_on(walk):
    objector = stranger()
    objection = filed(walk, by=objector)
    refused("not_allowed", objections.withdraw, objection, error=NotAllowed, by=stranger(), at=walk.at)
    objections.withdraw(objection, by=objector, at=walk.at)
    walk.challenge.refresh_from_db()
    assert (objection.state, walk.challenge.state) == ("withdrawn", "publicity")
    assert Event.objects.get(name="challenge.resumed").actor_id is None


def test_a_publicity_that_ended_meanwhile_is_awarded_at_the_next_tick(walk):
    objection = filed(walk)
    later = walk.challenge.publicity_ends_at + datetime.timedelta(days=9)
    by = {"by": walk.notice_officer, "at": later}
    objections.register(objection, **by)
    objections.dismiss(objection, decision="查无实据", by=walk.admin, at=later)
    walk.challenge.refresh_from_db()
    awards.award(walk.challenge, by=CLOCK, at=later)
    assert walk.challenge.state == "awarded"


def test_an_upheld_objection_leads_back_to_the_choice_and_to_a_new_publicity(walk):
    objection = filed(walk)
    by = {"by": walk.notice_officer, "at": walk.at}
    objections.register(objection, **by)
    bad = {"decision": "指标数据不实", "back_to": "accepting", "error": Invalid}
    refused("unknown_state", objections.uphold, objection, **bad, **by)
    heard(objection, **by)
    objections.uphold(objection, decision="指标数据不实", back_to="proposed", by=walk.admin, at=walk.at)
    walk.challenge.refresh_from_db()
    assert (walk.challenge.state, Choice.objects.count()) == ("objection", 1)
    final(objection)
    walk.challenge.refresh_from_db()
    challenge = walk.challenge
    assert (challenge.state, challenge.publicity_ends_at, Choice.objects.count()) == ("proposed", None, 0)
    assert {p.state for p in challenge.proposals.all()} == {"scored"}
    refused("no_publicity", objected, challenge, at=walk.at)
    pick = choices.Pick(walk.proposals[1].pk, "第一名数据不实")
    choices.choose(challenge, by=walk.signer, at=walk.at, picks=[pick])
    walk.approved()
    second = publicity.prepare(challenge, by=walk.notice_officer, at=walk.at)
    publicity.announce(challenge, by=walk.admin, at=walk.at)
    second.refresh_from_db()
    walk.notice.refresh_from_db()
    assert (walk.notice.state, second.replaces, second.state) == ("superseded", walk.notice, "posted")
    assert f"本公示取代{walk.notice.number}。" in second.body
    awards.award(challenge, by=CLOCK, at=challenge.publicity_ends_at + SECOND)
    assert Award.objects.get().proposal == walk.proposals[1]


def test_the_gravest_of_several_decisions_holds_and_the_experts_must_score_again(walk):
    one, two, three = filed(walk), filed(walk), filed(walk)
    by = {"by": walk.notice_officer, "at": walk.at}
    for objection in (one, two, three):
        objections.register(objection, **by)
        heard(objection, **by)
    by = {"by": walk.admin, "at": walk.at}
    objections.uphold(one, decision="评审程序有误", back_to="expert_review", **by)
    objections.uphold(two, decision="理由不足", back_to="proposed", **by)
    objections.dismiss(three, decision="查无实据", **by)
    final(one)
    walk.challenge.refresh_from_db()
    assert walk.challenge.state == "objection"
    final(two)
    walk.challenge.refresh_from_db()
    challenge, officer = walk.challenge, walk.officer
    assert challenge.state == "expert_review"
    later = walk.at + datetime.timedelta(hours=1)
    refused("review_again", results.propose, challenge, by=officer, at=later)
    panels.reopen(walk.panel, by=officer, at=later, reason="异议成立")
    from challenges.review.actions import review as reviews
    from challenges.review.models import Review

    for review in Review.objects.all():
        one = next(one for one in walk.experts if one.user_id == review.seat.expert_id)
        reviews.submit(review, by=one, at=later)
    panels.lock(walk.panel, by=walk.experts[0], at=later)
    challenge.refresh_from_db()
    results.propose(challenge, by=officer, at=later)
    assert (challenge.state, walk.panel.results.filter(round=2).count()) == ("proposed", 2)


def test_the_version_that_was_read_counts(walk):
    given = {"at": walk.at, "expected": walk.challenge.version - 1}
    refused("lost_update", objected, walk.challenge, error=LostUpdate, **given)
