"""From qualified proposals to the award, as people walk it."""

import datetime

import pytest

from accounts.acting import CLOCK
from challenges.award.actions import award as awards
from challenges.award.actions import objection as objections
from challenges.award.models import Award
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice
from challenges.core.gate import Refused
from challenges.review.models import Result
from notifications.clock import SHANGHAI
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.review import Review5, objected

pytestmark = pytest.mark.django_db


def shanghai(*parts):
    return datetime.datetime(*parts, tzinfo=SHANGHAI)


def test_from_panel_to_award():
    walk = Review5().publicised()
    challenge = walk.challenge
    assert [p.state for p in challenge.proposals.order_by("id")] == ["proposed", "reserve"]
    assert [(r.rank, str(r.score), r.passed) for r in Result.objects.all()] == [(1, "80.00", True), (2, "70.00", True)]
    with pytest.raises(Refused) as caught:
        awards.award(challenge, by=CLOCK, at=challenge.publicity_ends_at)
    assert caught.value.code == "not_due"
    after = challenge.publicity_ends_at + datetime.timedelta(seconds=1)
    awards.award(challenge, by=CLOCK, at=after)
    assert challenge.state == "awarded"
    assert [p.state for p in challenge.proposals.order_by("id")] == ["selected", "reserve"]
    award = Award.objects.get()
    assert (award.slot, award.proposal, award.sign_by) == (1, walk.proposals[0], challenge.due_at)
    notices.end(walk.notice, by=CLOCK, at=after)
    assert list(Notice.objects.order_by("id").values_list("kind", "state", "number")) == [
        ("publicity", "ended", "公告〔2026〕1号"),
        ("result", "posted", "公告〔2026〕2号"),
    ]


def test_a_publicity_posted_before_a_long_holiday_ends_on_the_right_day_and_an_objection_stops_that_award_only():
    one, other = (Review5(at=shanghai(2026, 9, 28, 10)).publicised() for _ in range(2))
    for walk in (one, other):
        assert walk.challenge.publicity_ends_at == shanghai(2026, 10, 10, 23, 59, 59)
        assert "2026年9月28日至2026年10月10日24:00，共 5 个工作日，公示首日不计入" in walk.notice.body
    objection = objected(one.challenge, at=shanghai(2026, 10, 10, 23, 59, 59))
    assert (one.challenge.state, objection.state) == ("objection", "filed")
    assert objection.due_at == shanghai(2026, 10, 13, 17)
    midnight = shanghai(2026, 10, 11)
    with pytest.raises(Refused):
        awards.award(one.challenge, by=CLOCK, at=midnight)
    awards.award(other.challenge, by=CLOCK, at=midnight)
    assert (Award.objects.get().challenge, other.challenge.state) == (other.challenge, "awarded")

    officer = acting(one.challenge.organiser, "notice_officer")
    objections.register(objection, by=officer, at=midnight)
    assert objection.due_at == shanghai(2026, 10, 30, 17)
    second = acting(one.challenge.organiser, "batch_admin")
    objections.dismiss(objection, by=second, at=midnight, decision="经查，检测报告真实。")
    one.challenge.refresh_from_db()
    assert one.challenge.state == "publicity"
    awards.award(one.challenge, by=CLOCK, at=midnight)
    assert one.challenge.state == "awarded"
    assert Event.objects.filter(name="challenge.stayed").count() == 1


def test_an_objection_one_second_late_is_refused_and_changes_nothing():
    walk = Review5().publicised()
    at = walk.challenge.publicity_ends_at + datetime.timedelta(seconds=1)
    events = Event.objects.count()
    with pytest.raises(Refused) as caught:
        objected(walk.challenge, at=at)
    walk.challenge.refresh_from_db()
    assert (caught.value.code, walk.challenge.state, walk.challenge.objections.count()) == ("too_late", "publicity", 0)
    assert Event.objects.count() == events
