"""What a firm promises for an indicator 指标承诺, measured against the target."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from challenges.models import Comparator

from .units import convert, decimal_of, plain

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
    value = decimal_of(typed)
    if value is None:
        return Verdict(UNREADABLE)
    unit = promise.get("unit")
    unit = unit.strip() if isinstance(unit, str) and unit.strip() else indicator.unit
    value = convert(value, unit, indicator.unit)
    if value is None:
        return Verdict(OTHER_UNIT)
    if indicator.comparator in (Comparator.BETWEEN, Comparator.TOLERANCE):
        return within(indicator, value, top(promise, unit, indicator.unit, value))
    return against(indicator, value)


def said(indicator, typed) -> Verdict:
    """Compare a yes or no; the target of a yes-or-no indicator is yes unless it is written as 0."""
    word = typed.strip().lower() if isinstance(typed, str) else typed
    answer = YES.get(word, NO.get(word))
    if answer is None:
        return Verdict(UNREADABLE)
    return Verdict(EQUAL if answer is (indicator.target != 0) else WORSE)


def top(promise, unit: str, target: str, value: Decimal) -> Decimal:
    """Return the upper end of a promised range, or the value itself when one number was promised."""
    upper = decimal_of(promise.get("value_max"))
    upper = convert(upper, unit, target) if upper is not None else None
    return value if upper is None else upper


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
        return Verdict(WORSE, short, indicator.unit)
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
        return Verdict(BETTER, gain, indicator.unit)
    if gain < 0:
        return Verdict(WORSE, -gain, indicator.unit)
    strict = indicator.comparator in (Comparator.GT, Comparator.LT)
    return Verdict(WORSE if strict else EQUAL)
