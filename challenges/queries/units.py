"""Units 计量单位: turn a value from one unit into another, exactly, where that can be done."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

# Chinese names of units that the register of units knows by its symbols.
NAMES = {
    "℃": "degC",
    "°C": "degC",
    "°": "degree",
    "度": "degree",
    "角秒": "arcsecond",
    "角分": "arcminute",
    "%": "percent",
    "‰": "permille",
    "毫米": "mm",
    "厘米": "cm",
    "微米": "um",
    "纳米": "nm",
    "米": "m",
    "千米": "km",
    "公里": "km",
    "克": "g",
    "毫克": "mg",
    "千克": "kg",
    "公斤": "kg",
    "吨": "t",
    "秒": "s",
    "毫秒": "ms",
    "分钟": "min",
    "小时": "h",
    "天": "day",
    "升": "L",
    "毫升": "mL",
    "瓦": "W",
    "千瓦": "kW",
    "兆瓦": "MW",
    "伏": "V",
    "安": "A",
    "兆帕": "MPa",
    "元": "yuan",
}
POWERS = str.maketrans({"²": "**2", "³": "**3", "·": "*", "×": "*", "⁻": "-", "¹": "1"})
MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
# What may be handed to the parser of units: letters, digits of small powers, and the signs between them.
PARSABLE = re.compile(r"^[A-Za-zμΩΩ_]+[0-9A-Za-zμΩΩ_*/() -]*$")
LONGEST = 40
# Powers of ten beyond which nobody measures anything; keeps exact arithmetic within its precision.
LARGEST = 14
LONG_POWER = re.compile(r"\d{3,}|\*\*\s*\d+\s*\*\*")


def decimal_of(typed) -> Decimal | None:
    """Return the number a person typed (full width, blanks and thousands commas allowed), or None if it is none."""
    if isinstance(typed, bool) or not isinstance(typed, str | int | float | Decimal):
        return None
    text = unicodedata.normalize("NFKC", str(typed)).replace(",", "").replace(" ", "").replace("−", "-")
    if not text or len(text) > LONGEST:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= LARGEST else None


@lru_cache(maxsize=1)
def register():
    """Return the register of units with exact numbers; made at first use, because making it takes a moment."""
    import pint

    units = pint.UnitRegistry(non_int_type=Decimal, autoconvert_offset_to_baseunit=True)
    units.define("yuan = [currency]")
    return units


@lru_cache(maxsize=1024)
def parsed(unit: str):
    """Return (multiple, unit of the register or None, text): what a written unit means.

    A unit that the register does not know keeps its text, and equals only the same text.
    """
    text = unit.strip().replace(" ", "")
    multiple = Decimal(1)
    while text and text[0] in MULTIPLES:
        multiple *= MULTIPLES[text[0]]
        text = text[1:]
    if not text:
        return multiple, register().dimensionless, text
    written = "/".join(NAMES.get(part, part) for part in text.split("/")).replace("µ", "μ").translate(POWERS)
    if not PARSABLE.match(written) or LONG_POWER.search(written) or len(written) > LONGEST:
        return multiple, None, text
    try:
        return multiple, register().parse_units(written), text
    except Exception:  # the parser has many ways to say that it does not know a word
        return multiple, None, text


def convert(value: Decimal, unit: str, target: str) -> Decimal | None:
    """Return `value` of `unit` in `target`, or None where the two cannot be compared.

    ppm, ‰ and % turn into each other, 万元 into 元, ℃ into K. Units nobody knows (倍额定) are compared only when they
    are written alike; 万 and 亿 before them still count.
    """
    if unit.strip() == target.strip():
        return value
    here, there = parsed(unit), parsed(target)
    if here[1] is None or there[1] is None:
        return value * here[0] / there[0] if here[1] is there[1] and here[2] == there[2] else None
    try:
        quantity = register().Quantity(value * here[0], here[1]).to(there[1])
    except Exception:  # different dimensions, or a temperature inside a product
        return None
    return tidy(Decimal(quantity.magnitude) / there[0])


def tidy(number: Decimal) -> Decimal:
    """Return the number with at most twelve places, so that the tail of a division is no difference."""
    return round(number, 12).normalize() if number.adjusted() < LARGEST else number


def plain(number: Decimal) -> str:
    """Return the number as people write it: no exponent, no trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
