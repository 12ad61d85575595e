"""A calibration round: set up, begun, marked, closed by hand or by the clock; it holds scoring back, counts nowhere."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from challenges.core import deadlines
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.proposals.models import Section
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import seat as seats
from challenges.review.actions import trial as trials
from challenges.review.actions import trialist
from challenges.review.models import Criterion, Result, Review, Sample, Score, Trial, Trialist, TrialMark
from challenges.review.queries.calibration import doubt
from notifications.models import Event
from tests.factories.review import Review5, stranger
from tests.factories.trial import TEXTS, Round

pytestmark = pytest.mark.django_db


def everything():
    """All that a refused act must leave as it was."""
    return (
        Event.objects.count(),
        list(Trial.objects.order_by("pk").values()),
        list(Sample.objects.order_by("pk").values()),
        list(Trialist.objects.order_by("pk").values()),
        list(TrialMark.objects.order_by("pk").values()),
        Review.objects.count(),
    )


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code, and nothing has changed. Returns the fields that were named."""
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    assert everything() == before
    if error is Invalid:
        assert {problem.code for problem in caught.value.problems} == {code}
        return [problem.field for problem in caught.value.problems]
    assert caught.value.code == code
    return []


def test_from_the_plan_to_everybodys_part():
    walk = Round().planned()
    trial = walk.trial
    assert (trial.state, trial.trialists.count(), trial.samples.count()) == ("planned", 0, 2)
    trials.begin(trial, by=walk.officer, at=walk.at)
    assert (trial.state, trial.begun_at) == ("open", walk.at)
    assert set(trial.trialists.values_list("expert_id", "panel_id", "state")) == {
        (one.user_id, walk.panel.pk, "marking") for one in walk.experts
    }
    row = walk.give(walk.experts[0], (80, 70.5))
    assert (row.state, row.handed_in_at) == ("handed_in", walk.at)
    assert set(row.marks.values_list("sample__position", "value")) == {(1, Decimal("80.00")), (2, Decimal("70.50"))}
    trials.close_early(trial, by=walk.officer, at=walk.at + timedelta(days=1))
    facts = Event.objects.get(name="trial.closed_early").facts
    assert (trial.state, facts["handed_in"], facts["of"]) == ("closed", 1, 5)


def test_the_clock_closes_a_round_after_its_last_moment_and_not_before():
    walk = Round().begun()
    deadlines.take_due_steps(walk.trial.due_at)
    walk.trial.refresh_from_db()
    assert walk.trial.state == "open"
    refused("not_due", trials.close, walk.trial, by=CLOCK, at=walk.trial.due_at)
    deadlines.take_due_steps(walk.trial.due_at + timedelta(seconds=1))
    walk.trial.refresh_from_db()
    assert (walk.trial.state, walk.trial.closed_at) == ("closed", walk.trial.due_at + timedelta(seconds=1))
    assert Event.objects.get(name="trial.closed").facts["handed_in"] == 0


def test_after_the_last_moment_nobody_marks_although_the_clock_has_not_come_by():
    walk = Round().begun()
    late = walk.trial.due_at + timedelta(seconds=1)
    row, sample = walk.part_of(walk.experts[0]), walk.trial.samples.first().pk
    refused("too_late", trialist.score, row, by=walk.experts[0], at=late, sample=sample, marks={})
    walk.give(walk.experts[0], (80, 70), hand_in=False)
    refused("too_late", trialist.hand_in, row, by=walk.experts[0], at=late)


def test_scoring_waits_until_the_round_is_over():
    walk = Round().begun()
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    refused("trial_open", panels.begin_scoring, walk.panel, by=walk.officer, at=walk.at)
    trials.close_early(walk.trial, by=walk.officer, at=walk.at)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert Review.objects.count() == 10


@pytest.mark.parametrize("state", ["planned", "void"])
def test_a_round_that_is_not_open_holds_nobody_back(state):
    walk = Round().planned()
    if state == "void":
        trials.begin(walk.trial, by=walk.officer, at=walk.at)
        trials.void(walk.trial, by=walk.officer, at=walk.at, reason="样本选错")
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    assert Review.objects.count() == 10


def test_a_planned_round_cannot_begin_once_its_panel_scores():
    walk = Round().planned()
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    refused("panel_moved_on", trials.begin, walk.trial, by=walk.officer, at=walk.at)


def test_trial_marks_enter_neither_the_official_nor_the_calibrated_ranking():
    values = (85, 75, 65)
    plain = Review5(proposals=3).locked(values)
    walk = Round(proposals=3).closed(((1, 100), (100, 1), (3, 97), (50, 50), (0, 0)))
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    walk.mark_each(values)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)

    def official(panel):
        return list(Result.objects.filter(panel=panel).order_by("rank").values_list("score", "rank", "deviation"))

    def calibrated(panel):
        rows = doubt(panel).calibration.rows
        return [(row.score, row.low, row.high, row.rank_low, row.rank_high) for row in rows]

    assert official(walk.panel) == official(plain.panel)
    assert calibrated(walk.panel) == calibrated(plain.panel)
    assert (
        Score.objects.filter(review__seat__panel=walk.panel).count()
        == 5 * 3 * Criterion.objects.filter(rubric=walk.panel.rubric).count()
    )


def test_only_panels_that_invite_and_share_a_rubric_hold_a_round_together():
    first = Round()
    batch = first.challenge.batch
    second = Review5(batch=batch, organiser=batch.organiser).accepted()
    other = Review5().accepted()
    composed = Review5(batch=batch, organiser=batch.organiser).composed()
    first.planned(second)
    act = {"by": first.officer, "at": first.at, "error": Invalid}
    refused("required", trials.plan, batch, panels=[], **act)
    refused("trial_standing", trials.plan, batch, panels=[second.panel], **act)
    refused("panel_not_inviting", trials.plan, batch, panels=[composed.panel], **act)
    refused("other_batch", trials.plan, batch, panels=[other.panel], **act)
    third = Review5(batch=batch, organiser=batch.organiser).accepted()
    fourth = Review5(batch=batch, organiser=batch.organiser).accepted()
    one, two = fourth.panel.rubric.criteria.all()[:2]
    Criterion.objects.filter(pk=one.pk).update(weight=one.weight + 5)
    Criterion.objects.filter(pk=two.pk).update(weight=two.weight - 5)
    refused("rubrics_differ", trials.plan, batch, panels=[third.panel, fourth.panel], **act)
    trials.void(first.trial, by=first.officer, at=first.at, reason="样本评分表有误")
    again = trials.plan(batch, by=first.officer, at=first.at, panels=[second.panel, third.panel])
    assert set(again.panels.all()) == {second.panel, third.panel}


def test_experts_of_several_panels_mark_the_same_samples_once():
    first = Round()
    batch = first.challenge.batch
    second = Review5(batch=batch, organiser=batch.organiser)
    second.experts[1] = first.experts[1]
    second.accepted()
    first.begun(second)
    assert first.trial.trialists.count() == 9
    assert first.part_of(first.experts[1]).panel_id == second.panel.pk
    assert first.part_of(second.experts[0]).panel_id == second.panel.pk


@pytest.mark.parametrize(
    ("samples", "code", "field"),
    [
        ([trials.Text(" ", "有内容")], "required", "samples.0.title"),
        ([trials.Text("有名称", " ")], "required", "samples.0.text"),
        ([trials.Text("长", "长" * 20_001)], "too_long", "samples.0.text"),
        ([*TEXTS, *TEXTS, *TEXTS], "too_many", "samples"),
        ([trials.Text("甲", "文", {999_999: 80})], "unknown_criterion", "samples.0.reference.999999"),
    ],
)
def test_a_sample_that_cannot_stand_is_named(samples, code, field):
    walk = Round().planned()
    found = refused(code, trials.revise, walk.trial, by=walk.officer, at=walk.at, samples=samples, error=Invalid)
    assert found == [field]


@pytest.mark.parametrize("value", ["-1", "101", "NaN", "80.123", "八十"])
def test_a_reference_mark_is_a_mark(value):
    walk = Round().planned()
    criterion = walk.trial.rubric.criteria.first().pk
    samples = [trials.Text("甲", "文", {criterion: value})]
    with pytest.raises(Invalid) as caught:
        trials.revise(walk.trial, by=walk.officer, at=walk.at, samples=samples)
    assert caught.value.problems[0].field == f"samples.0.reference.{criterion}"
    assert walk.trial.samples.count() == 2


def test_a_competing_proposal_is_no_sample():
    walk = Round().planned()
    passage = (
        "采用梯度压力烧结与微量稀土掺杂协同控制晶界玻璃相，使弯曲强度在一千二百摄氏度下仍保持八成以上，连续三批复现。"
    )
    Section.objects.create(proposal=walk.proposals[0], key="route", data={"parts": [{"text": f"一、{passage}"}]})
    act = {"by": walk.officer, "at": walk.at, "error": Invalid}
    spaced = " ".join(passage)
    assert refused("competing", trials.revise, walk.trial, samples=[trials.Text("抄", spaced)], **act) == [
        "samples.0.text"
    ]
    named = f"由{walk.proposals[1].organisation.name}提出的方案"
    refused("names_applicant", trials.revise, walk.trial, samples=[trials.Text("名", named)], **act)
    # What the challenge itself asks stands in every proposal, and may stand in a sample.
    type(walk.challenge).objects.filter(pk=walk.challenge.pk).update(content=passage)
    trials.revise(walk.trial, by=walk.officer, at=walk.at, samples=[trials.Text("题面", passage)])


def test_two_to_five_samples_and_a_moment_ahead():
    walk = Round().planned(samples=TEXTS[:1])
    refused("samples_count", trials.begin, walk.trial, by=walk.officer, at=walk.at, error=Invalid)
    trials.revise(walk.trial, by=walk.officer, at=walk.at, samples=TEXTS, due_at=None)
    refused("not_ahead", trials.begin, walk.trial, by=walk.officer, at=walk.at, error=Invalid)
    past = walk.at - timedelta(seconds=5)
    trials.revise(walk.trial, by=walk.officer, at=walk.at, samples=TEXTS, due_at=past)
    refused("not_ahead", trials.begin, walk.trial, by=walk.officer, at=walk.at, error=Invalid)


def test_once_begun_the_samples_stand():
    walk = Round().begun()
    refused("wrong_state", trials.revise, walk.trial, by=walk.officer, at=walk.at, samples=[])
    version = walk.trial.version
    with pytest.raises(LostUpdate):
        trials.close_early(walk.trial, by=walk.officer, at=walk.at, expected=version - 1)


@pytest.mark.parametrize("value", [-1, 101, "NaN", "Infinity", "80.001", "好"])
def test_a_mark_is_a_number_from_0_to_100(value):
    walk = Round().begun()
    row, sample = walk.part_of(walk.experts[0]), walk.trial.samples.first().pk
    criterion = walk.trial.rubric.criteria.first().pk
    before = everything()
    with pytest.raises(Invalid) as caught:
        trialist.score(row, by=walk.experts[0], at=walk.at, sample=sample, marks={criterion: {"value": value}})
    assert (caught.value.problems[0].field, everything()) == (f"marks.{criterion}.value", before)


def test_a_sample_of_another_round_and_an_unknown_criterion_are_refused():
    walk, other = Round().begun(), Round().begun()
    row = walk.part_of(walk.experts[0])
    act = {"by": walk.experts[0], "at": walk.at, "error": Invalid}
    strange = other.trial.samples.first().pk
    refused("unknown_sample", trialist.score, row, sample=strange, marks={}, **act)
    own = walk.trial.samples.first().pk
    foreign = other.trial.rubric.criteria.first().pk
    refused("unknown_criterion", trialist.score, row, sample=own, marks={foreign: {"value": 50}}, **act)


def test_handing_in_needs_every_mark_and_ends_marking():
    walk = Round().begun()
    one = walk.experts[0]
    row = walk.give(one, (80, 70), hand_in=False)
    sample, criterion = walk.trial.samples.last().pk, walk.trial.rubric.criteria.first().pk
    trialist.score(row, by=one, at=walk.at, sample=sample, marks={criterion: {"value": None}})
    assert refused("required", trialist.hand_in, row, by=one, at=walk.at, error=Invalid) == [
        f"marks.{sample}.{criterion}"
    ]
    trialist.score(row, by=one, at=walk.at, sample=sample, marks={criterion: {"value": 66}})
    trialist.hand_in(row, by=one, at=walk.at)
    refused("wrong_state", trialist.score, row, by=one, at=walk.at, sample=sample, marks={})


def test_an_expert_invited_later_joins_and_one_who_left_is_out_at_once():
    walk = Round(reserves=1).begun()
    gone, comes = walk.experts[1], walk.reserves[0]
    seats.decline(walk.seat_of(gone), by=gone, at=walk.at, reason="dates")
    sample = walk.trial.samples.first().pk
    refused(
        "not_allowed",
        trialist.score,
        walk.part_of(gone),
        by=gone,
        at=walk.at,
        sample=sample,
        marks={},
        error=NotAllowed,
    )
    trials.join(walk.trial, by=comes, at=walk.at)
    walk.give(comes, (70, 60))
    assert walk.part_of(comes).panel_id == walk.panel.pk
    refused("not_allowed", trials.join, walk.trial, by=comes, at=walk.at, error=NotAllowed)
    refused("not_allowed", trials.join, walk.trial, by=walk.experts[0], at=walk.at, error=NotAllowed)


def test_a_round_is_given_up_only_with_a_reason():
    walk = Round().begun()
    refused("required", trials.void, walk.trial, by=walk.officer, at=walk.at, reason=" ", error=Invalid)
    trials.void(walk.trial, by=walk.officer, at=walk.at, reason="样本泄露")
    assert (walk.trial.state, walk.trial.void_reason) == ("void", "样本泄露")
    refused("wrong_state", trials.close_early, walk.trial, by=walk.officer, at=walk.at)


def test_only_the_batchs_officers_set_one_up():
    walk = Round().planned()
    batch = walk.challenge.batch
    for viewer in (walk.signer, walk.supervisor, walk.experts[0], stranger("organiser"), stranger()):
        refused("not_allowed", trials.plan, batch, by=viewer, at=walk.at, panels=[walk.panel], error=NotAllowed)
