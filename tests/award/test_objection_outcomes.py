"""What follows from a decision is said before it is taken, and comes about as it was said; each award by itself."""

import datetime

import pytest
from django.urls import reverse

from accounts.acting import CLOCK
from challenges.award.actions import award as awards
from challenges.award.actions import objection as objections
from challenges.award.models import Award, Objection
from challenges.award.queries.outcome import outcomes
from challenges.core.deadlines import take_due_steps
from challenges.core.gate import Refused
from challenges.core.models import Holiday
from challenges.core.periods import SHANGHAI, day_of
from notifications.clock import local
from tests.award.test_objection_actions import refused
from tests.factories.review import Review5, final, heard, objected
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def walk():
    return Review5().publicised()


def registered(walk):
    row = objected(walk.challenge, at=walk.at)
    return objections.register(row, by=walk.notice_officer, at=walk.at)


def lines(row, at):
    return {(one.verb, one.back_to): "\n".join(one.lines) for one in outcomes(row, at)}


def test_what_each_decision_brings_is_read_before_it_is_taken(walk):
    row = registered(walk)
    told = lines(row, walk.at)
    assert set(told) == {("dismiss", ""), ("uphold", "proposed"), ("uphold", "expert_review")}
    firm = walk.proposals[0].organisation.name
    assert f"{day_of(walk.challenge.publicity_ends_at).isoformat()} 24:00 期满后授予中榜" in told["dismiss", ""]
    assert f"{firm}不再是拟揭榜单位" in told["uphold", "proposed"] and "重新公示" in told["uphold", "proposed"]
    assert "重新评审" in told["uphold", "expert_review"] and walk.notice.number in told["uphold", "proposed"]
    page = signed_in(walk.admin).get(reverse("objection", args=[row.pk])).content.decode()
    assert "认定之后" in page and f"{firm}不再是拟揭榜单位" in page
    heard(row, by=walk.notice_officer, at=walk.at)
    objections.uphold(row, by=walk.admin, at=walk.at, decision="报告编号不一致", back_to="proposed")
    assert outcomes(row, walk.at) == []
    final(row)
    walk.challenge.refresh_from_db()
    assert (walk.challenge.state, walk.challenge.choices.count()) == ("proposed", 0)


def test_a_further_objection_is_named_as_what_stays_the_award(walk):
    row = registered(walk)
    objected(walk.challenge, at=walk.at)
    assert "另有 1 件异议没有办结" in lines(row, walk.at)["dismiss", ""]


def test_after_the_end_of_the_publicity_to_dismiss_is_to_award(walk):
    row = registered(walk)
    assert "随即授予中榜" in lines(row, walk.challenge.publicity_ends_at + SECOND)["dismiss", ""]


# A notice that ends about 9 March: of a year that was announced, and of years whose holidays nobody knows yet.
@pytest.mark.parametrize("year", [2026, 2027, 2028, 2031, 2035])
def test_to_the_last_second_of_the_notice_an_objection_is_taken_and_no_award_is_made_while_it_stays(year):
    calendar = Holiday.objects.calendar()
    last = calendar.roll(datetime.date(year, 3, 9))
    posted = datetime.datetime.combine(calendar.subtract(last, 5), datetime.time(10), SHANGHAI)
    first, second = (Review5(at=posted).publicised() for _n in range(2))
    for walk in (first, second):
        walk.challenge.refresh_from_db()
        ends = walk.challenge.publicity_ends_at
        assert local(ends) == datetime.datetime.combine(last, datetime.time(23, 59, 59), SHANGHAI)
    for at in (ends, ends - DAY / 2):
        with pytest.raises(Refused):
            awards.award(second.challenge, by=CLOCK, at=at)
    row = objected(first.challenge, at=ends - 59 * SECOND)
    objected(first.challenge, at=ends)
    for late in (SECOND, 60 * SECOND):
        refused("too_late", objected, first.challenge, at=ends + late)
        refused("too_late", objected, second.challenge, at=ends + late)
    assert Objection.objects.filter(challenge=second.challenge).count() == 0
    take_due_steps(ends + SECOND)
    for walk, state in ((first, "objection"), (second, "awarded")):
        walk.challenge.refresh_from_db()
        assert walk.challenge.state == state
    assert day_of(Award.objects.get().awarded_at) == last + DAY
    with pytest.raises(Refused):
        awards.award(first.challenge, by=CLOCK, at=ends + 30 * DAY)
    assert row.state == "filed" and Award.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "taken"),
    [((10, 10, 23, 59, 59), True), ((10, 11, 0, 0, 0), False), ((10, 11, 0, 0, 1), False), ((10, 12, 9, 0, 0), False)],
)
def test_a_notice_of_28_september_2026_ends_on_10_october_at_midnight(typed, taken):
    walk = Review5(at=datetime.datetime(2026, 9, 28, 10, tzinfo=SHANGHAI)).publicised()
    walk.challenge.refresh_from_db()
    assert local(walk.challenge.publicity_ends_at) == datetime.datetime(2026, 10, 10, 23, 59, 59, tzinfo=SHANGHAI)
    at = datetime.datetime(2026, *typed, tzinfo=SHANGHAI)
    if taken:
        assert objected(walk.challenge, at=at).state == "filed"
    else:
        refused("too_late", objected, walk.challenge, at=at)
