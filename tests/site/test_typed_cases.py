"""Numbers, units, telephones and addresses of needs and proposals, as people type them."""

from decimal import Decimal as D

import pytest

from accounts.errors import Invalid
from challenges.collusion.comparison import rules as collusion
from challenges.experts.access.conflict_facts import Person, Unit
from challenges.experts.access.conflicts import named_in_team, same_phone
from challenges.listing.actions.challenge_terms import read_fields, read_parts
from challenges.listing.models import Indicator
from challenges.proposals.actions.member import share_of
from challenges.proposals.actions.proposal_submit import leader_key
from challenges.proposals.models import SectionKey
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries.budget import budget_of, unreadable
from challenges.proposals.queries.commitment import compare, plainly
from tests.collusion.test_collusion_rules import paper
from tests.typed import variants


def indicator(**fields):
    return Indicator(
        **{"name": "氧含量", "unit": "ppm", "comparator": "le", "target": D(100), "mandatory": True, **fields}
    )


@pytest.mark.parametrize("typed", ["0.01 %", "0.01%", "100 ppm", "100", "１００ｐｐｍ", "0.1‰", "1e2", "100.0 PPM"])
@pytest.mark.parametrize("beside", [None, "", "ppm"])
def test_a_promise_with_its_unit_equals_the_target(typed, beside):
    assert compare(indicator(), {"value": typed, "unit": beside}).status == "equal"


@pytest.mark.parametrize(
    ("typed", "part", "code"),
    [
        ({"value": "1,00"}, "value", "comma"),
        ({"value": "-5"}, "value", "negative"),
        ({"value": "-5 ppm"}, "value", "negative"),
        ({"value": "－０．０１％"}, "value", "negative"),
        ({"value": "七十"}, "value", "chinese_digits"),
        ({"value": "NaN"}, "value", "not_a_number"),
        ({"value": "1_000"}, "value", "not_a_number"),
        ({"value": "²"}, "value", "not_a_number"),
        ({"value": "50~60"}, "value", "not_a_number"),
        ({"value": "9" * 40}, "value", "digits"),
        ({"value": "100 kg"}, "value", "unit"),
        ({"value": "100", "unit": "kg"}, "unit", "unit"),
        ({"value": "0.01 %", "unit": "‰"}, "value", "two_units"),
    ],
)
def test_a_promise_that_cannot_be_read_is_refused_in_words(typed, part, code):
    verdict = compare(indicator(), typed)
    assert verdict.status in ("unreadable", "other_unit")
    assert (verdict.wrong[0], bool(verdict.wrong[1]), verdict.wrong[2]) == (part, True, code)


def test_the_upper_end_of_a_range_is_read_as_the_lower():
    between = indicator(comparator="between", target_max=D(120))
    assert compare(between, {"value": "0.01%", "value_max": "120 ppm"}).status == "equal"
    assert compare(between, {"value": "100", "value_max": "1,20"}).wrong[0::2] == ("value_max", "comma")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "工作温度", "unit": "℃", "target": D(-40)},
        {"name": "工作温度", "unit": "℃"},
        {"name": "电压偏差", "unit": "V"},
        {"name": "线膨胀系数", "unit": "ppm/℃"},
        {"name": "尺寸变化率", "unit": "%"},
        {"name": "偏移", "unit": "mm", "target": D(-2)},
    ],
)
def test_where_less_than_nothing_can_be_meant_it_is_read(fields):
    assert compare(indicator(**fields), {"value": "-41"}).wrong is None


@pytest.mark.parametrize("unit", ["ppm", "PPM", "mg/L", "kg", "mm", "个", "mol/L", "g/cm³", "μm"])
def test_where_it_cannot_the_need_itself_may_not_ask_for_it(unit):
    typed = {"indicators": [{"name": "x", "unit": unit, "comparator": "le", "target": "-5"}]}
    assert [(one.field, one.code) for one in read_parts(typed)[1]] == [("indicators.0.target", "negative")]


@pytest.mark.parametrize(
    ("typed", "shown"), [("1e5", "100000"), ("１５", "15"), ("12,345.60", "12345.6"), ("很低", "很低")]
)
def test_readers_see_plain_digits(typed, shown):
    assert plainly({"value": typed}) == {"value": typed, "shown": shown, "shown_max": ""}


def test_the_fields_of_a_need_read_numbers_with_units_and_refuse_what_is_ambiguous():
    reading = read_fields(
        {
            "title": "x",
            "total_wan": "300 万元",
            "fiscal_wan": "1,00",
            "enterprise_wan": "￥3,000,000",
            "other_wan": "-1",
            "duration_months": "１２个月",
            "window_days": "30 天",
            "race_slots": "二",
            "trl_now": "4.0",
            "trl_target": "4.5",
            "contact_phone": "138",
        }
    )
    assert {name: reading.values[name] for name in ("total_wan", "duration_months", "window_days", "trl_now")} == {
        "total_wan": 300,
        "duration_months": 12,
        "window_days": 30,
        "trl_now": 4,
    }
    assert {one.field: one.code for one in reading.problems} == {
        "fiscal_wan": "comma",
        "enterprise_wan": "currency",
        "other_wan": "negative",
        "race_slots": "chinese_digits",
        "trl_target": "whole",
        "contact_phone": "bad_phone",
    }
    assert read_fields({"title": "x", "contact_phone": "0451-5550-0001 转 12"}).values["contact_phone"] == (
        "0451-55500001转12"
    )


def test_the_rows_of_a_need_too():
    rows, problems = read_parts(
        {
            "payment_parts": [{"node": "首付", "percent": "30%"}, {"node": "尾款", "percent": "七十"}],
            "milestones": [{"name": "样机", "due_month": "6 个月"}, {"name": "小试", "due_month": "1,2"}],
            "conditions": [
                {"kind": "consortium", "params": {"allowed": True, "max": "３"}},
                {"kind": "established", "params": {"years": "²"}},
            ],
            "indicators": [{"name": "x", "comparator": "enum", "options": ["甲" * 61]}],
        }
    )
    assert (rows["payment_parts"][0]["percent"], rows["milestones"][0]["due_month"]) == (30, 6)
    assert rows["conditions"][0]["params"]["max"] == 3
    assert {(one.field, one.code) for one in problems if not one.field.startswith("conditions")} == {
        ("payment_parts.1.percent", "chinese_digits"),
        ("milestones.1.due_month", "comma"),
        ("indicators.0.options", "too_long"),
    }
    assert [one.field for one in problems if one.field.startswith("conditions")] == ["conditions.1.params"]


@pytest.mark.parametrize("typed", ["70", "70%", "70.00 %", "７０", " 70\u200b"])
def test_a_share_is_read_as_people_write_it(typed):
    assert share_of(typed) == 70


@pytest.mark.parametrize("typed", ["七十", "1,00", "70.123", "101", "-1", "NaN", "", None, "²", "0x10"])
def test_a_share_that_is_none_is_refused_beside_its_field(typed):
    with pytest.raises(Invalid) as caught:
        share_of(typed)
    assert [(one.field, one.code) for one in caught.value.problems] == [("share", "share")]


def test_a_budget_is_read_with_its_unit_and_names_the_cell_it_cannot_read():
    data = {
        "cells": {"equipment": {"fiscal": "60万元", "lead": "600,000 元", "self": "1,00"}},
        "sources": {"self": "-3"},
    }
    budget = budget_of(data)
    assert (budget.cells["equipment"]["fiscal"], budget.cells["equipment"]["lead"]) == (60, 60)
    assert {one.field for one in unreadable(data["cells"], data["sources"])} == {
        "budget.cells.equipment.self",
        "budget.sources.self",
    }


def test_a_proposal_s_contacts_are_judged_beside_their_fields():
    typed = {
        "summary": "x",
        "leader_name": "陆",
        "leader_phone": "138****0001",
        "leader_email": "lu@firm.example；yu@firm.example",
        "contact_name": "周",
        "contact_phone": "abc",
        "contact_email": "Zhou＠Firm.example\u200b",
    }
    found = {(one.field, one.code) for one in parts.check_fields(parts.BASICS, typed, "basics")}
    assert found == {
        ("basics.leader_phone", "bad_phone"),
        ("basics.leader_email", "several"),
        ("basics.contact_phone", "bad_phone"),
    }
    good = {
        **typed,
        "leader_phone": "+86 138-0013-8000",
        "leader_email": " 陆 <Lu@firm.example>",
        "contact_phone": "95588",
    }
    assert parts.check_fields(parts.BASICS, good, "basics") == []
    person = {"name": "陆", "unit": "x", "task": "y"}
    for months, code in (
        ("3 人月", None),
        ("0.5", None),
        ("1,5", "comma"),
        ("-1", "negative"),
        ("三", "chinese_digits"),
    ):
        found = parts.check_fields(parts.PERSON, {**person, "months": months}, "p")
        assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.parametrize("typed", variants.ADDRESSES, ids=ascii)
def test_a_project_leader_is_one_person_however_the_address_is_typed(typed):
    assert leader_key({"sections": {SectionKey.BASICS: {"leader_email": typed}}}) == variants.ADDRESS


def test_conflicts_and_traces_of_collusion_compare_folded():
    unit = Unit("leader", 1, "x", phones=frozenset({"13800138000"}), people=frozenset({"沈砚秋"}))
    for typed in variants.PHONES:
        assert same_phone(Person(1, phone=typed), unit, None, None) == {}
    assert named_in_team(Person(1, name="沈\u3000砚秋\u200b"), unit, None, None) == {}
    one = paper(1, phones=("0451-5550-0001转12",), mails=("Lu＠firm.example",), leader="陆 怀瑾")
    other = paper(2, phones=("+86 451 5550 0001",), mails=("陆 <lu@firm.example>",), leader="陆怀瑾\u200b")
    assert {found.facts["what"] for found in collusion.people(one, other)} == {"phone", "mail", "leader"}
