"""What a firm promises for an indicator 指标承诺, measured against the target."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.typed import number, text
from accounts.typed.unreadable import Unreadable
from challenges.core.queries import units
from challenges.core.queries.units import convert, plain
from challenges.listing.models import Comparator

BETTER, EQUAL, WORSE = "better", "equal", "worse"
MISSING, UNREADABLE, OTHER_UNIT = "missing", "unreadable", "other_unit"
YES = {True: True, "true": True, "yes": True, "1": True, "是": True}
NO = {False: False, "false": False, "no": False, "0": False, "否": False}


@dataclass(frozen=True)
class Verdict:
    """How a promise stands to its target: `status`, the difference in the indicator's unit, and a phrase for people."""

    status: str
    difference: Decimal | None = None
    unit: str = ""
    # What cannot be read: the part of the promise (value, value_max, unit), a sentence, and its code.
    wrong: tuple[str, str, str] | None = None

    @property
    def worse(self) -> bool:
        """Return True when the promise falls short of the target."""
        return self.status == WORSE

    @property
    def words(self) -> str:
        """Return the difference in words, in the reader's language; empty while there is nothing to compare."""
        if self.status == EQUAL:
            return _("持平")
        if self.status not in (BETTER, WORSE):
            return ""
        if not self.difference:
            return _("优于目标") if self.status == BETTER else _("未达目标")
        amount = f"{plain(self.difference)} {self.unit}".strip()
        return (
            _("优 %(amount)s") % {"amount": amount}
            if self.status == BETTER
            else _("差 %(amount)s") % {"amount": amount}
        )


def compare(indicator, promise) -> Verdict:
    """Return how a promise (`value`, `value_max`, `unit` as typed) stands to the indicator's target."""
    promise = promise if isinstance(promise, dict) else {}
    typed = promise.get("value")
    if typed is None or typed == "" or isinstance(typed, list | dict):
        return Verdict(MISSING if not isinstance(typed, list | dict) else UNREADABLE)
    if indicator.comparator == Comparator.BOOL:
        return said(indicator, typed)
    if indicator.comparator == Comparator.ENUM:
        return Verdict(EQUAL if str(typed) in [str(option) for option in indicator.options] else WORSE)
    try:
        value = promised(indicator, promise, "value")
        if indicator.comparator not in (Comparator.BETWEEN, Comparator.TOLERANCE):
            return against(indicator, value)
        upper = promise.get("value_max")
        return within(indicator, value, value if upper in (None, "") else promised(indicator, promise, "value_max"))
    except CannotCompare as wrong:
        return Verdict(wrong.status, wrong=(wrong.part, str(wrong.message), wrong.code))


class CannotCompare(Exception):
    """A promise that cannot be set against its target: which part of it, why, and what the verdict is called."""

    def __init__(self, part: str, message, code: str, status: str = UNREADABLE):
        super().__init__(message)
        self.part, self.message, self.code, self.status = part, message, code, status


def promised(indicator, promise: dict, part: str) -> Decimal:
    """Return the number of a promise in the indicator's unit. Raises CannotCompare.

    The unit may stand behind the number (0.01 %) or beside it; two that differ are a contradiction, unless the one
    beside it is only the indicator's own, which the form sends along.
    """
    try:
        found = number.measured(promise.get(part))
    except Unreadable as wrong:
        raise CannotCompare(part, wrong.message, wrong.code) from wrong
    beside = promise.get("unit")
    beside = text.line(beside) if isinstance(beside, str) else ""
    if found.unit and beside and not alike(beside, indicator.unit) and not alike(beside, found.unit):
        said = _("数字后面写的单位是“%(own)s”，单位栏却是“%(beside)s”，请只写一个。")
        raise CannotCompare(part, said % {"own": found.unit, "beside": beside}, "two_units")
    unit = found.unit or beside or indicator.unit
    if found.unit in SHORT_MONEY and indicator.unit.endswith("元"):
        unit = f"{unit}元"
    value = convert(found.number, unit, indicator.unit)
    if value is None:
        said = _("“%(unit)s”无法与 %(wanted)s 换算，请改用 %(wanted)s。") % {"unit": unit, "wanted": indicator.unit}
        raise CannotCompare(part if found.unit else "unit", said, "unit", OTHER_UNIT)
    if value < 0 and not may_be_negative(indicator):
        raise CannotCompare(part, _("不能为负数。"), "negative")
    return value


SHORT_MONEY = ("万", "亿")


def alike(one: str, other: str) -> bool:
    """Return True for two spellings of one unit."""
    return units.parsed(one) == units.parsed(other)


def may_be_negative(indicator) -> bool:
    """Return True where a number below zero can be meant: the target has one, or the unit is not of an amount."""
    stated = (indicator.target, indicator.target_max, indicator.baseline)
    if any(value is not None and value < 0 for value in stated[:: 1 if indicator.comparator != "tolerance" else 2]):
        return True
    return not (units.never_negative(indicator.unit) or any(word in indicator.name for word in AMOUNTS))


# What an indicator in percent measures when there cannot be less than nothing of it.
AMOUNTS = ("浓度", "含量", "纯度", "残留", "杂质", "水分", "含水", "湿度", "良率", "合格率", "收率", "产率")


def plainly(promise: dict) -> dict:
    """Return a promise with its numbers as readers see them beside what was typed: `shown` is 100000 for 1e5."""
    return {**promise, "shown": digits(promise.get("value")), "shown_max": digits(promise.get("value_max"))}


def digits(typed):
    """Return a typed number in plain digits with its unit; what is no number as it was typed."""
    try:
        found = number.measured(typed)
    except Unreadable:
        return typed or ""
    return f"{number.shown(found.number)} {found.unit}".strip()


def said(indicator, typed) -> Verdict:
    """Compare a yes or no; the target of a yes-or-no indicator is yes unless it is written as 0."""
    word = typed.strip().lower() if isinstance(typed, str) else typed
    answer = YES.get(word, NO.get(word))
    if answer is None:
        return Verdict(UNREADABLE)
    return Verdict(EQUAL if answer is (indicator.target != 0) else WORSE)


def within(indicator, low: Decimal, high: Decimal) -> Verdict:
    """Compare a value or range with a range: inside is equal, narrower at both ends better, outside worse."""
    floor, ceiling = indicator.target or Decimal(0), indicator.target_max
    if indicator.comparator == Comparator.TOLERANCE:
        spread = abs(ceiling or Decimal(0))
        floor, ceiling = floor - spread, floor + spread
    elif ceiling is None:
        ceiling = floor
    low, high = min(low, high), max(low, high)
    short = max(floor - low, high - ceiling, Decimal(0))
    if short:
        return Verdict(WORSE, short, units.word(indicator.unit))
    if low != high and low > floor and high < ceiling:
        return Verdict(BETTER)
    return Verdict(EQUAL)


def against(indicator, value: Decimal) -> Verdict:
    """Compare a number with a bound; a strict bound (> or <) is not reached by the bound itself."""
    target = indicator.target if indicator.target is not None else Decimal(0)
    gain = {
        Comparator.GE: value - target,
        Comparator.GT: value - target,
        Comparator.LE: target - value,
        Comparator.LT: target - value,
        Comparator.EQ: -abs(value - target),
    }[indicator.comparator]
    if gain > 0:
        return Verdict(BETTER, gain, units.word(indicator.unit))
    if gain < 0:
        return Verdict(WORSE, -gain, units.word(indicator.unit))
    strict = indicator.comparator in (Comparator.GT, Comparator.LT)
    return Verdict(WORSE if strict else EQUAL)
