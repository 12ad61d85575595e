"""国统字〔2017〕213号: large, medium, small, micro. The thresholds are those that every installation begins with."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.dictionaries import fixture_bounds
from accounts.rules.size_class import Figures, bounds_for, classify, plain

BOUNDS = fixture_bounds()
RULE = "国统字〔2017〕213号"


def size(industry, people=None, revenue=None, assets=None):
    return classify(industry, Figures(people, revenue, assets), BOUNDS)


def test_a_thousand_people_with_a_thousand_wan_are_a_small_industrial_firm():
    finding = size("3419", 1000, 1000)
    assert (finding.size_class, finding.rule) == ("small", RULE)
    assert finding.sentences == ["营业收入 1000 万元，未达到中型下限 2000 万元。"]


def test_126_people_and_7300_wan_are_a_medium_software_firm():
    finding = size("6513", 126, 7300)
    assert finding.size_class == "medium"
    assert finding.sentences == [
        "从业人员 126 人，未达到大型下限 300 人。",
        "营业收入 7300 万元，未达到大型下限 10000 万元。",
    ]


# X people, Y revenue, Z assets: the lower bounds of large, medium and small, industry by industry.
TABLE = {
    "0313": [("Y", 20000, 500, 50)],
    "0514": [("Y", 20000, 500, 50)],
    "0610": [("X", 1000, 300, 20), ("Y", 40000, 2000, 300)],
    "4610": [("X", 1000, 300, 20), ("Y", 40000, 2000, 300)],
    "4710": [("Y", 80000, 6000, 300), ("Z", 80000, 5000, 300)],
    "5110": [("X", 200, 20, 5), ("Y", 40000, 5000, 1000)],
    "5210": [("X", 300, 50, 10), ("Y", 20000, 500, 100)],
    "5411": [("X", 1000, 300, 20), ("Y", 30000, 3000, 200)],
    "5910": [("X", 1000, 300, 20), ("Y", 30000, 3000, 200)],
    "5920": [("X", 200, 100, 20), ("Y", 30000, 1000, 100)],
    "5990": [("X", 200, 100, 20), ("Y", 30000, 1000, 100)],
    "6010": [("X", 1000, 300, 20), ("Y", 30000, 2000, 100)],
    "6110": [("X", 300, 100, 10), ("Y", 10000, 2000, 100)],
    "6210": [("X", 300, 100, 10), ("Y", 10000, 2000, 100)],
    "6311": [("X", 2000, 100, 10), ("Y", 100000, 1000, 100)],
    "6420": [("X", 2000, 100, 10), ("Y", 100000, 1000, 100)],
    "6511": [("X", 300, 100, 10), ("Y", 10000, 1000, 50)],
    "7010": [("Y", 200000, 1000, 100), ("Z", 10000, 5000, 2000)],
    "7020": [("X", 1000, 300, 100), ("Y", 5000, 1000, 500)],
    "7211": [("X", 300, 100, 10), ("Z", 120000, 8000, 100)],
    "7030": [("X", 300, 100, 10)],
    "7340": [("X", 300, 100, 10)],
    "8510": [("X", 300, 100, 10)],
    "9010": [("X", 300, 100, 10)],
}
MEASURE = {"X": "employees", "Y": "revenue_wan", "Z": "assets_wan"}
CASES = [
    (industry, place, short)
    for industry, rows in TABLE.items()
    for place in range(3)
    for short in [None, *range(len(rows))]
]


@pytest.mark.parametrize(("industry", "place", "short"), CASES)
def test_a_class_needs_all_its_bounds_and_begins_at_them(industry, place, short):
    """Exactly at the bounds the class is reached; one unit under one of them it is not, and that one is named."""
    rows = TABLE[industry]
    figures = {MEASURE[row[0]]: row[1 + place] - (1 if number == short else 0) for number, row in enumerate(rows)}
    finding = classify(industry, Figures(**figures), BOUNDS)
    reached = ("large", "medium", "small", "micro")[place + (short is not None)]
    assert finding.size_class == reached
    if short is not None:
        (named,) = finding.shortfalls
        assert (named.measure, named.bound) == (MEASURE[rows[short][0]], rows[short][1 + place])
        assert named.given == named.bound - 1


@pytest.mark.parametrize("industry", ["5310", "6620", "6911", "8310", "8411", "9110", "9710"])
def test_industries_outside_the_rule_have_no_size(industry):
    finding = size(industry, 1000, 1000, 1000)
    assert (finding.size_class, finding.sentences) == ("not_applicable", ["该行业不适用本划型标准。"])


@pytest.mark.parametrize("industry", ["", "59", "70", "7"])
def test_a_code_that_is_too_coarse_is_asked_more_finely(industry):
    finding = size(industry, 10, 10, 10)
    assert (finding.size_class, finding.unclear_industry) == ("", True)
    assert finding.sentences == ["请把所属行业选到更细的类别，才能判断适用的划型标准。"]


def test_missing_figures_are_named_and_only_those_that_count():
    assert size("3419", 20).sentences == ["缺少营业收入，无法划型。"]
    assert size("4710").sentences == ["缺少营业收入，无法划型。", "缺少资产总额，无法划型。"]
    assert size("7340").sentences == ["缺少从业人员数，无法划型。"]
    assert size("7340", 20).size_class == "small"


def test_the_bound_of_assets_is_named():
    assert size("4710", None, 80000, Decimal("79999.5")).sentences == [
        "资产总额 79999.5 万元，未达到大型下限 80000 万元。"
    ]


@given(st.integers(0, 5000), st.integers(0, 200000), st.integers(0, 5000), st.integers(0, 200000))
def test_more_people_and_money_never_make_a_firm_smaller(people, revenue, more_people, more_revenue):
    order = ("micro", "small", "medium", "large")
    before = size("3419", people, revenue).size_class
    after = size("3419", people + more_people, revenue + more_revenue).size_class
    assert order.index(after) >= order.index(before)


@given(st.integers(0, 3000), st.integers(0, 60000))
def test_a_class_is_given_with_what_keeps_it_from_the_one_above(people, revenue):
    finding = size("3419", people, revenue)
    assert (finding.size_class == "large") == (not finding.shortfalls)


def test_every_division_has_bounds_or_none_at_all():
    """No industry of the 97 divisions falls between two groups."""
    outside = {"53", "66", "67", "68", "69", "83", "84", *(str(division) for division in range(91, 98))}
    for division in (f"{number:02d}" for number in range(1, 98)):
        found, coarse = bounds_for(division, BOUNDS)
        groups = {bound.group for bound in found}
        assert (len(groups), coarse) == ((0, False) if division in outside else (0, True) if coarse else (1, False))
        assert coarse == (division in ("59", "70"))


def test_figures_are_written_without_needless_zeros():
    assert [plain(number) for number in (2000, Decimal("2000.00"), Decimal("1999.50"))] == ["2000", "2000", "1999.5"]


def test_the_rule_says_since_when_it_holds():
    assert {(bound.rule, bound.effective_from) for bound in BOUNDS} == {(RULE, datetime.date(2017, 12, 28))}


def test_a_rule_may_know_fewer_classes():
    only = [bound for bound in BOUNDS if bound.group == "industry" and bound.size_class == "small"]
    assert classify("3419", Figures(20, 300), only).size_class == "small"
    assert classify("3419", Figures(19, 300), only).size_class == "micro"
