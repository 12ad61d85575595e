"""Money as it is told: exact to those who may know, a band to the others; parts that add up to the last 分."""

from decimal import ROUND_HALF_UP, Decimal

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
