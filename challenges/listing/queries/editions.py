"""What changed between two texts of a challenge, field by field and row by row, in words people read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.queries import dictionary
from challenges.core.queries import units
from challenges.listing.access import eligibility
from challenges.listing.access.challenge import layer, visible_to
from challenges.listing.models import (
    Challenge,
    Comparator,
    Condition,
    Confidentiality,
    Deliverable,
    Indicator,
    IpResult,
    Mode,
    PaymentPart,
    PlannedMilestone,
)
from challenges.listing.models.ip import IP_CHOICES, IP_MONEY, IP_PERCENT, IpOwner

ROWS: dict[str, tuple[Any, str]] = {
    "indicators": (Indicator, "name"),
    "payment_parts": (PaymentPart, "node"),
    "deliverables": (Deliverable, "text"),
    "milestones": (PlannedMilestone, "name"),
    "ip_results": (IpResult, "name"),
    "conditions": (Condition, "kind"),
}
WORDS = {
    "mode": Mode,
    "confidentiality": Confidentiality,
    "owner": IpOwner,
    **IP_CHOICES,
    "comparator": Comparator,
    "kind": Deliverable.Kind,
}


# How numbers and codes are said, by the column they stand in.
SAID: dict[str, Any] = {
    **dict.fromkeys(
        ("total_wan", "enterprise_wan", "fiscal_wan", "other_wan", IP_MONEY),
        lambda value: _("%(n)s 万元") % {"n": value},
    ),
    "duration_months": lambda value: _("%(n)s 个月") % {"n": value},
    "due_month": lambda value: _("第 %(n)s 个月") % {"n": value},
    **dict.fromkeys(("percent", IP_PERCENT), lambda value: f"{value}%"),
    **dict.fromkeys(("ip_licence_years", "ip_secrecy_years"), lambda value: _("%(n)s 年") % {"n": value}),
    "ip_publication_days": lambda value: _("%(n)s 天") % {"n": value},
    "race_slots": lambda value: _("%(n)s 家") % {"n": value},
    "field_code": lambda value: dictionary.tech_field_name(value) or value,
    "industry_code": lambda value: dictionary.industry_name(value) or value,
    "region_code": eligibility.region_name,
}
# Columns of an indicator that are measured in its unit.
MEASURED = ("baseline", "target", "target_max")


@dataclass(frozen=True)
class Change:
    """One thing that changed: where, its words before and after; None where there was, or is, nothing."""

    field: str
    row: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comparison:
    """An edition beside the one before it. `changes` is None for a reader who may not read the inner text."""

    challenge: object
    edition: object
    changes: list | None


def compared(viewer, pk, number):
    """Return an edition and its changes, or None when there is no such edition. Raises Http404 for a hidden one."""
    challenge = get_object_or_404(visible_to(viewer), pk=pk)
    if (depth := layer(viewer, challenge)) == "outline":
        return None
    # Asked one by one: a number that no column holds is found nowhere, where a list of numbers would not fit.
    both = Q(number=number) | Q(number=number - 1)
    found = {row.number: row for row in challenge.editions.filter(both)}
    if number not in found:
        return None
    before = found[number - 1].snapshot if number - 1 in found else {}
    changes = differences(before, found[number].snapshot) if depth == "full" and before else None
    return Comparison(challenge, found[number], changes)


def differences(before, after):
    """Every difference between two snapshots, in the order of the page."""
    changes = []
    for name in named_in(before, after):
        old, new = before.get(name), after.get(name)
        if name in ROWS:
            changes += row_differences(name, old or [], new or [])
        elif old != new:
            changes.append(Change(title_of(Challenge, name), "", words(name, old), words(name, new)))
    return changes


def named_in(before: dict, after: dict) -> list[str]:
    """Return what either text says anything of: a term that is no longer agreed stands in the earlier one alone."""
    return [*after, *(name for name in before if name not in after)]


def title_of(model: Any, column: str) -> str:
    """Return what people call a column of a model."""
    return str(model._meta.get_field(column).verbose_name)


def row_differences(name, before, after):
    """Differences of a list of rows; a row is known by its name, so that a moved row is not a changed one."""
    if name == "conditions":
        return condition_differences(before, after)
    model, key = ROWS[name]
    old, new = {row[key]: row for row in before}, {row[key]: row for row in after}
    label = str(model._meta.verbose_name)
    changes = [Change(label, title, summary(row), None) for title, row in old.items() if title not in new]
    for title, row in new.items():
        if title not in old:
            changes.append(Change(label, title, None, summary(row)))
            continue
        for column, value in row.items():
            if column != "position" and old[title].get(column) != value:
                field = title_of(model, column)
                unit = row.get("unit", "") if column in MEASURED else ""
                then = old[title].get("unit", "") if column in MEASURED else ""
                old_words = measured(words(column, old[title].get(column)), then)
                changes.append(Change(field, title, old_words, measured(words(column, value), unit)))
    return changes


def condition_differences(before, after):
    """Differences of the conditions of eligibility, each as the sentence that it is."""
    old, new = ([asked(row) for row in rows] for rows in (before, after))
    gone = [Change(kind, "", said, None) for kind, said in old if (kind, said) not in new]
    return gone + [Change(kind, "", None, said) for kind, said in new if (kind, said) not in old]


def asked(row):
    """What kind of condition a row is, and what it asks."""
    kind = eligibility.KINDS[row["kind"]]
    return str(kind.label()), str(kind.requirement(row["params"]))


def measured(value, unit):
    """A number with the unit it is measured in."""
    return f"{value} {units.word(unit)}".strip() if value != "—" else value


def summary(row):
    """A whole row in one line."""
    return "，".join(
        words(key, value) for key, value in row.items() if key != "position" and value not in (None, "", [])
    )


def words(name, value):
    """A value as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if name in WORDS and value in WORDS[name].values:
        return str(WORDS[name](value).label)
    if name in SAID:
        return SAID[name](value)
    if isinstance(value, dict):
        return "，".join(f"{key} {words('', inner)}" for key, inner in value.items()) or "—"
    if isinstance(value, list):
        return "，".join(str(inner) for inner in value) or "—"
    return str(value)
