"""The official score and rank, told as the rules tell it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenges.review.ranking.official import (
    Decision,
    RankingError,
    Review,
    Rule,
    ScoredProposal,
    deviation,
    half_up,
    needs_discussion,
    rank,
)
from challenges.review.ranking.words import decision_in_words, error_in_words

D = Decimal
ONE = {"all": 100}


def proposal(id, *marks, votes=0, veto=frozenset()):
    """A proposal judged by one criterion."""
    reviews = [Review(n, {"all": D(str(value))}, veto if n == 0 else frozenset()) for n, value in enumerate(marks)]
    return ScoredProposal(id, reviews, votes)


def by_two(id, *pairs, votes=0):
    """A proposal judged by technical route (60) and indicators (40)."""
    return ScoredProposal(id, [Review(n, {"route": D(a), "target": D(b)}) for n, (a, b) in enumerate(pairs)], votes)


TWO = Rule(weights={"route": 60, "target": 40}, tie_chain=("route", "target"))


@pytest.mark.parametrize(
    ("marks", "trim_from", "score"),
    [
        ([80, 90], 7, "85.00"),  # fewer than seven: the mean of all
        ([0, 80, 80, 80, 80, 100], 7, "70.00"),
        ([0, 80, 80, 80, 80, 80, 100], 7, "80.00"),  # from seven on: without one highest and one lowest
        ([100, 100, 80, 80, 80, 0, 0], 7, "68.00"),  # only one of each
        ([0, 80, 80, 80, 80, 80, 100], None, "71.43"),  # a rule that never trims
        ([0, 50, 100], 3, "50.00"),
        ([80.01, 80], 7, "80.01"),  # 80.005 goes up
        ([80.01, 80, 80, 80, 80, 80], 7, "80.00"),
        ([1, 0, 0], 7, "0.33"),
        ([2, 0, 0], 7, "0.67"),
    ],
)
def test_the_score_is_the_declared_mean_in_two_decimals(marks, trim_from, score):
    row = rank([proposal(1, *marks)], Rule(ONE, trim_from=trim_from)).row(1)
    assert row.score == D(score)
    assert row.score.as_tuple().exponent == -2


def test_each_criterion_counts_by_its_weight():
    row = rank([by_two(1, (90, 50), (80, 60))], TWO).row(1)
    assert (row.score, dict(row.totals)) == (D("73.00"), {0: D("74.00"), 1: D("72.00")})
    assert dict(row.per_criterion) == {"route": D("85.00"), "target": D("55.00")}


def test_half_a_hundredth_goes_up_not_to_the_even_neighbour():
    assert half_up(D("0.125")) == D("0.13")
    assert half_up(D("2.675")) == D("2.68")


def test_the_trimmed_experts_are_named():
    row = rank([proposal(1, 70, 0, 80, 80, 100, 75, 100)], Rule(ONE, trim_from=7)).row(1)
    assert row.dropped == (1, 4)


def test_the_spread_is_over_all_totals_and_above_the_limit_a_discussion_is_due():
    row = rank([proposal(1, 60, 80, 100)], Rule(ONE)).row(1)
    assert row.sd == D("20.00")
    assert needs_discussion(row, 15) and not needs_discussion(row, 20) and not needs_discussion(row, None)
    assert deviation([D(50)]) == 0


def test_the_passing_line_itself_passes():
    ranking = rank([proposal("a", 60), proposal("b", "59.99")], Rule(ONE, passing_line=60))
    assert [(row.proposal_id, row.passed) for row in ranking.rows] == [("a", True), ("b", False)]


def test_a_vetoed_proposal_stands_last_and_does_not_pass():
    ranking = rank([proposal("a", 99, veto=frozenset({"false"})), proposal("b", 20)], Rule(ONE, passing_line=60))
    assert [(r.proposal_id, r.rank, r.passed, r.vetoed, r.decided_by.code) for r in ranking.rows] == [
        ("b", 1, False, False, "score"),
        ("a", 2, False, True, "veto"),
    ]


def test_a_rule_may_ask_for_more_than_one_vote_for_a_veto():
    marks = {"all": D(90)}
    split = ScoredProposal(1, [Review(1, marks, frozenset({"x"})), Review(2, marks, frozenset({"y"}))])
    agreed = ScoredProposal(2, [Review(1, marks, frozenset({"x"})), Review(2, marks, frozenset({"x"}))])
    ranking = rank([split, agreed], Rule(ONE, veto_votes=2))
    assert [(row.proposal_id, row.vetoed) for row in ranking.rows] == [(1, False), (2, True)]


def test_equal_scores_are_told_apart_by_the_chain_in_its_order():
    ranking = rank([by_two("low", (70, 85)), by_two("high", (80, 70))], TWO)
    assert [(row.proposal_id, row.rank) for row in ranking.rows] == [("high", 1), ("low", 2)]
    assert ranking.row("high").decided_by == Decision("criterion", "route", D("80.00"), D("70.00"))
    assert ranking.row("low").decided_by == Decision("criterion", "route", D("70.00"), D("80.00"))


def test_after_the_chain_the_panel_votes():
    ranking = rank([by_two("a", (80, 70), votes=2), by_two("b", (80, 70), votes=3)], TWO)
    assert [(row.proposal_id, row.rank, row.decided_by) for row in ranking.rows] == [
        ("b", 1, Decision("vote", None, 3, 2)),
        ("a", 2, Decision("vote", None, 2, 3)),
    ]


def test_what_nothing_tells_apart_shares_its_rank_and_the_next_is_skipped():
    ranking = rank([proposal(1, 80), proposal(2, 80), proposal(3, 70)], Rule(ONE))
    assert [(row.proposal_id, row.rank, row.decided_by.code) for row in ranking.rows] == [
        (1, 1, "shared"),
        (2, 1, "shared"),
        (3, 3, "score"),
    ]


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: Rule({"a": 60, "b": 39}), "weights_not_100"),
        (lambda: Rule({"a": 100, "b": 0}), "weights_not_100"),
        (lambda: Rule(ONE, tie_chain=("route",)), "tie_criterion_unknown"),
        (lambda: Rule(ONE, trim_from=2), "trim_too_early"),
        (lambda: rank([proposal(1)], Rule(ONE)), "no_review"),
        (lambda: rank([proposal(1, 80), proposal(1, 80)], Rule(ONE)), "proposal_twice"),
        (lambda: rank([ScoredProposal(1, [Review(1, {"all": D(1)})] * 2)], Rule(ONE)), "expert_twice"),
        (lambda: rank([ScoredProposal(1, [Review(1, {})])], Rule(ONE)), "mark_missing"),
        (lambda: rank([proposal(1, -1)], Rule(ONE)), "mark_out_of_range"),
        (lambda: rank([proposal(1, 101)], Rule(ONE)), "mark_out_of_range"),
        (lambda: rank([proposal(1, "NaN")], Rule(ONE)), "mark_out_of_range"),
        (lambda: rank([proposal(1, "Infinity")], Rule(ONE)), "mark_out_of_range"),
    ],
)
def test_what_cannot_be_ranked_says_why(build, code):
    with pytest.raises(RankingError) as refused:
        build()
    assert refused.value.code == code
    assert error_in_words(refused.value)


@pytest.mark.parametrize("code", ["score", "criterion", "vote", "shared", "veto"])
def test_every_decision_has_its_sentence(code):
    sentence = decision_in_words(Decision(code, "route", D(80), D(70)), {"route": "技术路线"})
    assert sentence.endswith("。") and "%" not in sentence


marks = st.decimals(min_value=0, max_value=100, places=1)
fields = st.lists(st.lists(st.tuples(marks, marks), min_size=3, max_size=8), min_size=1, max_size=6)
RULE = Rule({"route": 60, "target": 40}, trim_from=7, tie_chain=("route", "target"), passing_line=60)


@settings(deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_neither_the_order_of_proposals_nor_of_experts_matters(scores, random):
    def field(shuffled):
        rows = []
        for n, pairs in enumerate(scores):
            reviews = [Review(e, {"route": a, "target": b}) for e, (a, b) in enumerate(pairs)]
            if shuffled:
                random.shuffle(reviews)
            rows.append(ScoredProposal(n, reviews))
        if shuffled:
            random.shuffle(rows)
        return rows

    assert rank(field(False), RULE) == rank(field(True), RULE)


@settings(deadline=None)
@given(fields, st.data())
def test_a_higher_mark_never_costs_a_place(scores, data):
    n = data.draw(st.integers(0, len(scores) - 1))
    e = data.draw(st.integers(0, len(scores[n]) - 1))
    route, target = scores[n][e]
    raised = data.draw(st.decimals(min_value=route, max_value=100, places=1))

    def place(mark):
        changed = [list(pairs) for pairs in scores]
        changed[n][e] = (mark, target)
        return rank([by_two(m, *pairs) for m, pairs in enumerate(changed)], RULE).row(n)

    before, after = place(route), place(raised)
    assert after.score >= before.score
    assert after.rank <= before.rank


@settings(deadline=None)
@given(fields)
def test_ranks_follow_scores_and_stay_within_the_marks(scores):
    rows = rank([by_two(n, *pairs) for n, pairs in enumerate(scores)], RULE).rows
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert rows[0].rank == 1
    for row in rows:
        assert min(row.totals.values()) <= row.score <= max(row.totals.values())
        assert row.passed == (row.score >= 60)
