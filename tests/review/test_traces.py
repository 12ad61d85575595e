"""Neutral words: every way in which a firm or a person is named in a text goes, and the matter of the text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.review.access.traces import Firm, Human, collect, fold, forms_of_firm, hide, hide_all, met

LEADER = Firm(
    name="凝冽陶瓷（苏州）科技股份有限公司",
    name_en="Ninglie Ceramics (Suzhou) Co., Ltd.",
    short_name="凝冽陶瓷",
    uscc="91320505XNQY00010G",
    domains=("ninglie.com.cn",),
    places=("江苏省", "苏州市", "江苏", "苏州"),
)
MEMBER = Firm(name="甘棠大学", uscc="12320000XNQY00021A")
PEOPLE = [Human("陆怀瑾", ("luhj@ninglie.com.cn", "13800000001")), Human("欧阳静"), Human("John Smith")]
TRACES = collect(
    [("申报单位", LEADER), ("成员单位 2", MEMBER)],
    [(f"项目人员 {n}", human) for n, human in enumerate(PEOPLE, start=1)],
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("凝冽陶瓷（苏州）科技股份有限公司提出", "申报单位提出"),
        ("凝冽陶瓷(苏州)科技股份有限公司", "申报单位"),
        ("凝冽陶瓷科技有限公司", "申报单位"),
        ("江苏省凝冽陶瓷科技", "申报单位"),
        ("苏州凝冽陶瓷的产线", "申报单位的产线"),
        ("凝冽品牌", "申报单位品牌"),
        ("凝 冽·陶【瓷】产线", "申报单位产线"),
        ("凝冽\n陶瓷", "申报单位"),
        ("ＮＩＮＧＬＩＥ公司", "申报单位"),
        ("ninglietaoci 的样品", "申报单位 的样品"),
        ("Ninglie Ceramics (Suzhou) Co., Ltd.", "申报单位."),
        ("甘棠大学的实验室", "成员单位 2的实验室"),
        ("陆怀瑾、陆工、陆博士", "项目人员 1、项目人员 1、项目人员 1"),
        ("欧阳静与欧阳教授", "项目人员 2与项目人员 2"),
        ("Lu Huai-jin, HUAIJIN LU", "项目人员 1, 项目人员 1"),
        ("Smith, John; John SMITH", "项目人员 3; 项目人员 3"),
        ("138-0000-0001", "项目人员 1"),
        ("luhj@ninglie.com.cn", "项目人员 1"),
        ("ｓａｌｅｓ＠ninglie.com.cn", "ｓａｌｅｓ＠申报单位"),
        ("代码９１３２０５０５ＸＮＱＹ０００１０Ｇ", "代码申报单位"),
        ("组织机构代码 XNQY0001-0", "组织机构代码 申报单位"),
    ],
)
def test_a_name_is_found_however_it_is_typed(written, read):
    assert hide(TRACES, written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("见 zhou.y@foo.org", "见 ［邮箱］"),
        ("见 https://foo.org/a?b=1，第 3 页", "见 ［网址］，第 3 页"),
        ("电话 0512-62888888、１３９１２３４５６７８", "电话 ［电话］、［电话］"),
        ("代码 91210112XNQY00099H", "代码 ［代码］"),
        ("专利 ZL 2021 1 0123456.7 与 CN112345678A", "专利 ［专利号］ 与 ［专利号］"),
    ],
)
def test_addresses_numbers_and_codes_go_whosever_they_are(written, read):
    assert hide(TRACES, written) == read


@pytest.mark.parametrize(
    "matter",
    [
        "氧含量 ≤ 100 ppm，800 V、12 英寸，2021-2023 年共 1380 件；误差 ±0.05%",
        "陆工艺路线、陆总结报告、施工图、高工时",
        "先进陶瓷材料与智能装备，技术路线清楚",
        "GB/T 14265-2017 与 ISO 9001，牌号 TC4",
        "江苏省苏州市的产业基础",
    ],
)
def test_the_matter_stays_word_for_word(matter):
    assert hide(TRACES, matter) == matter


def test_everyday_words_as_the_core_of_a_name_do_not_tear_the_text():
    traces = collect([("申报单位", Firm(name="先进科技有限公司", short_name="先进"))], [])
    assert hide(traces, "先进的路线，先进科技有限公司的产线") == "先进的路线，申报单位的产线"


def test_a_masked_name_or_number_says_nothing():
    traces = collect([], [("项目人员 1", Human("张*", ("138****0001",)))])
    assert (traces.loose, traces.strict, traces.titles) == (None, None, ())
    assert hide(traces, "张力 138 项") == "张力 138 项"


def test_typed_data_is_read_to_the_last_text():
    data = {"a": ["凝冽陶瓷", {"b": "陆怀瑾"}], "n": 3, "none": None, "yes": True}
    assert hide_all(TRACES, data) == {"a": ["申报单位", {"b": "项目人员 1"}], "n": 3, "none": None, "yes": True}


SIGNS = "凝冽澜屿栖穹芥珈黍谛眸砺衡"
NAMES = st.text(SIGNS, min_size=2, max_size=6)
LEGAL_FORMS = st.sampled_from(["有限公司", "股份有限公司", "（苏州）有限公司", "科技有限责任公司", "集团", ""])
BETWEEN = st.sampled_from(["", " ", "·", "　", "-", "\u200b", "\n", "（", "）"])
AROUND = st.text("，。采用路线100 ppm产线与", max_size=12)


@st.composite
def planted(draw):
    """A firm and a text in which one of its forms stands, with signs between and in full width."""
    firm = Firm(name=draw(NAMES) + draw(LEGAL_FORMS), short_name=draw(NAMES), uscc="91320505XNQY00010G")
    form = draw(st.sampled_from(forms_of_firm(firm)))
    signs = [chr(ord(sign) + 0xFEE0) if sign.isascii() and draw(st.booleans()) else sign for sign in form]
    words = "".join(sign + draw(BETWEEN) for sign in signs)
    return firm, draw(AROUND) + "，" + words + "，" + draw(AROUND), form


@given(planted())
def test_nothing_of_a_planted_name_is_left(case):
    firm, text, form = case
    traces = collect([("申报单位", firm)], [])
    read = hide(traces, text)
    assert "申报单位" in read
    assert met(traces, read) == []
    assert form not in fold(read)


@given(planted(), st.text(max_size=60))
def test_hiding_twice_changes_nothing_more(case, other):
    firm, text, _form = case
    traces = collect([("申报单位", firm)], [("项目人员 1", Human("陆怀瑾", ("13800000001",)))])
    once = hide(traces, text + other)
    assert hide(traces, once) == once


@given(st.text("abc凝冽陆，。 12", max_size=80))
def test_a_text_without_any_trace_is_returned_as_it_was(text):
    traces = collect([("申报单位", Firm(name="黍微碳材有限公司"))], [])
    assert hide(traces, text) == text
