"""Money and measured values as people write them."""

from decimal import Decimal

# The comparator stands before the number: `≤ 100 ppm`.
SIGNS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "=", "tolerance": "±"}


def money(amount):
    """An amount in 万元 with two decimals and comma groups: `1,700.00`; nothing for no amount."""
    return "" if amount is None else f"{Decimal(amount):,.2f}"


def whole(amount):
    """An amount in 万元 for headlines: no decimals when there are none, `4,800`."""
    amount = Decimal(amount)
    return f"{amount:,.0f}" if amount == amount.to_integral() else f"{amount:,.2f}"


def plain(value):
    """A measured value without idle noughts: `100`, `0.3`."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(value):f}" if isinstance(value, Decimal) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{int(text):,}" if text.isascii() and text.isdigit() and len(text) > 4 else text


def size(octets):
    """A file's size: `1.8 MB`, `240 KB`."""
    if octets >= 1024 * 1024:
        return f"{octets / 1024 / 1024:.1f} MB"
    return f"{max(1, round(octets / 1024))} KB"


def asked(item):
    """What an indicator demands: `≤ 100 ppm`, `10–20 %`, or its words for kinds that are not numbers."""
    comparator = str(item.comparator)
    low, high = plain(getattr(item, "target", None)), plain(getattr(item, "target_max", None))
    value = f"{low}–{high}" if comparator == "between" else f"{SIGNS.get(comparator, '')} {low}".strip()
    if comparator == "tolerance" and high:
        value = f"{low} ± {high}"
    return f"{value} {item.unit}".strip()
