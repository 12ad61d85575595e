"""The discussion of a panel: who may speak and read, what it needs before the lock, and what a changed mind costs."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.queries.steps import steps_for
from challenges.review.access.statement import visible_to
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.actions import statement as statements
from challenges.review.models import ScoreChange, Statement
from challenges.review.queries.statement import discussion
from notifications import relay
from notifications.clock import day_of
from notifications.models import Event, InboxItem
from tests.factories.accounts import acting, operator
from tests.factories.review import COMMENT, Review5, member_of, stranger

pytestmark = pytest.mark.django_db


def discussing(values=(80, 70), **fields):
    walk = Review5(**fields).marked(values)
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    return walk


def say(walk, who, proposal=None, text="第三节的数据只有两批，结论偏乐观。"):
    return statements.say(walk.panel, by=who, at=walk.at, proposal=proposal or walk.proposals[0], text=text)


def test_the_discussion_has_the_days_of_the_rules():
    walk = discussing()
    assert day_of(walk.panel.due_at) > day_of(walk.at)
    assert (day_of(walk.panel.due_at) - day_of(walk.at)).days >= 3


def test_what_an_expert_says_is_read_by_those_who_review_the_proposal_under_a_number():
    walk = discussing()
    say(walk, walk.experts[1])
    talk = next(t for t in discussion(walk.experts[2], walk.panel, on=day_of(walk.at)) if t.said)
    assert talk.proposal == walk.proposals[0]
    assert [(one.who, one.name, one.own) for one in talk.said] == [("专家 2", "", False)]
    mine = next(t for t in discussion(walk.experts[1], walk.panel, on=day_of(walk.at)) if t.said)
    assert [one.own for one in mine.said] == [True]


def test_nobody_else_reads_it_and_the_organiser_only_after_the_lock():
    walk = discussing()
    row = say(walk, walk.experts[1])
    checker = acting(walk.challenge.organiser, "checker")
    outside = [walk.signer, member_of(walk.proposals[0]), stranger(), operator(), checker]
    assert [list(visible_to(viewer)) for viewer in (*outside, walk.officer, walk.supervisor)] == [[]] * 7
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    assert [list(visible_to(viewer)) for viewer in outside] == [[]] * 5
    assert list(visible_to(walk.officer)) == list(visible_to(walk.supervisor)) == [row]
    told = discussion(walk.officer, walk.panel, on=day_of(walk.at))[0].said[0]
    assert told.name == walk.experts[1].user.name


def test_who_stepped_aside_hears_and_says_nothing():
    walk = discussing()
    say(walk, walk.experts[1])
    gone = walk.experts[2]
    reviews.recuse(walk.review_of(gone, walk.proposals[0]), by=gone, at=walk.at, reason="曾共同承担项目")
    assert list(visible_to(gone)) == []
    assert [talk.proposal for talk in discussion(gone, walk.panel, on=day_of(walk.at))] == [walk.proposals[1]]
    with pytest.raises(NotAllowed):
        say(walk, gone)
    assert Statement.objects.count() == 1


@pytest.mark.parametrize("who", ["officer", "supervisor", "signer"])
def test_only_experts_of_the_proposal_speak(who):
    walk = discussing()
    with pytest.raises(NotAllowed):
        say(walk, getattr(walk, who))
    assert not Statement.objects.exists()


def test_nothing_is_said_before_the_discussion_or_after_the_lock():
    walk = Review5().marked()
    with pytest.raises(Refused) as early:
        say(walk, walk.experts[1])
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    with pytest.raises(Refused) as late:
        say(walk, walk.experts[1])
    assert (early.value.code, late.value.code) == ("not_discussing", "not_discussing")
    assert not Statement.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "字" * 2001])
def test_an_empty_or_endless_statement_is_refused(text):
    walk = discussing()
    with pytest.raises(Invalid):
        say(walk, walk.experts[1], text=text)
    assert not Statement.objects.exists()


def test_fellow_experts_are_told_and_the_speaker_is_not_named():
    walk = discussing()
    relay.dispatch(walk.at)
    InboxItem.objects.all().delete()
    say(walk, walk.experts[1])
    relay.dispatch(walk.at)
    told = InboxItem.objects.filter(event__name="statement.made")
    assert set(told.values_list("person_id", flat=True)) == {
        one.user_id for one in walk.experts if one is not walk.experts[1]
    }
    assert Event.objects.get(name="statement.made").facts == {}


def test_an_expert_takes_their_review_back_and_both_marks_stay_on_record():
    walk = discussing()
    one = walk.experts[1]
    review = walk.review_of(one, walk.proposals[0])
    assert "reconsider" in steps_for(one, review)
    statements.reconsider(review, by=one, at=walk.at)
    with pytest.raises(Refused) as open_review:
        panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    assert open_review.value.code == "reviews_missing"
    marks = walk.marks(60)
    with pytest.raises(Invalid):
        reviews.score(review, by=one, at=walk.at, marks=marks, comment=COMMENT)
    reviews.score(review, by=one, at=walk.at, marks=marks, comment=COMMENT, reason="合议后认为数据不足")
    reviews.submit(review, by=one, at=walk.at)
    kept = ScoreChange.objects.filter(review=review)
    assert {(row.before, row.after, row.reason) for row in kept} == {(Decimal(80), Decimal(60), "合议后认为数据不足")}
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)


def test_a_review_cannot_be_taken_back_outside_the_discussion_nor_by_another():
    walk = Review5().marked()
    review = walk.review_of(walk.experts[1], walk.proposals[0])
    assert "reconsider" not in steps_for(walk.experts[1], review)
    for viewer in (walk.experts[1], walk.experts[2], walk.officer):
        with pytest.raises(NotAllowed):
            statements.reconsider(review, by=viewer, at=walk.at)
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    with pytest.raises(NotAllowed):
        statements.reconsider(review, by=walk.experts[2], at=walk.at)
    review.refresh_from_db()
    assert review.state == "submitted"


def test_wide_opinions_come_first():
    walk = Review5().scoring()
    first, second = walk.proposals
    walk.mark_all((one, first, 70) for one in walk.experts)
    walk.mark_all((one, second, 40 if n % 2 else 90) for n, one in enumerate(walk.experts))
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    talks = discussion(walk.experts[1], walk.panel, on=day_of(walk.at))
    assert [(talk.proposal, talk.must) for talk in talks] == [(walk.proposals[1], True), (walk.proposals[0], False)]
    assert talks[0].totals == tuple(sorted(talks[0].totals))


@pytest.mark.parametrize("count", [3, 30])
def test_the_discussion_is_read_in_a_fixed_number_of_queries(count):
    walk = discussing()
    for n in range(count):
        say(walk, walk.experts[n % 5], walk.proposals[n % 2])
    with CaptureQueriesContext(
        connection,
    ) as found:
        discussion(walk.experts[1], walk.panel, on=day_of(walk.at))
    assert len(found) == 6
