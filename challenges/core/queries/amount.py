"""Money as it is told: exact to those who may know, a band to the others; parts that add up to the last 分."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from math import trunc

from cn2an import an2cn
from django.utils.translation import gettext as _

from accounts.typed.unreadable import Unreadable

CENT = Decimal("0.01")
BANDS = (Decimal(100), Decimal(300), Decimal(500), Decimal(1000), Decimal(3000))


def band(total: Decimal) -> tuple[Decimal, Decimal | None]:
    """Return the band an amount lies in, in 万元: lower bound and upper bound (None for the highest)."""
    lower = Decimal(0)
    for upper in BANDS:
        if total < upper:
            return lower, upper
        lower = upper
    return lower, None


def split(total: Decimal, percents: list[Decimal]) -> list[Decimal]:
    """Return each part of `total` (万元) by percent, half-up to two decimals; the last takes the remainder."""
    parts = [(total * percent / 100).quantize(CENT, ROUND_HALF_UP) for percent in percents[:-1]]
    return [*parts, total - sum(parts, Decimal(0))] if percents else []


def apportioned(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return `total` (元) in parts by weight, exact to the 分: what is left over goes to the largest remainders.

    Of equal remainders the later part takes it, so that of equal parts the last takes the rest. Without weights, or
    with none but noughts, everything is nought.
    """
    whole = sum(weights, Decimal(0))
    if not whole:
        return [Decimal("0.00") for _weight in weights]
    exact = [total * weight / whole for weight in weights]
    parts = [amount.quantize(CENT, ROUND_DOWN) for amount in exact]
    left = trunc((total - sum(parts, Decimal(0))) / CENT)
    order = sorted(range(len(parts)), key=lambda n: (exact[n] - parts[n], n), reverse=True)
    for n in order[:left]:
        parts[n] += CENT
    return parts


def capital(yuan: Decimal) -> str:
    """Return a sum in 元 in the capital figures of contracts: 8000000 → 捌佰万元整; 分 and 角 where there are any.

    By the rules for writing cheques (支付结算办法, annex 1): one 零 for any run of noughts between figures.
    Raises Unreadable for a sum with a fraction of a 分: it has no spelling, and none is made up.
    """
    if yuan != yuan.quantize(CENT, ROUND_DOWN):
        raise Unreadable(_("金额最多两位小数（到分）。"), "too_precise")
    return str(an2cn(format(yuan.normalize(), "f"), "rmb"))
