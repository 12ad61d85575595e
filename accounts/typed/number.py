"""Numbers as people type them, with the unit behind them: １５, 1e5, 12,345.6, 300 万元, 0.01 %.

What might mean two numbers is refused and never guessed: 1,00 is neither 1.00 nor 100.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.typed import text
from accounts.typed.unreadable import Unreadable

LONGEST = 60
# More digits than anybody measures or pays; exact arithmetic on them stays within its precision.
MOST_DIGITS = 28
LARGEST_POWER = 14
SIGNS = str.maketrans(dict.fromkeys("−﹣－‐‑‒–—", "-") | {"＋": "+", "．": "."})
STOP = re.compile(r"(?<=\d)[。｡](?=\d)")
# The raised signs of a unit (m², s⁻¹) stay what they are.
RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
CHINESE = re.compile(r"[〇零一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]")
CURRENCY = re.compile(r"^(?:¥|￥|RMB|CNY|人民币|\$)\s*", re.IGNORECASE)
NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<whole>\d{1,3}(?: \d{3})+(?!\d)|\d+(?:,\d+)*)?(?P<part>\.\d*)?(?:e(?P<power>[+-]?\d{1,4}))?"
    r"(?![\d.,_])\s*(?P<unit>.*)",
    re.IGNORECASE | re.ASCII,
)
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
# A second number behind the first is a range, a tolerance or a slip, and not a unit.
MORE_NUMBERS = re.compile(r"""^[x_\d,.;:±~≤≥<>=/·'"^`|]|^[-+*×]\s*[\d.]|^至|^到|^或""")
WAN = {"万": Decimal(1), "万元": Decimal(1), "元": Decimal("0.0001"), "千元": Decimal("0.1"), "亿": Decimal(10_000)}
WAN |= {"亿元": Decimal(10_000), "百万": Decimal(100), "百万元": Decimal(100), "千万": Decimal(1000)}
WAN |= {"千万元": Decimal(1000), "万元人民币": Decimal(1), "元人民币": Decimal("0.0001"), "圆": Decimal("0.0001")}
ONE = Decimal(1)
# The units that may be written behind the number of a field, and how many of the field's own each is.
UNITS = {
    "": {},
    "wan": WAN,
    "percent": {"%": ONE, "百分点": ONE, "个百分点": ONE},
    "month": {"月": ONE, "个月": ONE, "年": Decimal(12)},
    "person_month": {"人月": ONE, "月": ONE, "个月": ONE, "人年": Decimal(12)},
    "day": {"天": ONE, "日": ONE, "个工作日": ONE, "工作日": ONE, "自然日": ONE},
    "year": {"年": ONE, "年度": ONE},
    "people": {"人": ONE, "名": ONE, "位": ONE},
    "mark": {"分": ONE},
    "share": {"份": ONE},
}


@dataclass(frozen=True)
class Measured:
    """A number with the unit that was written behind it; "" when none was."""

    number: Decimal
    unit: str = ""
    currency: bool = False


def measured(typed: Any) -> Measured:
    """Return the number and the unit that stand in a text.

    Raises Unreadable: `not_a_number`, `chinese_digits`, `comma` (1,00), `blank` (1 5), `digits`, `power`.
    """
    if isinstance(typed, bool) or not isinstance(typed, str | int | float | Decimal):
        raise not_a_number()
    shown = text.line(typed if isinstance(typed, str) else f"{typed}")
    if not shown or len(shown) > LONGEST:
        raise too_long() if len(shown) > LONGEST and shown.translate(SIGNS)[:1] in "-+.0123456789" else not_a_number()
    if any(unicodedata.category(sign) in ("No", "Nl") for sign in number_part(shown)):
        raise not_a_number()
    bare = plain(STOP.sub(".", shown))
    currency = CURRENCY.match(bare)
    bare = bare[currency.end() :] if currency else bare
    found = NUMBER.fullmatch(bare)
    if found is None or not (found["whole"] or (found["part"] or "").strip(".")):
        raise chinese() if CHINESE.match(bare.lstrip("-+约 负")) else of_commas(bare) or not_a_number()
    whole = found["whole"] or "0"
    if "," in whole and not THOUSANDS.fullmatch(whole):
        raise ambiguous(whole + (found["part"] or ""))
    unit = found["unit"].strip()
    if MORE_NUMBERS.match(unit) or (found["part"] == "." and unit):
        raise not_a_number()
    number = value_of(found["sign"], re.sub("[, ]", "", whole), found["part"] or "", found["power"] or "0")
    return Measured(number, unit, bool(currency))


def plain(written: str) -> str:
    """Return a number and its unit in plain signs; the raised ones of a unit (m²) stay."""
    signs = (one if one in RAISED else unicodedata.normalize("NFKC", one) for one in written)
    return "".join(signs).translate(SIGNS).strip()


def number_part(shown: str) -> str:
    """Return the text as far as a number may go, so that the ² of a unit is no digit of it."""
    end = next((place for place, sign in enumerate(shown) if sign.isalpha() and sign not in "eEｅＥ"), len(shown))
    return shown[:end]


def value_of(sign: str, whole: str, part: str, power: str) -> Decimal:
    """Return the number its digits spell. Raises Unreadable for more of them than anybody needs."""
    digits = whole.lstrip("0") + part.strip(".").rstrip("0")
    if len(digits) > MOST_DIGITS or abs(int(power)) > LARGEST_POWER:
        raise too_long()
    number = Decimal(f"{whole}{part if part != '.' else ''}e{power}")
    if number and abs(number.adjusted()) > LARGEST_POWER:
        raise too_long()
    number = number if sign != "-" or not number else -number
    return number.quantize(ONE) if number == number.to_integral_value() and number.adjusted() < MOST_DIGITS else number


def read(typed: Any, *, unit: str = "", lowest=None, highest=None, places: int | None = None) -> Decimal:
    """Return a number within its bounds (both included), with at most `places` decimals.

    `unit` names what may be written behind it (a key of UNITS); it is reckoned into the field's own, 3,000,000 元 in a
    field of 万元 is 300. A sign of currency needs its unit. Raises Unreadable: as `measured`, and `unit`, `currency`,
    `negative`, `out_of_range`, `places`.
    """
    found = measured(typed)
    factor = UNITS[unit].get(found.unit.replace(" ", ""), None) if found.unit else ONE
    if factor is None:
        raise Unreadable(_("这里只填数字，看不懂“%(unit)s”。") % {"unit": found.unit[:20]}, "unit")
    if found.currency and not found.unit:
        raise Unreadable(_("请写明单位：元，还是万元。"), "currency")
    number = found.number * factor
    within(number, lowest, highest)
    if places is not None and number != round(number, places):
        if not places:
            raise Unreadable(_("请填整数。"), "whole")
        raise Unreadable(_("最多 %(places)s 位小数。") % {"places": places}, "places")
    # 3,000.0000 has four decimals to a column, though it is whole.
    idle = factor != ONE or (places is not None and decimals(number) > places)
    return Decimal(shown(number)) if idle else number


def decimals(number: Decimal) -> int:
    """Return how many places a finite number has, negative for whole tens."""
    return -int(number.as_tuple().exponent)


def within(number: Decimal, lowest, highest) -> None:
    """Raise Unreadable for a number out of its bounds."""
    if lowest == 0 and number < 0:
        raise Unreadable(_("不能为负数。"), "negative")
    below, above = lowest is not None and number < lowest, highest is not None and number > highest
    if not (below or above):
        return
    bounds = {"lowest": shown(lowest), "highest": shown(highest)}
    if lowest is not None and highest is not None:
        raise Unreadable(_("须在 %(lowest)s 到 %(highest)s 之间。") % bounds, "out_of_range")
    said = _("不能小于 %(lowest)s。") if below else _("不能大于 %(highest)s。")
    raise Unreadable(said % bounds, "out_of_range")


def whole(typed: Any, *, unit: str = "", lowest=None, highest=None) -> int:
    """Return a whole number within its bounds; 8.0 is 8. Raises Unreadable as `read` does, and `whole` for 8.5."""
    return int(read(typed, unit=unit, lowest=lowest, highest=highest, places=0))


def shown(number: Any) -> str:
    """Return a number in plain digits: no exponent, no zeros at the end."""
    if number is None:
        return ""
    written = f"{Decimal(number):f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def one_of(numbers: Collection[int], typed: Any) -> int | None:
    """Return the whole number of a text when it is one of `numbers`, else None."""
    try:
        found = whole(typed)
    except Unreadable:
        return None
    return found if found in numbers else None


def not_a_number() -> Unreadable:
    """Return what is said of a text that is no number."""
    return Unreadable(_("请填一个数字，如 1200 或 0.85。"), "not_a_number")


def chinese() -> Unreadable:
    """Return what is said of 七十."""
    return Unreadable(_("请用阿拉伯数字填写。"), "chinese_digits")


def too_long() -> Unreadable:
    """Return what is said of more digits than anybody needs."""
    return Unreadable(_("数值超出可填范围。"), "digits")


def ambiguous(written: str) -> Unreadable:
    """Return what is said of a comma that might be a decimal point."""
    said = _("“%(typed)s”有歧义：逗号是千位分隔还是小数点？小数请用点，如 1.5；千位请三位一组，如 12,345。")
    return Unreadable(said % {"typed": written}, "comma")


def of_commas(bare: str) -> Unreadable | None:
    """Return what is said of a text of digits and commas that is no number."""
    return ambiguous(bare) if re.fullmatch(r"[+-]?[\d,. ]*,[\d,. ]*", bare) else None
