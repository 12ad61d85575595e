"""Length is not substance: filler is refused in words, short true sentences pass, names of nobody are no names."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.actions.checking import reason_given
from accounts.errors import Invalid
from accounts.queries.identity import unknown_by
from accounts.typed import substance
from accounts.typed.unreadable import Unreadable
from tests.factories.accounts import UserFactory
from tests.factories.review import known

FILLER = {
    "required": ["", "   ", "\n\t", "\u200b\u200d", None],
    "no_words": ["。。。", "12345678", "１２３", "——！！？", "3.14", "2026-11-30", "👍👍👍👍"],
    "no_substance": [
        *("x", "aaaa", "x" * 500, "哈哈哈哈", "asdf asdf", "qwerty asdfgh", "abc abc abc", "a b c d e f g"),
        *(
            "测试测试测试",
            "不实",
            "属实",
            "不同意",
            "理由理由理由",
            "没有理由。",
            "No reason.",
            "这是测试",
            "hello",
            "x1 x1 x1",
        ),
    ],
}
TRUE = [
    "营业执照与申报单位名称不一致",
    "证书过期",
    "刚刚调离",
    "缺附件3",
    "第3页无签章",
    "负责人 2024-05-01 起在发榜方任职",
    "expired certificate",
    "Page 3 of the score sheet is missing.",
    "Печать отсутствует",
    "ＩＳＯ ９００１ 证书已撤销",
]


@pytest.mark.parametrize(("code", "typed"), [(code, one) for code, rows in FILLER.items() for one in rows])
def test_filler_is_refused_in_words(code, typed):
    with pytest.raises(Unreadable) as caught:
        substance.reason(typed)
    assert (caught.value.code, str(caught.value)[-1]) == (code, "。")


@pytest.mark.parametrize("typed", TRUE)
def test_a_short_sentence_that_says_something_passes(typed):
    assert substance.reason(f" {typed}\n") == typed


@given(st.text(min_size=1, max_size=3), st.integers(1, 200))
@example("ab ", 80)
@example("不实。", 90)
def test_nothing_gains_by_being_said_again(unit, times):
    once = said(unit)
    assert said(unit * times) == once or (times > 1 and len(set(unit)) > 2)


def said(typed):
    """Return whether a text says something."""
    try:
        return bool(substance.reason(typed))
    except Unreadable:
        return False


@given(st.text(alphabet="0123456789 .,;:!?()[]{}-_/\\'\"。，；：！？（）、…—", max_size=300))
def test_digits_and_punctuation_never_are_a_reason(typed):
    assert not said(typed)


@pytest.mark.parametrize("typed", TRUE)
@pytest.mark.parametrize("around", ["%s。", "  %s", "“%s”", "1. %s", "%s\n\n%s"])
def test_what_stands_around_a_true_sentence_takes_nothing_from_it(typed, around):
    assert said(around.replace("%s", typed))


@pytest.mark.parametrize(
    "typed", ["", "x", "1", "12345", "第3页", "111111", "......", "附件一", "1234567", "aaaa bbbb"]
)
def test_what_names_no_document_is_no_source(typed):
    with pytest.raises(Unreadable) as caught:
        substance.source(typed)
    assert caught.value.code == ("no_source" if typed else "required")


@pytest.mark.parametrize(
    "typed",
    ["202310123456", "ZL 2023 1 0123456.7", "http://a.example.cn/1", "辽科发〔2026〕15号", "检测报告", "GB/T 38659"],
)
def test_a_title_a_number_and_an_address_name_a_document(typed):
    assert substance.source(typed) == typed


@pytest.mark.parametrize(
    "name", ["张三", "丽丽", "欧阳娜娜", "Li Ming", "O'Brien", "阿卜杜拉·买买提", "Musa Tester-Okoye"]
)
def test_these_are_names(name):
    assert substance.is_name(name)


@pytest.mark.parametrize(
    "name", ["", " ", "x", "aa", "王某", "人员12", "test", "User", "admin", "a@b.cn", "匿名", "测试用户"]
)
def test_these_are_names_of_nobody(name):
    assert not substance.is_name(name)


def test_a_reason_is_refused_beside_its_field():
    assert reason_given(" 证书过期 ", field="note", longest=4) == "证书过期"
    for text, code in (("x", "no_substance"), ("", "required"), ("证书已经过期", "too_long")):
        with pytest.raises(Invalid) as caught:
            reason_given(text, field="note", longest=4, empty="请写明。")
        assert [(one.field, one.code) for one in caught.value.problems] == [("note", code)]


@pytest.mark.django_db
def test_a_person_is_known_by_name_and_mailbox():
    person = UserFactory(name="")
    assert list(unknown_by(person)) == ["name", "mail"]
    assert person.email in unknown_by(person)["mail"]
    assert unknown_by(known(person)) == {}
    person.is_program = True
    assert list(unknown_by(person)) == ["name"]
