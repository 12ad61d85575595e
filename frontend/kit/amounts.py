"""Money and measured values as people write them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from challenges.contracts.money import yuan
from challenges.core.queries import amount as sums
from challenges.core.queries import units
from challenges.core.queries.amount import band
from notifications import typed

# The comparator stands before the number: `≤ 100 ppm`.
SIGNS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "=", "tolerance": "±"}


def money(amount):
    """An amount in 万元 with two decimals and comma groups: `1,700.00`; nothing for no amount."""
    return "" if amount is None else f"{Decimal(amount):,.2f}"


def whole(amount):
    """An amount in 万元 for headlines: no decimals when there are none, `4,800`."""
    amount = Decimal(amount)
    return f"{amount:,.0f}" if amount == amount.to_integral() else f"{amount:,.2f}"


def millions(wan):
    """An amount given in 万元 in millions of yuan, as English counts: 4,800 万元 → 48."""
    return plain(round(Decimal(wan) / 100, 2))


def plain(value):
    """A measured value without idle noughts: `100`, `0.3`."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(value):f}" if isinstance(value, Decimal) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{number:,}" if (number := typed.whole(text)) is not None and len(text) > 4 else text


def size(octets):
    """A file's size: `1.8 MB`, `240 KB`."""
    if octets >= 1024 * 1024:
        return f"{octets / 1024 / 1024:.1f} MB"
    return f"{max(1, round(octets / 1024))} KB"


def sign_and_value(item):
    """The comparator and the value an indicator demands: (`≤`, `100`), (``, `10–20`), (``, `是`)."""
    comparator = str(item.comparator)
    low, high = plain(item.target), plain(item.target_max)
    if comparator == "between":
        return "", f"{low}–{high}"
    if comparator == "tolerance" and high:
        return "", f"{low} ± {high}"
    if comparator == "bool":
        return "", _("是")
    if comparator == "enum":
        return "", "、".join(map(str, getattr(item, "options", None) or ())) or low
    return SIGNS.get(comparator, ""), low


def asked(item):
    """What an indicator demands, in one phrase: `≤ 100 ppm`."""
    return " ".join(filter(None, (*sign_and_value(item), units.word(item.unit))))


def banded(total):
    """The band of a sum that is not public, 万元: `500–1,000`, `≥ 3,000`."""
    lower, upper = band(Decimal(total))
    if upper is None:
        return f"≥ {whole(lower)}"
    return f"{whole(lower)}–{whole(upper)}" if lower else f"< {whole(upper)}"


def capital(wan):
    """A sum given in 万元 in the capital figures of contracts: 800 → 捌佰万元整."""
    return sums.capital(Decimal(wan) * 10_000)


def fen(amount):
    """An amount in whole fen as people write yuan: 3748257 is `37,482.57`."""
    return yuan.said(amount)


def fen_capital(amount):
    """An amount in whole fen in the capital figures of contracts."""
    return yuan.capital(amount)
