"""Eligibility: what each typed condition says of a firm, and why; an expired certificate is named with its date."""

import datetime

import pytest

from challenges.listing.access.eligibility import FAIL, KINDS, MANUAL, OK, check, problems_of, requirement
from challenges.listing.models import Condition
from tests.factories.accounts import CertificateFactory, OrganisationFactory
from tests.factories.challenges import NOW, accepting_challenge

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 7, 1)


def verdict(kind, params, firm, *partners):
    """What one condition says of a firm and its partners."""
    condition = Condition(kind=kind, params=params)
    [found] = check(None, firm, partners, on=ON, conditions=[condition])
    assert found.kind == kind
    assert found.requirement == requirement(condition)
    return found.result, found.reason


def firm(**fields):
    return OrganisationFactory(**fields)


@pytest.mark.parametrize(
    ("kind", "params", "fields", "expected"),
    [
        ("size_class", {"classes": ["small", "micro"]}, {"size_class": "small"}, (OK, "按标准划为小型。")),
        ("size_class", {"classes": ["micro"]}, {"size_class": "large"}, (FAIL, "按标准划为大型，不在要求之内。")),
        ("size_class", {"classes": ["micro"]}, {"size_class": ""}, (FAIL, "尚未填写划型数据，无法判定规模。")),
        ("region", {"regions": ["3205", "21"]}, {"region_code": "210112"}, (OK, "注册地：浑南区。")),
        ("region", {"regions": ["3205"]}, {"region_code": "210112"}, (FAIL, "注册地为浑南区，不在要求之内。")),
        ("region", {"regions": ["3205"]}, {"region_code": ""}, (FAIL, "注册地为未填写，不在要求之内。")),
        ("kind", {"kinds": ["sme"]}, {"kind": "sme"}, (OK, "单位类型：中小企业。")),
        ("kind", {"kinds": ["sme"]}, {"kind": "institute"}, (FAIL, "单位类型为高校院所，不在要求之内。")),
        (
            "established",
            {"years": "3"},
            {"established": datetime.date(2023, 7, 1)},
            (OK, "成立于 2023-07-01。"),
        ),
        (
            "established",
            {"years": 3},
            {"established": datetime.date(2023, 7, 2)},
            (FAIL, "成立于 2023-07-02，不满 3 年。"),
        ),
        ("established", {"years": 3}, {"established": None}, (FAIL, "没有登记成立日期。")),
        ("text", {"text": "有百级洁净间"}, {}, (MANUAL, "由审查员核对，请在申报书中说明。")),
        ("consortium", {"allowed": False}, {}, (OK, "由一家单位申报。")),
    ],
)
def test_what_a_condition_says(kind, params, fields, expected):
    assert verdict(kind, params, firm(**fields)) == expected


@pytest.mark.parametrize(
    ("params", "partners", "expected"),
    [
        ({"allowed": False}, 1, (FAIL, "现有 2 家单位，本榜单不接受联合体。")),
        ({"allowed": True, "max": 2}, 1, (OK, "现有 2 家单位。")),
        ({"allowed": True, "max": "2"}, 2, (FAIL, "现有 3 家单位，超过 2 家的上限。")),
    ],
)
def test_how_many_may_come_together(params, partners, expected):
    assert verdict("consortium", params, firm(), *(firm() for _n in range(partners))) == expected


GIANT = {"types": ["little_giant"]}


def giant(holder, until, **fields):
    return CertificateFactory(organisation=holder, type="little_giant", expires_on=until, **fields)


def test_an_expired_certificate_is_named_with_its_date():
    holder = firm()
    giant(holder, datetime.date(2026, 6, 30))
    result, reason = verdict("certificate", GIANT, holder)
    assert (result, "已于 2026-06-30 到期。" in reason) == (FAIL, True)


def test_the_last_day_of_a_certificate_still_counts_and_the_longest_is_named():
    holder = firm()
    giant(holder, ON)
    giant(holder, datetime.date(2026, 12, 31))
    result, reason = verdict("certificate", GIANT, holder)
    assert (result, "有效期至 2026-12-31" in reason) == (OK, True)


def test_a_certificate_that_is_missing_refused_removed_or_a_partners_own_does_not_count():
    holder, partner = firm(), firm()
    giant(partner, datetime.date(2028, 1, 1))
    giant(holder, datetime.date(2028, 1, 1), verification="refused")
    giant(holder, datetime.date(2028, 1, 1), removed_at=NOW)
    assert verdict("certificate", GIANT, holder, partner) == (FAIL, "没有登记这类证书。")


def test_a_certificate_to_come_does_not_count_yet():
    holder = firm()
    giant(holder, datetime.date(2029, 6, 30), issued_on=datetime.date(2026, 7, 2))
    result, reason = verdict("certificate", GIANT, holder)
    assert (result, reason.endswith("尚未生效。")) == (FAIL, True)


@pytest.mark.parametrize(
    ("kind", "params", "field"),
    [
        ("tea", {}, "kind"),
        ("size_class", {}, "params"),
        ("size_class", {"classes": ["giant"]}, "params"),
        ("certificate", {"types": ["unknown"]}, "params"),
        ("region", {"regions": []}, "params"),
        ("region", {"regions": ["2"]}, "params"),
        ("region", {"regions": ["沈阳"]}, "params"),
        ("kind", {"kinds": ["bank"]}, "params"),
        ("consortium", {"allowed": True, "max": 1}, "params"),
        ("consortium", {"allowed": True}, "params"),
        ("established", {"years": 0}, "params"),
        ("established", {}, "params"),
        ("text", {"text": " "}, "params"),
    ],
)
def test_a_condition_that_cannot_be_decided_is_refused(kind, params, field):
    assert [name for name, _words in problems_of(kind, params)] == [field]


SOUND = {
    "size_class": {"classes": ["small"]},
    "certificate": {"types": ["high_tech"]},
    "region": {"regions": ["3205"]},
    "kind": {"kinds": ["sme"]},
    "consortium": {"allowed": True, "max": 4},
    "established": {"years": 3},
    "text": {"text": "有洁净间"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_name_a_requirement_and_no_problem_when_sound(kind):
    assert str(KINDS[kind].label())
    assert list(problems_of(kind, SOUND[kind])) == []
    assert requirement(Condition(kind=kind, params=SOUND[kind]))


def test_the_conditions_of_a_challenge_are_judged_in_their_order(django_assert_num_queries):
    challenge = accepting_challenge()
    for position, kind in enumerate(("kind", "size_class", "text"), start=1):
        Condition.objects.create(challenge=challenge, position=position, kind=kind, params=SOUND[kind])
    applicant = firm()
    with django_assert_num_queries(2):
        found = check(challenge, applicant, on=ON)
    assert [(verdict.kind, verdict.result) for verdict in found] == [("kind", OK), ("size_class", OK), ("text", MANUAL)]
