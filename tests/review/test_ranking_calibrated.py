"""The calibrated view: closer to the truth than means, honest about its doubt, silent where nothing connects."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kendalltau

from benchmarks.ranking_instances import Field, simulate
from challenges.review.ranking.calibrated import CalibratedRow, CalibrationRefused, Mark, bridges, calibrate, indistinct
from challenges.review.ranking.words import refusal_in_words

ROOT = Path(__file__).resolve().parents[2]


def scores(view):
    return {row.proposal_id: row.score for row in view.rows}


def test_it_comes_closer_to_the_truth_than_the_mean():
    worth, marks = simulate(Field(proposals=100, experts=20), seed=1)
    calibrated = scores(calibrate(marks))
    means = [np.mean([m.score for m in marks if m.proposal_id == p]) for p in range(100)]
    assert kendalltau([calibrated[p] for p in range(100)], worth)[0] > kendalltau(means, worth)[0] + 0.03


def test_nine_of_ten_intervals_hold_the_true_rank():
    held = []
    for seed in range(8):
        worth, marks = simulate(Field(proposals=60, experts=15, reviews=5), seed)
        truth = (-worth).argsort().argsort() + 1
        held += [row.rank_low <= truth[row.proposal_id] <= row.rank_high for row in calibrate(marks).rows]
    assert 0.87 <= np.mean(held) <= 0.95


def test_the_same_marks_give_the_same_view_in_any_order():
    _, marks = simulate(Field(proposals=20, experts=8), seed=2)
    assert calibrate(marks[::-1], top_k=3) == calibrate(marks, top_k=3)


def test_a_lenient_expert_is_found_out_and_flagged():
    _, marks = simulate(Field(proposals=60, experts=12, leniency=2, noise=3), seed=3)
    tilted = [replace(m, score=m.score + 15) if m.expert_id == 5 else m for m in marks]
    experts = {row.expert_id: row for row in calibrate(tilted).experts}
    assert experts[5].flagged and experts[5].points > 8
    assert sum(row.flagged for row in experts.values()) == 1


def test_a_bought_score_is_flagged_with_the_rank_it_bought():
    worth, marks = simulate(Field(proposals=30, experts=10, reviews=5), seed=4)
    middle = int(np.argsort(worth)[15])
    n = next(n for n, mark in enumerate(marks) if mark.proposal_id == middle)
    marks[n] = replace(marks[n], score=140.0)
    first = calibrate(marks).single_scores[0]
    assert (first.proposal_id, first.expert_id) == (middle, marks[n].expert_id)
    assert first.rank < first.rank_without
    assert first.expected < 100


def test_leaving_out_a_score_is_told_as_fitting_without_it_would():
    _, marks = simulate(Field(proposals=30, experts=10, reviews=5), seed=5)
    marks[7] = replace(marks[7], score=marks[7].score + 60)
    told = calibrate(marks).single_scores[0]
    without = [m for m in marks if (m.proposal_id, m.expert_id) != (told.proposal_id, told.expert_id)]
    rank = next(row.rank for row in calibrate(without).rows if row.proposal_id == told.proposal_id)
    assert abs(rank - told.rank_without) <= 2


def test_probabilities_of_the_first_places_add_up_to_their_number():
    _, marks = simulate(Field(proposals=25, experts=10), seed=6)
    view = calibrate(marks, top_k=3)
    assert sum(row.top for row in view.rows) == pytest.approx(3, abs=0.05)
    assert view.rows[0].top > view.rows[-1].top
    for row in view.rows:
        assert row.low < row.score < row.high
        assert 1 <= row.rank_low <= row.rank_high <= 25


def test_marks_that_agree_to_the_point_leave_the_doubt_of_whole_points():
    """Experts a fixed distance from each other: nothing is left over, and still a mark is known to half a point."""
    marks = [Mark(p, e, 80 - p - 3 * e) for p in range(4) for e in range(5)]
    view = calibrate(marks)
    assert view.spread[2] == pytest.approx((1 / 12) ** 0.5, abs=0.01)
    for row in view.rows:
        assert row.high - row.low > 0.3


def test_panels_that_share_nobody_are_refused_and_named():
    _, marks = simulate(Field(proposals=12, experts=12, reviews=3, panels=3), seed=7)
    with pytest.raises(CalibrationRefused) as refused:
        calibrate(marks)
    assert refused.value.code == "not_connected"
    assert sorted(sorted(part.proposals) for part in refused.value.components) == [
        [0, 3, 6, 9],
        [1, 4, 7, 10],
        [2, 5, 8, 11],
    ]
    assert "3 个互不相通" in refusal_in_words(refused.value)
    joined = [*marks, Mark(1, 0, 70.0), Mark(2, 1, 70.0)]
    assert len(calibrate(joined).rows) == 12


def test_too_few_marks_are_refused():
    with pytest.raises(CalibrationRefused) as refused:
        calibrate([Mark(1, 1, 80), Mark(1, 2, 70), Mark(2, 1, 60)])
    assert refused.value.code == "too_few"
    assert refusal_in_words(refused.value).endswith("。")


def test_equal_marks_everywhere_do_not_break_it():
    view = calibrate([Mark(p, e, 80.0) for p in range(5) for e in range(4)])
    assert {row.score for row in view.rows} == {80.0}
    assert view.single_scores == ()


def row(rank, low, high):
    return CalibratedRow(rank, 80.0, 75.0, 85.0, rank, low, high, 0.5)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(1, 1), (2, 2), (3, 3)], ()),
        ([(1, 2), (1, 2), (3, 3)], ((1, 2),)),
        ([(1, 1), (2, 2), (3, 5), (3, 6), (4, 6), (4, 6)], ((3, 6),)),
        ([(1, 2), (1, 2), (3, 4), (3, 4)], ((1, 2), (3, 4))),
        ([(1, 4), (2, 2), (3, 3), (4, 4)], ((1, 4),)),
        ([(1, 1), (2, 2), (1, 3)], ((1, 3),)),
        ([], ()),
    ],
)
def test_places_that_cannot_be_told_apart_are_those_no_border_parts(rows, expected):
    assert indistinct([row(n, *interval) for n, interval in enumerate(rows, start=1)]) == expected


def test_bridges_count_the_reviews_of_experts_who_reviewed_for_both():
    pairs = [("p1", "a"), ("p2", "a"), ("q1", "a"), ("q1", "b"), ("q2", "b"), ("r1", "c"), ("p1", "d"), ("r1", "d")]
    marks = [Mark(proposal, expert, 80.0) for proposal, expert in pairs]
    found = bridges(marks, {proposal: proposal[0] for proposal, _expert in pairs})
    assert [(one.first, one.second, one.experts, one.reviews) for one in found] == [
        ("p", "q", ("a",), 3),
        ("p", "r", ("d",), 2),
    ]


@pytest.mark.slow
def test_the_web_process_loads_no_numpy_for_rankings():
    """Neither the routes nor the ranking and calibration behind them load numpy or scipy; only a computed view does."""
    code = (
        "import django, sys; django.setup();"
        "import challenges.review.ranking.calibrated, challenges.review.ranking.words, challenges.review.ranking.drift;"
        "import challenges.review.queries.calibration, challenges.review.queries.calibration_batch;"
        "import challenges.review.queries.trial;"
        "import challenges.review.actions.trial, challenges.review.actions.panel, frontend.kit.pictures;"
        "heavy = [name for name in ('numpy', 'scipy', 'challenges.review.ranking.mixed') if name in sys.modules];"
        "assert heavy == [], heavy;"
        "marks = [challenges.review.ranking.calibrated.Mark(p, e, 50.0 + p + e) for p in range(4) for e in range(3)];"
        "challenges.review.ranking.calibrated.calibrate(marks);"
        "assert 'numpy' in sys.modules and 'scipy' not in sys.modules;"
        "import config.urls;"
        "ours = ('challenges.review.ranking', 'challenges.review.queries.cal', 'frontend');"
        "loaders = [name for name, one in sys.modules.items() if name.startswith(ours) and hasattr(one, 'np')];"
        "assert loaders == ['challenges.review.ranking.mixed'], loaders"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
