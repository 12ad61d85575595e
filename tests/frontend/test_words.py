"""Times, sums and titles as readers see them."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from frontend.kit import amounts, moments, names
from frontend.kit.titles import broken

DEADLINE = datetime.datetime(2026, 11, 30, 9, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("form", "chinese", "english"),
    [
        ("exact", "11月30日 周一 17:00:00", "30 Nov 2026, 17:00 (UTC+8)"),
        ("full", "2026年11月30日 周一 17:00", "30 Nov 2026, 17:00"),
        ("short", "11-30 17:00", "30 Nov, 17:00"),
        ("near", "11月30日 17:00", "30 Nov 2026, 17:00"),
        ("brief", "11-30", "30 Nov"),
        ("day", "11月30日", "30 Nov 2026"),
        ("date", "2026年11月30日", "30 Nov 2026"),
        ("iso", "2026-11-30", "2026-11-30"),
        ("weekday", "周一 17:00", "Mon 17:00"),
    ],
)
def test_a_moment_is_said_in_beijing_time_and_in_the_readers_language(form, chinese, english):
    with translation.override("zh-hans"):
        assert moments.FORMS[form](DEADLINE) == chinese
    with translation.override("en"):
        assert moments.FORMS[form](DEADLINE) == english


@pytest.mark.parametrize("last", ["2026-10-10T15:59:59+00:00", "2026-10-10T16:00:00+00:00"])
def test_a_public_period_ends_at_24_of_its_last_day(last):
    assert moments.end(datetime.datetime.fromisoformat(last)) == "10月10日 周六 24:00"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"minutes": 5}, "5 分"),
        ({"hours": 6, "minutes": 36}, "6 小时 36 分"),
        ({"hours": 6}, "6 小时"),
        ({"days": 3, "hours": 6, "minutes": 59}, "3 天 6 小时"),
        ({"days": 3}, "3 天"),
        ({"days": 35, "hours": 3}, "35 天"),
        ({"days": -1, "hours": -2}, "逾期 1 天 2 小时"),
    ],
)
def test_what_is_left_is_said_in_two_units(span, words):
    at = DEADLINE - datetime.timedelta(**span)
    assert moments.left(DEADLINE, at) == words


def test_a_deadline_within_a_week_is_near_and_a_passed_one_is_not():
    day = datetime.timedelta(days=1)
    assert moments.soon(DEADLINE, DEADLINE - 7 * day)
    assert moments.soon(DEADLINE, DEADLINE)
    assert not moments.soon(DEADLINE, DEADLINE - 8 * day)
    assert not moments.soon(DEADLINE, DEADLINE + datetime.timedelta(seconds=1))


def test_money_has_two_decimals_and_comma_groups():
    assert amounts.money(Decimal(1700)) == "1,700.00"
    assert amounts.money(None) == ""
    assert amounts.whole(Decimal("4800.00")) == "4,800"
    assert amounts.whole(Decimal("4800.5")) == "4,800.50"
    assert amounts.millions(Decimal(4800)) == "48"


@pytest.mark.parametrize(
    ("wan", "words"),
    [
        ("800", "捌佰万元整"),
        ("0", "零元整"),
        ("0.1005", "壹仟零伍元整"),
        ("0.100503", "壹仟零伍元零叁分"),
        ("0.00005", "伍角"),
        ("1100", "壹仟壹佰万元整"),
        ("10000", "壹亿元整"),
        ("10001.5", "壹亿零壹万伍仟元整"),
        ("1200.35", "壹仟贰佰万叁仟伍佰元整"),
    ],
)
def test_a_sum_in_capital_figures(wan, words):
    assert amounts.capital(Decimal(wan)) == words


def test_a_restricted_sum_is_a_band():
    assert amounts.banded(Decimal(800)) == "500–1,000"
    assert amounts.banded(Decimal(50)) == "< 100"
    assert amounts.banded(Decimal(9000)) == "≥ 3,000"


def indicator(comparator, **values):
    given = {"unit": "", "baseline": None, "target": None, "target_max": None, "options": []}
    return SimpleNamespace(comparator=comparator, **{**given, **values})


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (indicator("le", target=Decimal("100.000000"), unit="ppm"), "≤ 100 ppm"),
        (indicator("ge", target=Decimal("0.92")), "≥ 0.92"),
        (indicator("between", target=Decimal(10), target_max=Decimal(20), unit="%"), "10–20 %"),
        (indicator("tolerance", target=Decimal(5), target_max=Decimal("0.1"), unit="mm"), "5 ± 0.1 mm"),
        (indicator("enum", options=["A", "B"]), "A、B"),
        (indicator("ge", target=Decimal(200000), unit="次"), "≥ 200,000 次"),
    ],
)
def test_the_comparator_stands_before_the_number(item, words):
    assert amounts.asked(item) == words


def test_a_title_breaks_between_words_only():
    title = "工业燃气轮机用镍基高温合金球形粉末低氧批量制备技术"
    pieces = broken(title)
    assert "".join(pieces) == title
    assert not any(piece.startswith("用") or len(piece) == 1 for piece in pieces)
    assert "".join(broken("面向 800 V 平台的碳化硅功率模块")) == "面向 800 V 平台的碳化硅功率模块"
    assert any("800 V" in piece for piece in broken("面向 800 V 平台的碳化硅功率模块"))


def test_names_lose_their_legal_form_and_places_their_kind():
    assert names.short_firm("睿泽显示科技股份有限公司") == "睿泽显示科技"
    assert names.short_firm("某某有限公司", "某某") == "某某"
    assert names.place("山东省", "", "济南市", "") == "山东济南"
    assert names.place("上海市", "", "市辖区", "") == "上海"
    assert names.place("广西壮族自治区", "", "", "") == "广西"
    with translation.override("en"):
        assert names.place("上海市", "Shanghai", "市辖区", "Districts") == "Shanghai"
        assert names.place("山东省", "Shandong", "济南市", "Jinan") == "Jinan, Shandong"
