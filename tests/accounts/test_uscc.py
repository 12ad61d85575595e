"""GB 32100-2015, the credit code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Invalid
from accounts.rules import uscc

REAL = "91210112XNQY00010G"
FULL_WIDTH = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})
places = st.integers(min_value=0, max_value=17)
signs = st.sampled_from(uscc.ALPHABET)


def refusal(text):
    with pytest.raises(Invalid) as caught:
        uscc.check(text)
    (problem,) = caught.value.problems
    assert problem.field == "uscc"
    return problem


def code_of(head):
    return head + uscc.check_digit(head)


def test_a_right_code_passes_without_a_warning():
    assert uscc.check(REAL, known_region=lambda region: region == "210112") == uscc.Checked(REAL)


@pytest.mark.parametrize(
    "typed",
    [
        REAL.lower(),
        REAL.translate(FULL_WIDTH),
        REAL.lower().translate(FULL_WIDTH),
        f"  {REAL[:2]} {REAL[2:8]}\u3000{REAL[8:17]}-{REAL[17]}\t",
        f"\u200b{REAL}\ufeff",
    ],
)
def test_width_case_and_spaces_do_not_matter(typed):
    assert uscc.check(typed).code == REAL


@given(place=places, sign=signs)
def test_any_other_character_is_refused_by_the_check_digit(place, sign):
    changed = REAL[:place] + sign + REAL[place + 1 :]
    if changed == REAL:
        return
    problem = refusal(changed)
    assert problem.code == "uscc_check_digit"
    assert "校验码（第 18 位）" in problem.message
    assert f"应为 {uscc.check_digit(changed)}，填写的是 {changed[17]}" in problem.message


def test_the_refusal_names_what_the_check_digit_should_be():
    assert "应为 G，填写的是 H" in refusal(REAL[:17] + "H").message


@given(head=st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17), place=places, sign=signs)
def test_no_single_change_of_any_code_passes(head, place, sign):
    code = code_of(head)
    assert uscc.check(code).code == code
    changed = code[:place] + sign + code[place + 1 :]
    if changed != code:
        assert refusal(changed).code == "uscc_check_digit"


@given(head=st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17), place=st.integers(0, 16))
def test_no_swap_of_neighbours_passes(head, place):
    code = code_of(head)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        assert refusal(swapped).code == "uscc_check_digit"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(typed):
    try:
        assert len(uscc.check(typed).code) == 18
    except Invalid as refused:
        assert len(refused.problems) == 1


@pytest.mark.parametrize("head", ["A1100000XNQY00010", "N2320505XNQY00010", "Y1320505XNQY00010"])
def test_authorities_with_a_letter_are_valid(head):
    assert uscc.check(code_of(head), known_region=lambda region: region == "320505") == uscc.Checked(code_of(head))


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_are_never_used_are_named_with_their_place(letter):
    problem = refusal(REAL[:9] + letter + REAL[10:])
    assert problem.code == "uscc_sign"
    assert f"第 10 位“{letter}”" in problem.message


@pytest.mark.parametrize(("typed", "length"), [(REAL[:-1], 17), (REAL + "0", 19)])
def test_another_length_is_refused(typed, length):
    problem = refusal(typed)
    assert (problem.code, f"现为 {length} 位" in problem.message) == ("uscc_length", True)


def test_nothing_is_asked_for():
    assert refusal(" ").code == "required"


def test_a_wrong_inner_digit_and_an_unknown_region_only_warn():
    inner_wrong = code_of(REAL[:16] + ("1" if REAL[16] != "1" else "2"))
    checked = uscc.check(inner_wrong, known_region=lambda region: False)
    assert checked.code == inner_wrong
    assert [warning.code for warning in checked.warnings] == ["uscc_inner_check_digit", "uscc_region"]
    assert "应为 0，填写的是 1" in checked.warnings[0].message
    assert "210112" in checked.warnings[1].message


@pytest.mark.parametrize(("body", "digit"), [("XNQY0001", "0"), ("XNQY0101", "3"), ("D2143569", "X")])
def test_the_inner_digit_is_that_of_the_standard(body, digit):
    assert uscc.inner_check_digit(body) == digit
