"""Marks: what is kept, what is refused with which words, and that nothing changes when it is."""

from decimal import Decimal

import pytest
from django.db import transaction

from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.experts.models import Conflict
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.models import Criterion, Review, Score, ScoreChange
from notifications import chain
from notifications.models import Event
from tests.factories.accounts import EmploymentFactory, MembershipFactory
from tests.factories.review import COMMENT, Review5, expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return Review5().scoring()


@pytest.fixture
def one(walk):
    return walk.experts[1]


@pytest.fixture
def review(walk, one):
    review = walk.review_of(one, walk.proposals[0])
    return reviews.declare_clear(review, by=one, at=walk.at)


def first(walk):
    return walk.panel.rubric.criteria.first()


def refused(code, act, review, error=Refused, **more):
    """The act is refused with this code and changes nothing."""
    before = list(Score.objects.values_list("criterion", "value", "comment")), Event.objects.count(), review.version
    with pytest.raises(error) as caught, transaction.atomic():
        act(review, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    now = Review.objects.get(pk=review.pk).version
    assert (list(Score.objects.values_list("criterion", "value", "comment")), Event.objects.count(), now) == before
    return caught.value


def test_marks_given_at_once_leave_what_marks_one_by_one_leave(walk):
    given = [(one, row, value) for one in walk.experts[:2] for row, value in zip(walk.proposals, (85, 70), strict=True)]

    def left():
        reviews, scores = (list(model.objects.order_by("id").values()) for model in (Review, Score))
        events = Event.objects.filter(noun="review").order_by("id")
        facts = events.values("name", "subject_id", "chain", "actor", "organisation_id", "at", "facts", "key")
        return reviews, [row | {"id": None} for row in scores], list(facts), Event.objects.count()

    with transaction.atomic():
        for one, proposal, value in given:
            walk.mark(one, proposal, value)
        walked = left()
        transaction.set_rollback(True)
    walk.mark_all(given)
    assert left() == walked
    assert {chain.breaks(name) == [] for name in Event.objects.values_list("chain", flat=True)} == {True}


def test_each_mark_is_kept_as_it_is_written(walk, one, review):
    criterion = first(walk)
    events = Event.objects.count()
    reviews.score(review, by=one, at=walk.at, marks={str(criterion.pk): {"value": "88.5", "comment": "好"}})
    reviews.score(review, by=one, at=walk.at, comment="待补充", private_comment="请核实")
    reviews.score(review, by=one, at=walk.at, marks={criterion.pk: {"comment": "很好"}})
    score = Score.objects.get()
    assert (score.value, score.comment, review.total) == (Decimal("88.50"), "很好", None)
    review.refresh_from_db()
    assert (review.comment, review.private_comment, Event.objects.count()) == ("待补充", "请核实", events)
    reviews.score(review, by=one, at=walk.at, marks={criterion.pk: {"value": None}})
    assert Score.objects.get().value is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-1, "out_of_range"),
        ("-0.01", "out_of_range"),
        (101, "out_of_range"),
        ("100.01", "out_of_range"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("sNaN", "not_a_number"),
        ("八十", "not_a_number"),
        ("88.555", "too_precise"),
    ],
)
def test_a_mark_that_is_none(walk, one, review, value, code):
    criterion = first(walk)
    error = refused(
        code, reviews.score, review, by=one, at=walk.at, error=Invalid, marks={criterion.pk: {"value": value}}
    )
    assert error.problems[0].field == f"marks.{criterion.pk}.value"


@pytest.mark.parametrize("value", [0, 100, "100.00", "0.01"])
def test_the_ends_of_the_scale_belong_to_it(walk, one, review, value):
    reviews.score(review, by=one, at=walk.at, marks={first(walk).pk: {"value": value}})
    assert Score.objects.get().value == Decimal(value)


def test_levels_yes_and_no_and_vetoes(walk, one, review):
    rating, yesno, veto = list(walk.panel.rubric.criteria.all())[:3]
    Criterion.objects.filter(pk=rating.pk).update(kind="rating", levels=[{"value": 60, "name": "中"}])
    Criterion.objects.filter(pk=yesno.pk).update(kind="yesno")
    Criterion.objects.filter(pk=veto.pk).update(veto=True)
    bad = {rating.pk: {"value": 61}, yesno.pk: {"value": 50, "vetoed": True}, 10**9: {"value": 1}, "x": {}}
    codes = ["not_a_level", "no_veto", "not_a_level", "unknown_criterion", "unknown_criterion"]
    refused(codes, reviews.score, review, by=one, at=walk.at, error=Invalid, marks=bad)
    good = {rating.pk: {"value": "60"}, yesno.pk: {"value": 100}, veto.pk: {"value": 10, "vetoed": True}}
    reviews.score(review, by=one, at=walk.at, marks=good)
    assert Score.objects.get(criterion=veto).vetoed is True


def test_two_tabs_do_not_overwrite_each_other(walk, one, review):
    read = review.version
    reviews.score(review, by=one, at=walk.at, marks={first(walk).pk: {"value": 60}}, expected=read)
    given = {"marks": {first(walk).pk: {"value": 90}}, "expected": read}
    refused("lost_update", reviews.score, review, by=one, at=walk.at, error=LostUpdate, **given)


def test_handing_in_names_everything_that_is_missing(walk, one, review):
    criteria = list(walk.panel.rubric.criteria.all())
    Criterion.objects.filter(pk=criteria[0].pk).update(comment_required=True, comment_length=10)
    Criterion.objects.filter(pk=criteria[1].pk).update(veto=True)
    marks = {criteria[0].pk: {"value": 80, "comment": "太 短"}, criteria[1].pk: {"value": 80, "vetoed": True}}
    reviews.score(review, by=one, at=walk.at, marks=marks, comment=" 不 足 ")
    error = refused(
        ["comment_too_short", "comment_too_short", *["required"] * 4, "comment_too_short"],
        reviews.submit,
        review,
        by=one,
        at=walk.at,
        error=Invalid,
    )
    assert "至少 10 字，现有 2 字" in str(error) and "综合评语至少 50 字，现有 2 字。" in str(error)
    more = {row.pk: {"value": 70} for row in criteria[2:]}
    more[criteria[0].pk] = {"comment": "一二三四五六七八九十"}
    more[criteria[1].pk] = {"comment": "未响应必达指标"}
    reviews.score(review, by=one, at=walk.at, marks=more, comment=COMMENT)
    reviews.submit(review, by=one, at=walk.at)
    assert (review.state, review.total, review.submitted_at) == ("submitted", Decimal("75.00"), walk.at)


def test_nothing_can_be_marked_before_the_promise_or_after_the_lock(walk, one):
    review = walk.review_of(one, walk.proposals[0])
    marks = {first(walk).pk: {"value": 60}}
    refused("wrong_state", reviews.score, review, by=one, at=walk.at, marks=marks)
    walk = Review5().locked()
    review = walk.review_of(walk.experts[1], walk.proposals[0])
    refused("wrong_state", reviews.score, review, by=walk.experts[1], at=walk.at, marks=marks)
    Review.objects.filter(pk=review.pk).update(state="in_progress")
    refused("panel_not_scoring", reviews.score, review, by=walk.experts[1], at=walk.at, marks=marks)


def test_an_expert_not_assigned_cannot_mark(walk, one, review):
    for viewer in (expert(), walk.experts[2], walk.officer):
        refused("not_allowed", reviews.score, review, by=viewer, at=walk.at, error=NotAllowed, marks={})


def test_nobody_marks_their_own_firm(walk, one, review):
    firm = walk.proposals[0].organisation
    act = {"by": one, "at": walk.at}
    membership = MembershipFactory(user=one.user, organisation=firm, roles=["handler"])
    refused("conflict", reviews.score, review, marks={}, **act)
    membership.delete()
    post = EmploymentFactory(expert=one.user.expert, organisation=firm, unit_name=firm.name)
    refused("conflict", reviews.submit, review, **act)
    post.delete()
    Conflict.objects.create(
        expert=one.user, challenge=walk.challenge, code="rival", source="declared", status="confirmed",
        found_at=walk.at,
    )  # fmt: skip
    refused("conflict", reviews.score, review, marks={}, **act)
    other = walk.review_of(one, walk.proposals[1])
    refused("conflict", reviews.declare_clear, other, **act)


def test_stepping_aside_needs_a_reason_and_is_a_declared_conflict(walk, one, review):
    refused("required", reviews.recuse, review, by=one, at=walk.at, error=Invalid, reason="  ")
    reviews.recuse(review, by=one, at=walk.at, reason="与负责人合著论文")
    assert (review.state, review.recusal_reason) == ("recused", "与负责人合著论文")
    row = Conflict.objects.get()
    assert (row.expert, row.proposal, row.status) == (one.user, walk.proposals[0], "confirmed")
    refused("not_allowed", reviews.declare_clear, review, by=one, at=walk.at, error=NotAllowed)


def test_a_mark_changed_after_it_was_handed_in_keeps_both_values_and_a_reason():
    walk = Review5().marked()
    one = walk.experts[1]
    panels.discuss(walk.panel, by=walk.officer, at=walk.at)
    review = walk.review_of(one, walk.proposals[0])
    refused("required", reviews.return_to_expert, review, by=walk.officer, at=walk.at, error=Invalid, reason="")
    reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason="合议后复核")
    assert (review.state, review.return_reason) == ("returned", "合议后复核")
    criterion = first(walk)
    marks = {criterion.pk: {"value": 95}}
    refused("required", reviews.score, review, by=one, at=walk.at, error=Invalid, marks=marks)
    reviews.score(review, by=one, at=walk.at, marks=marks, reason="看过检测报告")
    reviews.score(review, by=one, at=walk.at, marks=marks)
    change = ScoreChange.objects.get()
    assert (change.before, change.after, change.reason, change.round) == (80, 95, "看过检测报告", 1)
    reviews.submit(review, by=one, at=walk.at)
    assert review.total == Decimal("84.50")
