"""What a complete panel is: how many, how many from enterprises, how many from one unit, and who leads."""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from django.utils.translation import gettext as _

from accounts.errors import Problem

ENTERPRISE = "enterprise"


def shortfalls(seats: Iterable, rules: dict) -> list[Problem]:
    """Return everything the panel lacks, each thing in words with its numbers; an empty list means complete.

    `seats` have `category`, `unit` (units of a double post joined by “、”; each of them counts), `leader` and
    `bridging`: experts of another panel count for nothing here.
    """
    seats = [seat for seat in seats if not seat.bridging]
    return [
        *size(seats, rules["panel_size"]),
        *enterprise_share(seats, rules["enterprise_share"]),
        *per_unit(seats, rules["per_unit"]),
        *leader(seats),
    ]


def size(seats: list, least: int) -> list[Problem]:
    """At least so many experts, and an odd number of them."""
    count = len(seats)
    problems = []
    if count < least:
        words = _("评审专家 %(count)d 人，至少需要 %(least)d 人，还差 %(missing)d 人。")
        problems.append(
            Problem("seats", words % {"count": count, "least": least, "missing": least - count}, "panel_too_small")
        )
    if count % 2 == 0:
        words = _("评审专家 %(count)d 人，须为单数。")
        problems.append(Problem("seats", words % {"count": count}, "panel_even"))
    return problems


def enterprise_share(seats: list, percent: int) -> list[Problem]:
    """At least so many percent of the experts come from enterprises."""
    count = len(seats)
    have = sum(seat.category == ENTERPRISE for seat in seats)
    need = ceil(count * percent / 100)
    if not count or have >= need:
        return []
    words = _("企业专家 %(have)d 人，占 %(share)d%%，低于规定的 %(percent)d%%；%(count)d 人中至少需要 %(need)d 人。")
    facts = {"have": have, "share": have * 100 // count, "percent": percent, "count": count, "need": need}
    return [Problem("seats", words % facts, "enterprise_share")]


def per_unit(seats: list, most: int) -> list[Problem]:
    """At most so many experts come from one unit; both posts of a double post count."""
    units = Counter(unit for seat in seats for unit in set(seat.unit.split("、")) if unit)
    words = _("“%(unit)s”有 %(count)d 位专家，同一单位最多 %(most)d 位。")
    return [
        Problem("seats", words % {"unit": unit, "count": count, "most": most}, "per_unit")
        for unit, count in sorted(units.items())
        if count > most
    ]


def leader(seats: list) -> list[Problem]:
    """Exactly one expert leads the panel."""
    count = sum(seat.leader for seat in seats)
    if count == 1:
        return []
    return [Problem("leader", _("请指定一位组长，现有 %(count)d 位。") % {"count": count}, "leader")]
