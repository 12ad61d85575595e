"""What people type, folded: all spellings of one thing are one; what is ambiguous is refused."""

import datetime
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.typed import code, day, mail, number, phone, text
from accounts.typed.unreadable import Unreadable
from tests.typed import variants

TODAY = datetime.date(2026, 11, 29)
anything = st.text(max_size=40) | st.text(
    st.sampled_from("aAＡéß İﬀ1１.,。-－()（）“”'·@＠<>;；转/、" + "".join(variants.INVISIBLE + variants.BLANKS)),
    max_size=30,
)


def one_by_one(typed: str) -> str:
    """Fold a name the slow way: sign by sign, every step until it changes nothing more."""

    def plain(found):
        while (folded := text.line(unicodedata.normalize("NFKC", seen(found)))) != found:
            found = folded
        return found

    def seen(found):
        return text.line("".join(sign for sign in found if not text.invisible(sign)))

    def between_digits(found, place):
        return (
            found[place] in ".,"
            and re.match(r"\d", found[place - 1 : place])
            and re.match(r"\d", found[place + 1 : place + 2])
        )

    def bare(found):
        wide = plain(plain(found).casefold())
        gone = [text.idle(sign) or sign in ".," for sign in wide]
        return "".join(s for n, s in enumerate(wide) if not gone[n] or (n and between_digits(wide, n)))

    while (folded := bare(typed)) != typed:
        typed = folded
    return typed


def refusal(read, typed, **bounds):
    with pytest.raises(Unreadable) as caught:
        read(typed, **bounds)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("typed", variants.ADDRESSES, ids=ascii)
def test_one_mailbox_is_one_address(typed):
    assert mail.read(typed) == mail.folded(typed) == variants.ADDRESS


def test_a_domain_of_other_scripts_is_one_domain():
    spellings = ("a@单位.中国", "A@单位。中国", "a@xn--nqq01h.xn--fiqs8s", "a@XN--NQQ01H.xn--fiqs8s\u200b")
    assert {mail.read(typed) for typed in spellings} == {"a@xn--nqq01h.xn--fiqs8s"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a@b.cn;c@d.cn", "several"),
        ("a@b.cn c@d.cn", "several"),
        ("a@b.cn、c@d.cn", "several"),
        ("zhang san@b.cn", "bad_email"),
        ("abc", "bad_email"),
        ("a@b", "bad_email"),
        ("a@@b.cn", "bad_email"),
        ("@b.cn", "bad_email"),
        ("张@b.cn", "bad_email"),
        ("a@b..cn", "bad_email"),
        ("a@-b.cn", "bad_email"),
        (f"{'a' * 300}@b.cn", "too_long"),
    ],
)
def test_what_is_no_address_is_refused(typed, code):
    assert refusal(mail.read, typed) == code


@pytest.mark.parametrize("typed", variants.NAMES, ids=ascii)
def test_one_name_is_one_name(typed):
    assert text.folded(typed) == text.folded(variants.NAME)


def test_what_means_something_in_a_name_stays():
    names = ("A&B", "AB", "1.5度", "15度", "A+B", "一度", "C#")
    assert len({text.folded(name) for name in names}) == len(names)
    assert text.line(" 沈\u3000砚秋\u200b\n ") == "沈 砚秋"
    assert text.words("“镍基”\u200b") == "镍基"
    assert text.words("ＳｉＣ　模块") == "SiC 模块"
    # A rare sign of a name that this Python does not know yet, or a private one, is no invisible sign.
    assert text.line("\U00032000\ue000") == "\U00032000\ue000"


@pytest.mark.parametrize("typed", variants.CODES, ids=ascii)
def test_one_credit_code_is_one_code(typed):
    assert code.folded(typed) == variants.CODE


@pytest.mark.parametrize("typed", variants.PHONES, ids=ascii)
def test_one_mobile_is_one_number(typed):
    assert phone.read(typed) == variants.PHONE
    assert phone.key(typed) == phone.key(variants.PHONE) != frozenset()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0451-5550-0001 转 12", "0451-55500001转12"),
        ("(0451)55500001", "0451-55500001"),
        ("０４５１－５５５０－０００１", "0451-55500001"),
        ("0451-55500001-12", "0451-55500001转12"),
        ("010-5550-0000 ext. 8", "010-55500000转8"),
        ("+86 10 5550 0000", "010-55500000"),
        ("400 810 8888", "400-810-8888"),
        ("95588", "95588"),
        ("+49 30 123456", "+49 30 123456"),
        ("00852 2345 6789", "+852 2345 6789"),
        ("010-8888 8888 转 8012 / 13800138000", "010-88888888转8012、13800138000"),
        ("13800138000\n13900139000", "13800138000、13900139000"),
        ("13800138000，13800138000", "13800138000"),
        ("", ""),
        (None, ""),
    ],
)
def test_telephones_in_one_spelling(typed, kept):
    assert phone.read(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abc", "bad_phone"),
        ("138", "bad_phone"),
        ("1", "bad_phone"),
        ("138****0001", "bad_phone"),
        ("12912345678", "bad_phone"),
        ("1380013800", "bad_phone"),
        ("138001380000", "bad_phone"),
        ("1380013800O", "bad_phone"),
        ("45155500001", "bad_phone"),
        ("一三八", "bad_phone"),
        ("010-88888888/9", "bad_phone"),
        ("13800138000 13900139000", "bad_phone"),
        ("60150218", "no_area_code"),
        ("1.38001E+10", "lost_digits"),
        ("１．３８００１Ｅ＋１０", "lost_digits"),
        ("13800138000/13900139000/13700137000/13600136000", "several"),
        ("1" * 500, "several"),
    ],
)
def test_what_is_no_telephone_is_refused(typed, code):
    assert refusal(phone.read, typed) == code


def test_extensions_and_country_codes_do_not_part_one_switchboard():
    assert phone.key("0451-55500001转12") == phone.key("+86 451 5550 0001") == {"45155500001"}
    assert phone.key("95588") == phone.key("138****0001") == phone.key("") == frozenset()


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("1e5", "100000", ""),
        ("１５", "15", ""),
        ("1E+5", "100000", ""),
        ("1,000", "1000", ""),
        ("12,345.6", "12345.6", ""),
        ("1 234 567", "1234567", ""),
        ("3。5", "3.5", ""),
        (".5", "0.5", ""),
        ("5.", "5", ""),
        ("−5", "-5", ""),
        ("-0", "0", ""),
        ("+5", "5", ""),
        ("8.0", "8", ""),
        ("0.01 %", "0.01", "%"),
        ("0.01%", "0.01", "%"),
        ("１００ｐｐｍ", "100", "ppm"),
        ("100 ppm\u200b", "100", "ppm"),
        ("5 mg/L", "5", "mg/L"),
        ("5 m²", "5", "m²"),
        (8.0, "8", ""),
        (Decimal("1.50"), "1.5", ""),
    ],
)
def test_numbers_are_read_with_their_units(typed, value, unit):
    found = number.measured(typed)
    assert (number.shown(found.number), found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((typed, "comma") for typed in ("1,00", "0,5", "1,0000", "1234,567", "1，00", "1,234,56", "0,500")),
        *((typed, "chinese_digits") for typed in ("七十", "一百", "百分之五", "二〇二六")),
        *(
            (typed, "not_a_number")
            for typed in ("NaN", "Infinity", "-inf", "1_000", "²", "1²", "½", "0x10", "٣", "abc")
        ),
        *(
            (typed, "not_a_number")
            for typed in ("5~10", "5-10", "100±5", "≥100", "1/2", "1.2.3", "--5", "1 5", ".", "-")
        ),
        *((typed, "not_a_number") for typed in ("10^5", "1×10^5", "3·5", "1'000", True, None, [], {})),
        *((typed, "digits") for typed in ("1e400", "9" * 40, "9" * 5000, "0." + "1" * 40, 10**30, 1e30, "1e-99")),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_is_no_number_is_refused(typed, code):
    assert refusal(number.measured, typed) == code


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        *(
            (typed, "wan", 300)
            for typed in ("300", "300万", "300 万元", "￥300万元", "3,000,000元", "0.03亿", "３００万元")
        ),
        *((typed, "percent", 70) for typed in ("70", "70%", "70 %", "７０％")),
        *((typed, "month", 12) for typed in ("12", "12个月", "12 月", "1年")),
    ],
)
def test_a_field_knows_its_own_units(typed, unit, value):
    assert number.read(typed, unit=unit) == value


@pytest.mark.parametrize("typed", ["30,000,000元", "3000.000", "3000"])
def test_a_column_of_two_decimals_takes_what_was_read(typed):
    found = number.read(typed, unit="wan", places=2)
    assert found == 3000 and found.as_tuple().exponent >= -2


@pytest.mark.parametrize(
    ("typed", "bounds", "code"),
    [
        ("￥3,000,000", {"unit": "wan"}, "currency"),
        ("300 万美元", {"unit": "wan"}, "unit"),
        ("70 %", {"unit": "wan"}, "unit"),
        ("70%", {}, "unit"),
        ("-5", {"lowest": 0}, "negative"),
        ("101", {"unit": "percent", "lowest": 0, "highest": 100}, "out_of_range"),
        ("0", {"lowest": 1}, "out_of_range"),
        ("0.123", {"places": 2}, "places"),
        ("8.5", {"places": 0}, "whole"),
    ],
)
def test_numbers_out_of_bounds_are_refused_in_words(typed, bounds, code):
    assert refusal(number.read, typed, **bounds) == code


@pytest.mark.parametrize(
    ("typed", "kept"), [("80501.0", "80501"), ("８０５０１", "80501"), (" 805 ", "805"), ("I", "I")]
)
def test_codes_of_lists_lose_what_a_spreadsheet_adds(typed, kept):
    assert code.dictionary(typed) == kept


def test_days_that_cannot_be_meant_are_refused():
    for rule in (day.span, day.planned, day.past):
        assert refusal(rule, datetime.date(9999, 1, 1), today=TODAY) in ("implausible_year", "future")
        assert refusal(rule, datetime.date(1, 1, 1), today=TODAY) == "implausible_year"
        rule(TODAY, TODAY)
        rule(None, TODAY)
    assert refusal(day.figures, 3000, today=TODAY) == refusal(day.figures, 1926, today=TODAY) == "implausible_year"
    assert refusal(day.planned, datetime.date(1926, 1, 1), today=TODAY) == "implausible_year"
    assert refusal(day.past, TODAY + datetime.timedelta(1), today=TODAY) == "future"


@given(anything)
def test_folding_twice_is_folding_once(typed):
    for fold in (text.line, text.plain, text.words, text.folded, code.folded, mail.folded, phone.folded):
        assert fold(fold(typed)) == fold(typed), fold


@given(anything, st.sampled_from(variants.INVISIBLE + variants.BLANKS), st.integers(0, 40))
def test_what_nobody_sees_makes_no_difference_to_a_name(typed, sign, place):
    there = f"{typed[:place]}{sign}{typed[place:]}"
    if "." in typed or "," in typed or "．" in typed or "，" in typed:
        # A blank beside a full stop ends a number there.
        return
    assert text.folded(there) == text.folded(typed)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_a_number_shown_is_the_number_read(value):
    shown = number.shown(value)
    assert number.read(shown) == value
    assert number.shown(number.read(shown)) == shown
    assert number.read(shown.translate(variants.WIDE)) == value
    whole, dot, part = shown.lstrip("-").partition(".")
    grouped = f"{int(whole):,}{dot}{part}"
    assert number.read(grouped) == abs(value)


@given(anything)
def test_nothing_typed_breaks_a_reader(typed):
    for read in (mail.read, phone.read, number.measured, number.read, number.whole):
        try:
            read(typed)
        except Unreadable as wrong:
            assert str(wrong)


@given(anything)
def test_folding_quickly_is_folding_sign_by_sign(typed):
    assert text.visible(typed) == "".join(sign for sign in typed if not text.invisible(sign))
    assert text.folded(typed) == one_by_one(typed)


@pytest.mark.slow
def test_every_sign_is_left_out_or_kept_as_it_is_told_apart():
    """Of all the signs there are; the table forgets none and mixes none up."""
    for first in range(0, 0x110000, 0x1000):
        signs = [chr(place) for place in range(first, first + 0x1000)]
        assert text.visible("".join(signs)) == "".join(sign for sign in signs if not text.invisible(sign))
    assert len(text.WITHOUT_INVISIBLE) <= text.Leaving.MOST
