"""What a proposal still lacks: every section, each problem beside its field."""

import datetime
from decimal import Decimal

import pytest

from accounts.models import Certificate
from challenges.core.queries.units import convert, decimal_of, plain
from challenges.files.models import Attachment
from challenges.listing.models import Condition
from challenges.proposals.models import Member, Proposal
from challenges.proposals.queries.budget import Budget, budget_of, ceiling_of, indirect_ceiling
from challenges.proposals.queries.commitment import compare
from challenges.proposals.queries.proposal import problems, problems_by_section
from challenges.proposals.queries.proposal_diff import changes
from challenges.proposals.queries.proposal_snapshot import snapshot
from tests.factories.accounts import OrganisationFactory
from tests.factories.challenges import NOW, IndicatorFactory, accepting_challenge
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db


def D(text):
    return Decimal(text)


def found(proposal, section=None):
    groups = problems_by_section(proposal, NOW)
    rows = groups[section] if section else [problem for group in groups.values() for problem in group]
    return [(problem.field, problem.code) for problem in rows]


def put(proposal, key, data):
    proposal.sections.filter(key=key).update(data=data)
    return found(proposal, key)


@pytest.fixture
def proposal():
    return complete_proposal()


def test_a_complete_proposal_lacks_nothing(proposal):
    assert problems(proposal, NOW) == []


def test_an_empty_one_lacks_something_in_every_section_but_the_consortium(proposal):
    for key in ("basics", "route", "commitments", "schedule", "budget", "ip", "team"):
        proposal.sections.filter(key=key).update(data={})
    proposal.declarations.all().delete()
    lacking = {key for key, group in problems_by_section(proposal, NOW).items() if group}
    assert lacking == {"basics", "route", "commitments", "schedule", "budget", "ip", "team", "declarations"}


@pytest.mark.parametrize("junk", [[], "文字", 7, True, {"people": "甲"}, {"cells": 3, "sources": []}])
def test_wrong_types_are_problems_and_never_errors(proposal, junk):
    proposal.sections.update(data=junk)
    assert problems(proposal, NOW)


def test_fields_are_checked_for_length_type_and_address(proposal):
    data = proposal.sections.get(key="basics").data
    wrong = put(proposal, "basics", {**data, "summary": "长" * 1001, "leader_name": ["甲"], "leader_email": "不是邮箱"})
    assert wrong == [
        ("basics.summary", "too_long"),
        ("basics.leader_name", "unreadable"),
        ("basics.leader_email", "bad_email"),
    ]
    assert "1001" in problems(proposal, NOW)[0].message


class TestUnits:
    @pytest.mark.parametrize(
        ("value", "unit", "target", "result"),
        [
            ("0.3", "%", "ppm", "3000"),
            ("0.3", "％", "%", "0.3"),
            ("800", "万元", "元", "8000000"),
            ("25", "℃", "K", "298.15"),
            ("1", "万元/t", "元/kg", "10"),
            ("5", "万像素", "像素", "50000"),
            ("5", "倍额定", "倍额定", "5"),
            ("5", "倍额定", "倍", None),
            ("1", "mm", "kg", None),
            ("10", "mS/cm", "S/m", "1"),
            ("1", "µm", "μm", "1"),
            ("3600", "角秒", "°", "1"),
            ("1", "m**9999999", "m", None),
            ("1", "__import__", "m", None),
            ("1", "亿元", "万元", "10000"),
            ("1", "", "%", "100"),
            ("1", "万", "", "10000"),
            ("1", "μm/", "m", None),
        ],
    )
    def test_values_turn_exactly(self, value, unit, target, result):
        turned = convert(D(value), unit, target)
        assert (turned is None) if result is None else turned == D(result)

    def test_numbers_are_read_as_people_type_them(self):
        assert [decimal_of(text) for text in ("１，０００．５", " 1,000 ", "-3", "−3", 2.5, 4)] == [
            D("1000.5"),
            1000,
            -3,
            -3,
            D("2.5"),
            4,
        ]
        for junk in ("", "abc", "NaN", "inf", "1e99", "9" * 60, None, True, [], {}):
            assert decimal_of(junk) is None
        assert [plain(D(text)) for text in ("1E+3", "0.500", "12")] == ["1000", "0.5", "12"]


class TestCommitments:
    @pytest.mark.parametrize(
        ("fields", "promise", "status", "words"),
        [
            ({}, {"value": "85"}, "better", "优 15 ppm"),
            ({}, {"value": "100"}, "equal", "持平"),
            ({}, {"value": "0.0115", "unit": "%"}, "worse", "差 15 ppm"),
            ({}, {"value": ""}, "missing", ""),
            ({}, {}, "missing", ""),
            ({}, "文字", "missing", ""),
            ({}, {"value": ["1"]}, "unreadable", ""),
            ({}, {"value": "很低"}, "unreadable", ""),
            ({}, {"value": "1", "unit": "kg"}, "other_unit", ""),
            ({"comparator": "ge", "unit": ""}, {"value": "101"}, "better", "优 1"),
            ({"comparator": "gt"}, {"value": "100"}, "worse", "未达目标"),
            ({"comparator": "lt"}, {"value": "99"}, "better", "优 1 ppm"),
            ({"comparator": "eq"}, {"value": "100"}, "equal", "持平"),
            ({"comparator": "eq"}, {"value": "99"}, "worse", "差 1 ppm"),
            ({"comparator": "between", "target_max": D(120)}, {"value": "100", "value_max": "120"}, "equal", "持平"),
            (
                {"comparator": "between", "target_max": D(120)},
                {"value": "105", "value_max": "115"},
                "better",
                "优于目标",
            ),
            (
                {"comparator": "between", "target_max": D(120)},
                {"value": "90", "value_max": "115"},
                "worse",
                "差 10 ppm",
            ),
            ({"comparator": "between", "target_max": D(120)}, {"value": "110"}, "equal", "持平"),
            ({"comparator": "between"}, {"value": "100"}, "equal", "持平"),
            ({"comparator": "tolerance", "target_max": D(5)}, {"value": "104"}, "equal", "持平"),
            ({"comparator": "tolerance", "target_max": D(5)}, {"value": "106"}, "worse", "差 1 ppm"),
            ({"comparator": "bool", "target": None}, {"value": "是"}, "equal", "持平"),
            ({"comparator": "bool", "target": D(1)}, {"value": False}, "worse", "未达目标"),
            ({"comparator": "bool", "target": D(0)}, {"value": "no"}, "equal", "持平"),
            ({"comparator": "bool"}, {"value": "也许"}, "unreadable", ""),
            ({"comparator": "enum", "options": ["甲", "乙"]}, {"value": "乙"}, "equal", "持平"),
            ({"comparator": "enum", "options": ["甲", "乙"]}, {"value": "丙"}, "worse", "未达目标"),
        ],
    )
    def test_a_promise_stands_to_its_target(self, fields, promise, status, words):
        verdict = compare(IndicatorFactory.build(challenge=None, **fields), promise)
        assert (verdict.status, verdict.words) == (status, words)

    def test_worse_only_as_a_declared_deviation(self, proposal):
        indicator = proposal.challenge.indicators.get()
        path = f"commitments.{indicator.pk}"
        assert put(proposal, "commitments", {str(indicator.pk): {"value": "150"}}) == [(f"{path}.value", "worse")]
        assert "氧含量" in problems(proposal, NOW)[0].message
        assert put(proposal, "commitments", {str(indicator.pk): {"value": "150", "deviation": "原料所限"}}) == []
        assert put(proposal, "commitments", {}) == [(f"{path}.value", "required")]
        assert put(proposal, "commitments", {str(indicator.pk): {"value": "低"}}) == [(f"{path}.value", "unreadable")]
        assert put(proposal, "commitments", {str(indicator.pk): {"value": "1", "unit": "kg"}}) == [
            (f"{path}.unit", "unit")
        ]
        long = {"value": "90", "evidence": "长" * 1001, "deviation": 5}
        assert put(proposal, "commitments", {str(indicator.pk): long}) == [(f"{path}.evidence", "too_long")]

    def test_a_wished_indicator_may_stay_empty_or_be_worse(self, proposal):
        indicator = IndicatorFactory(
            challenge=proposal.challenge, mandatory=False, position=9, comparator="bool", unit=""
        )
        assert found(proposal, "commitments") == []
        data = proposal.sections.get(key="commitments").data
        assert put(proposal, "commitments", {**data, str(indicator.pk): {"value": "否"}}) == []
        assert put(proposal, "commitments", {**data, str(indicator.pk): {"value": "也许"}}) == [
            (f"commitments.{indicator.pk}.value", "unreadable")
        ]
        indicator.mandatory = True
        indicator.save()
        assert put(proposal, "commitments", data) == [(f"commitments.{indicator.pk}.value", "required")]


def test_an_expired_certificate_is_named_with_its_date(proposal):
    Condition.objects.create(
        challenge=proposal.challenge, position=1, kind="certificate", params={"types": ["little_giant"]}
    )
    Certificate.objects.create(
        organisation=proposal.organisation,
        type="little_giant",
        issued_on=datetime.date(2023, 5, 1),
        expires_on=datetime.date(2026, 5, 31),
        verification="verified",
    )
    assert found(proposal) == [("conditions.0", "certificate")]
    message = str(problems(proposal, NOW)[0].message)
    assert "2026" in message and "31" in message


def test_milestones_are_planned_in_time(proposal):
    milestone = proposal.challenge.milestones.get()
    for month, code in (("13", "late"), ("0", "late"), ("1.5", "whole"), ("", "required"), ("一月", "chinese_digits")):
        data = {str(milestone.pk): {"month": month, "output": "样件"}}
        assert put(proposal, "schedule", data) == [(f"schedule.{milestone.pk}.month", code)]


def test_rights_and_people_are_rows_and_empty_rows_do_not_count(proposal):
    assert put(proposal, "ip", {"freedom": "无", "background": [{}, {"name": ""}, {"name": "专利"}]}) == [
        ("ip.background.2.owner", "required")
    ]
    assert put(proposal, "team", {"people": [{"name": "甲", "unit": "乙", "task": "丙", "months": "-1"}]}) == [
        ("team.people.0.months", "negative"),
        ("team.people.0.email", "required"),
    ]
    assert put(proposal, "team", {"people": [{}]}) == [("team.people", "required")]


class TestBudget:
    def test_sums_and_sources_must_agree(self, proposal):
        data = proposal.sections.get(key="budget").data
        data["sources"]["self"] = "8.00"
        assert put(proposal, "budget", data) == [("budget.sources.self", "gap")]
        assert "少 8.00 万元" in problems(proposal, NOW)[0].message
        data["sources"]["self"], data["cells"]["labour"] = "0", {"self": "5"}
        assert put(proposal, "budget", data) == [("budget.sources.self", "gap")]
        assert "多 5.00 万元" in problems(proposal, NOW)[0].message

    def test_no_more_than_the_challenge_offers_unless_open_to_talks(self, proposal):
        data = {"cells": {"equipment": {"lead": "700"}}, "sources": {"lead": "700"}}
        assert put(proposal, "budget", data) == [("budget.sources.lead", "beyond_offer")]
        proposal.challenge.negotiable = True
        assert found(proposal, "budget") == []

    @pytest.mark.parametrize("typed", ["-1", "1.234", "很多", "1e20", []])
    def test_amounts_are_amounts(self, proposal, typed):
        path = "budget.cells.labour.self"
        assert put(proposal, "budget", {"cells": {"labour": {"self": typed}}}) == [(path, "amount")]

    def test_indirect_costs_of_fiscal_money_have_a_ceiling(self, proposal):
        data = {
            "cells": {"operating": {"fiscal": "100"}, "indirect": {"fiscal": "30.01", "self": "500"}},
            "sources": {"fiscal": "130.01", "self": "500"},
        }
        assert put(proposal, "budget", data) == [("budget.cells.indirect.fiscal", "indirect_ceiling")]
        rules = proposal.challenge.rules_on(datetime.date(2026, 6, 1))
        assert ceiling_of(budget_of(data), rules) == D("30.00")

    @pytest.mark.parametrize(("direct", "most"), [("500", "150"), ("1000", "275"), ("1500", "375"), ("0", "0")])
    def test_the_ceiling_falls_by_bands(self, direct, most):
        assert indirect_ceiling(D(direct), [[500, 30], [1000, 25], [None, 20]]) == D(most)

    def test_sums(self):
        budget = budget_of({"cells": {"labour": {"self": "1.5", "lead": "2"}}, "sources": {"self": "1.5", "lead": "2"}})
        assert isinstance(budget, Budget)
        assert (budget.by_category("labour"), budget.spent, budget.raised) == (D("3.5"), D("3.5"), D("3.5"))

    def test_an_honour_challenge_needs_no_money(self):
        challenge = accepting_challenge(mode="honour", total_wan=0, enterprise_wan=0, fiscal_wan=0)
        proposal = complete_proposal(challenge)
        assert put(proposal, "budget", {}) == []


class TestConsortium:
    def partner(self, proposal, share="20", state="confirmed", **fields):
        leader = proposal.members.get(leader=True)
        leader.share -= D(share)
        leader.save()
        fields = {"kind": "institute"} | fields
        return Member.objects.create(
            proposal=proposal,
            organisation=OrganisationFactory(**fields),
            share=D(share),
            task="机理研究",
            state=state,
            created_at=NOW,
            updated_at=NOW,
        )

    def file(self, proposal, kind="agreement", **fields):
        return Attachment.objects.create(
            proposal=proposal,
            kind=kind,
            name="协议.pdf",
            content_type="application/pdf",
            size=9,
            sha256="0" * 64,
            uploaded_by=proposal.prepared_by,
            uploaded_at=NOW,
            **fields,
        )

    def test_shares_of_99_percent_are_named(self, proposal):
        proposal.members.update(share=D("99.00"))
        assert found(proposal, "consortium") == [("consortium.shares", "shares")]
        assert "合计 99%" in problems(proposal, NOW)[0].message

    def test_a_consortium_needs_its_agreement(self, proposal):
        self.partner(proposal)
        assert found(proposal) == [("attachments.agreement", "required")]
        file = self.file(proposal)
        assert found(proposal) == []
        file.scan_state = "blocked"
        file.save()
        assert found(proposal) == [(f"attachments.{file.pk}", "blocked")]
        file.removed_at = NOW
        file.save()
        assert found(proposal) == [("attachments.agreement", "required")]

    def test_each_place_must_be_in_order(self, proposal):
        member = self.partner(proposal, state="invited", verification="pending")
        Member.objects.filter(pk=member.pk).update(task="")
        assert found(proposal, "consortium") == [
            (f"consortium.{member.pk}.state", "unconfirmed"),
            (f"consortium.{member.pk}.organisation", "unverified"),
            (f"consortium.{member.pk}.task", "required"),
        ]

    def test_size_leader_and_share_of_smes_follow_the_rules(self, proposal):
        self.partner(proposal, share="50")
        assert ("consortium.shares", "sme_share") in found(proposal, "consortium")
        for _n in range(4):
            self.partner(proposal, share="1")
        assert ("consortium", "too_many") in found(proposal, "consortium")
        proposal.organisation.size_class = "large"
        proposal.organisation.save()
        assert ("consortium.leader", "leader_not_sme") in found(proposal, "consortium")

    def test_no_tie_to_the_lead_firm(self, proposal):
        lead = proposal.challenge.lead
        lead.legal_representative = "韩述"
        lead.save()
        proposal.organisation.legal_representative = " 韩述 "
        proposal.organisation.save()
        own = proposal.members.get()
        assert found(proposal, "consortium") == [(f"consortium.{own.pk}.organisation", "control_relation")]

    def test_a_firm_stands_in_one_proposal_only(self, proposal):
        other = complete_proposal(proposal.challenge)
        Member.objects.create(
            proposal=other,
            organisation=proposal.organisation,
            share=D(10),
            state="confirmed",
            created_at=NOW,
            updated_at=NOW,
        )
        assert found(proposal, "consortium") == [("consortium", "elsewhere")]
        other.state = "expired"
        other.save()
        assert found(proposal, "consortium") == []


def test_the_difference_is_read_by_section_and_field(proposal):
    indicator = proposal.challenge.indicators.get()
    before = snapshot(proposal)
    proposal.sections.filter(key="commitments").update(data={str(indicator.pk): {"value": "85", "unit": "ppm"}})
    proposal.sections.filter(key="team").update(data={"people": [{"name": "甲"}, "乙"]})
    proposal.sections.filter(key="declarations").update(data={"integrity": False, "truth": True})
    proposal.members.update(task="总体")
    lines = [
        (change.section, change.label, change.before, change.after)
        for change in changes(proposal, before, snapshot(proposal))
    ]
    assert ("commitments", "氧含量 · 承诺值", "100 ppm", "85 ppm") in lines
    assert ("team", "第 1 行 · 姓名", "陆怀瑾", "甲") in lines
    assert ("team", "第 2 行", "", "乙") in lines
    assert ("declarations", "科研诚信承诺", "是", "") in lines
    name = proposal.organisation.name
    assert ("consortium", "", f"{name}，份额 100.00%，任务未填", "") in lines
    assert ("consortium", "", "", f"{name}，份额 100.00%，总体") in lines
    assert changes(proposal, before, before) == []
    with_file = before | {"attachments": [{"name": "报告.pdf"}]}
    assert [change.after for change in changes(proposal, before, with_file)] == ["报告.pdf"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_problems_cost_the_same_for_many_rows(proposal, rows, django_assert_num_queries):
    for n in range(rows):
        IndicatorFactory(challenge=proposal.challenge, position=n + 10)
        proposal.challenge.milestones.create(position=n + 10, name="节点", due_month=6)
    fresh = Proposal.objects.select_related("challenge__batch", "challenge__lead", "organisation").get(pk=proposal.pk)
    with django_assert_num_queries(17):
        assert len(problems(fresh, NOW)) == 3 * rows
