"""What an edition of a challenge changed, field by field and row by row, beside the edition before."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from challenges.listing.access.challenge import layer, visible_to
from challenges.listing.models import (
    Challenge,
    Comparator,
    Condition,
    Confidentiality,
    Deliverable,
    Indicator,
    IpClause,
    Mode,
    PaymentPart,
    PlannedMilestone,
)

ROWS = {
    "indicators": (Indicator, "name"),
    "payment_parts": (PaymentPart, "node"),
    "deliverables": (Deliverable, "text"),
    "milestones": (PlannedMilestone, "name"),
    "conditions": (Condition, "kind"),
}
WORDS = {
    "mode": Mode,
    "confidentiality": Confidentiality,
    "ip_clause": IpClause,
    "comparator": Comparator,
    "kind": Deliverable.Kind,
}


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
    for name in after:
        if name in ROWS:
            changes += row_differences(name, before.get(name, []), after[name])
        elif before.get(name) != after[name]:
            changes.append(
                Change(title_of(Challenge, name), "", words(name, before.get(name)), words(name, after[name]))
            )
    return changes


def title_of(model: Any, column: str) -> str:
    """Return what people call a column of a model."""
    return str(model._meta.get_field(column).verbose_name)


def row_differences(name, before, after):
    """Differences of a list of rows; a row is known by its name, so that a moved row is not a changed one."""
    model, key = ROWS[name]
    old, new = {row[key]: row for row in before}, {row[key]: row for row in after}
    label = str(model._meta.verbose_name)
    changes = [Change(label, title, summary(name, row), None) for title, row in old.items() if title not in new]
    for title, row in new.items():
        if title not in old:
            changes.append(Change(label, title, None, summary(name, row)))
            continue
        for column, value in row.items():
            if column != "position" and old[title].get(column) != value:
                field = title_of(model, column)
                changes.append(Change(field, title, words(column, old[title].get(column)), words(column, value)))
    return changes


def summary(name, row):
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
    if isinstance(value, dict):
        return "，".join(f"{key} {words('', inner)}" for key, inner in value.items()) or "—"
    if isinstance(value, list):
        return "，".join(str(inner) for inner in value) or "—"
    return str(value)
