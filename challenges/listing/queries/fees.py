"""Expert fees 专家费: the standard a day by title, and what it comes to where the days are known."""

from decimal import Decimal

# Titles that count as senior 高级专业技术职称; assistants and trainees are not, whatever else their title holds.
SENIOR = ("教授", "研究员", "高级", "高工", "正高", "副高", "主任医师", "译审", "编审", "院士", "研究馆员")
NOT_SENIOR = ("助理", "实习", "助教", "中级", "初级")


def standard(title: str, rules: dict) -> tuple[int, int]:
    """Return the lowest and highest fee for a title, in 元 a day after tax. Source: 财科教〔2017〕128号."""
    senior = any(word in title for word in SENIOR) and not any(word in title for word in NOT_SENIOR)
    low, high = rules["expert_fee_senior" if senior else "expert_fee_other"]
    return low, high


def span(low, high) -> str:
    """Return a span of amounts as people write it; one number when both ends are the same."""
    return f"{low}" if low == high else f"{low}–{high}"


def amount(bounds: tuple[int, int], days: Decimal | None) -> str:
    """Return what so many days come to, or nothing while the days are not known."""
    if days is None:
        return ""
    return span(*(plain(bound * days) for bound in bounds))


def plain(value: Decimal) -> str:
    """Return an amount without idle zeros."""
    return f"{value.normalize():f}"
