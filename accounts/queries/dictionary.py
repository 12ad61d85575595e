"""Looking up codes: names for people, and what a form may offer."""

from django.utils.translation import get_language

from accounts.models import Industry, Region, SizeThreshold, TechField
from accounts.rules.size_class import Bound
from notifications.typed import whole

MUNICIPALITIES = ("11", "12", "31", "50")


def is_known_region(code: str) -> bool:
    """Whether the city of a six-digit region code is in the dictionary (counties are only partly listed)."""
    return Region.objects.filter(code=f"{code[:4]}00").exists()


def knows_region(code: str) -> bool:
    """Whether a code of two to six digits, or one that stands under it, is in the dictionary of regions."""
    if not (2 <= len(code) <= 6 and whole(code) is not None):
        return False
    return Region.objects.filter(code__startswith=code).exists() or (len(code) == 6 and is_known_region(code))


def knows_industry(code: str) -> bool:
    """Whether an industry, or the group or division above it, is in the dictionary."""
    return bool(industry_name(code[:3]))


def knows_field(code: str) -> bool:
    """Whether a technology field is in the dictionary."""
    return TechField.objects.filter(code=code).exists()


def region_path(code: str) -> str:
    """A region from the province down, such as 江苏省苏州市虎丘区; as far as the dictionary knows it."""
    codes = [f"{code[:2]}0000", f"{code[:4]}00", code]
    names = {entry.code: entry.label for entry in Region.objects.filter(code__in=codes)}
    steps = [names[step] for step in dict.fromkeys(codes) if step in names and not _unnamed(step)]
    return ", ".join(reversed(steps)) if get_language() == "en" else "".join(steps)


def _unnamed(code):
    """Between a municipality and its districts stands a level that nobody says."""
    return code[:2] in MUNICIPALITIES and code[2:] in ("0100", "0200")


def bounds_on(day) -> list[Bound]:
    """The thresholds of size classes in force on a day, as the rule reads them."""
    return [
        Bound(
            rule=row.rule,
            effective_from=row.effective_from,
            group=row.group,
            group_name=row.group_name,
            codes=tuple(row.codes),
            size_class=row.size_class,
            employees=row.employees,
            revenue_wan=row.revenue_wan,
            assets_wan=row.assets_wan,
        )
        for row in SizeThreshold.objects.on(day)
    ]


def industry_name(code: str) -> str:
    """The name of an industry; that of the group or division above it when the class itself is not listed."""
    prefixes = [code[:length] for length in range(len(code), 0, -1)]
    names = {entry.code: entry.label for entry in Industry.objects.filter(code__in=prefixes)}
    return next((names[prefix] for prefix in prefixes if prefix in names), "")


def tech_field_name(code: str) -> str:
    """The name of a technology field; empty when the dictionary does not list it."""
    entry = TechField.objects.filter(code=code).first()
    return entry.label if entry else ""


def grouped_choices(model, *, blank=None, keep: str = "") -> list:
    """What a form offers of a dictionary: groups by the top level, each code with its name.

    A place goes by its names alone, those of what it lies in before it: two cities have a 鼓楼区.
    `keep` is a code that a row carries already; it stays on offer even when the dictionary does not list it.
    """
    entries = {entry.code: entry for entry in model.objects.order_by("code")}
    groups: dict[str, list] = {}
    for entry in entries.values():
        top, names = entry, [entry.label]
        while top.parent_id:
            top = entries[top.parent_id]
            names.insert(0, top.label)
        word = " ".join(names[1:] or names) if model is Region else f"{entry.code} {entry.label}"
        if entry.parent_id or not entry.code.isalpha():
            groups.setdefault(top.code, []).append((entry.code, word))
    offered: list = [(entries[code].label, options) for code, options in groups.items()]
    if keep and keep not in entries:
        offered.insert(0, (keep, keep))
    return offered if blank is None else [("", blank), *offered]
