"""Units 计量单位: turn a value from one unit into another, exactly, where that can be done."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from accounts.typed import number, text
from accounts.typed.unreadable import Unreadable

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
    "PPM": "ppm",
    "Ppm": "ppm",
    "PPB": "ppb",
    "％": "percent",
}
# Quantities of which there is no less than nothing, by one unit each; a temperature, a voltage or a level may be below.
ABSOLUTE = ("kg", "m", "m**2", "m**3", "s", "kg/m**3", "mol/m**3", "mol", "mol/kg", "kg/mol", "Hz", "m/s")
ABSOLUTE_UNITS = frozenset({"ppm", "ppb", "ppt", "kelvin"})
ABSOLUTE_WORDS = frozenset(
    ["个", "台", "套", "件", "人", "项", "次", "批", "只", "片", "块", "份", "篇", "家", "万次", "循环"]
)
POWERS = str.maketrans({"²": "**2", "³": "**3", "·": "*", "×": "*", "⁻": "-", "¹": "1"})
MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
# What may be handed to the parser of units: letters, digits of small powers, and the signs between them.
PARSABLE = re.compile(r"^[A-Za-zμΩΩ_]+[0-9A-Za-zμΩΩ_*/() -]*$")
LONGEST = 40
# Powers of ten beyond which nobody measures anything; keeps exact arithmetic within its precision.
LARGEST = 14
LONG_POWER = re.compile(r"\d{3,}|\*\*\s*\d+\s*\*\*")


def decimal_of(typed: Any) -> Decimal | None:
    """Return the number a person typed, without a unit behind it, or None if it is none."""
    try:
        return number.read(typed)
    except Unreadable:
        return None


@lru_cache(maxsize=1)
def register() -> Any:
    """Return the register of units with exact numbers; made at first use, because making it takes a moment."""
    import pint

    units: Any = pint.UnitRegistry(non_int_type=Decimal, autoconvert_offset_to_baseunit=True)
    units.define("yuan = [currency]")
    return units


@lru_cache(maxsize=1024)
def parsed(unit: str) -> Any:
    """Return (multiple, unit of the register or None, text): what a written unit means.

    A unit that the register does not know keeps its text, and equals only the same text.
    """
    kept = number.plain(text.line(unit)).replace(" ", "")
    multiple = Decimal(1)
    while kept and kept[0] in MULTIPLES:
        multiple *= MULTIPLES[kept[0]]
        kept = kept[1:]
    if not kept:
        return multiple, register().dimensionless, kept
    written = "/".join(NAMES.get(part, part) for part in kept.split("/")).replace("µ", "μ").translate(POWERS)
    if not PARSABLE.match(written) or LONG_POWER.search(written) or len(written) > LONGEST:
        return multiple, None, kept
    try:
        return multiple, register().parse_units(written), kept
    except Exception:  # the parser has many ways to say that it does not know a word
        return multiple, None, kept


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


def plain(value: Decimal) -> str:
    """Return the number as people write it: no exponent, no trailing zeros."""
    return number.shown(value)


def word(unit: str) -> str:
    """Return a unit as people read it behind a number: none for a pure number, whose unit is written 1."""
    return "" if unit.strip() == "1" else unit


def never_negative(unit: str) -> bool:
    """Return True for a unit of which there is none less than nothing: ppm, mg/L, kg, mm, pieces."""
    _multiple, found, written = parsed(unit)
    if written in ABSOLUTE_WORDS:
        return True
    if found is None:
        return False
    return str(found) in ABSOLUTE_UNITS or any(found.dimensionality == one.dimensionality for one in absolute())


@lru_cache(maxsize=1)
def absolute() -> tuple:
    """Return one unit of each quantity that cannot be negative."""
    return tuple(map(register().parse_units, ABSOLUTE))
