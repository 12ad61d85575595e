"""Drift: how far each expert marks from their panel and from the reference, and what divides the panel."""

import pytest
from django.utils import translation

from challenges.review.ranking.drift import Given, compare
from challenges.review.ranking.words import discussion_in_words, drift_called, drift_in_words

WEIGHTS = {"route": 60, "team": 40, "veto": 0}


def marks(table, panel="p"):
    """{expert: [(route, team), …] by sample} as marks; a criterion without weight is marked too."""
    return [
        Given(expert, panel, sample, criterion, float(value))
        for expert, rows in table.items()
        for sample, pair in enumerate(rows)
        for criterion, value in [*zip(("route", "team"), pair, strict=True), ("veto", 0)]
    ]


TABLE = {"a": [(80, 70), (60, 50)], "b": [(90, 70), (70, 50)], "c": [(70, 70), (50, 50)]}


def drifts(round):
    return {one.expert_id: one for one in round.drifts}


def test_a_drift_is_the_mean_distance_from_the_panels_mean_and_adds_up_by_weight():
    found = drifts(compare(marks(TABLE), WEIGHTS, {}, 8))
    assert {id: one.total for id, one in found.items()} == {"a": 0, "b": 6, "c": -6}
    assert found["b"].per_criterion == {"route": 10, "team": 0}
    for one in found.values():
        assert one.total == sum(one.per_criterion[key] * weight for key, weight in WEIGHTS.items() if weight) / 100
    assert [(row.own, row.mean, row.reference) for row in found["b"].samples] == [(82, 76, None), (62, 56, None)]
    assert {one.of for one in found.values()} == {3}


@pytest.mark.parametrize(
    ("shift", "code", "flagged"),
    [
        (0, "alike", False),
        (9, "lenient", False),
        (-9, "strict", False),
        (30, "very_lenient", True),
        (-30, "very_strict", True),
    ],
)
def test_a_drift_has_a_name_and_beyond_the_limit_a_flag(shift, code, flagged):
    table = {**{n: [(50, 50), (60, 60)] for n in "abc"}, "x": [(50 + shift, 50 + shift), (60 + shift, 60 + shift)]}
    found = drifts(compare(marks(table), WEIGHTS, {}, 8))["x"]
    assert (found.code, found.flagged) == (code, flagged)
    assert drift_called(code) and f"{abs(found.total):.1f}" in drift_in_words(found)


def test_against_the_reference_only_where_it_was_set():
    references = {(0, "route"): 75.0, (0, "team"): 75.0, (1, "route"): 60.0}
    found = drifts(compare(marks(TABLE), WEIGHTS, references, 8))["b"]
    assert found.reference == {"route": (15 + 10) / 2, "team": -5}
    assert found.reference_total == 82 - 75
    assert [row.reference for row in found.samples] == [75, None]
    assert drifts(compare(marks(TABLE), WEIGHTS, {}, 8))["b"].reference_total is None


def test_the_criterion_that_divides_most_is_found_with_its_sample():
    table = {"a": [(80, 70), (60, 50)], "b": [(82, 90), (60, 52)], "c": [(81, 50), (60, 48)]}
    found = compare(marks(table), WEIGHTS, {}, 8)
    assert set(found.spread) == {"route", "team"}
    assert (found.widest.criterion_id, found.widest.sample_id) == ("team", 0)
    assert (found.widest.low, found.widest.high, found.widest.sd) == (50, 90, 20)
    said = discussion_in_words("样本甲", "团队", found.widest)
    assert "“团队”" in said and "50" in said and "90" in said


def test_whoever_tells_no_sample_apart_is_flagged_where_the_panel_does():
    table = {**{n: [(90, 90), (50, 50)] for n in "abc"}, "x": [(70, 70), (70, 70)]}
    found = drifts(compare(marks(table), WEIGHTS, {}, 8))
    assert (found["x"].flat, found["x"].flagged, found["a"].flat) == (True, True, False)
    assert "几乎一样" in drift_in_words(found["x"])
    alike = {n: [(70, 70), (71, 71)] for n in "abc"}
    assert not any(one.flat for one in compare(marks(alike), WEIGHTS, {}, 8).drifts)


def test_each_panel_is_its_own_yardstick():
    both = marks({"a": [(80, 80)], "b": [(60, 60)]}, "one") + marks({"c": [(40, 40)], "d": [(20, 20)]}, "two")
    found = drifts(compare(both, WEIGHTS, {}, 8))
    assert {id: one.total for id, one in found.items()} == {"a": 10, "b": -10, "c": 10, "d": -10}


def test_nobody_and_a_single_expert_divide_nothing():
    assert compare([], WEIGHTS, {}, 8).drifts == ()
    alone = compare(marks({"a": [(80, 70)]}), WEIGHTS, {}, 8)
    assert (alone.widest, alone.spread, alone.drifts[0].total) == (None, {}, 0)


def test_words_are_english_in_english():
    found = compare(marks(TABLE), WEIGHTS, {}, 2)
    with translation.override("en"):
        assert drift_in_words(drifts(found)["b"]).startswith("On average you mark 6.0 points above your panel")
        assert "disagree most" in discussion_in_words("S", "Team", found.widest)
