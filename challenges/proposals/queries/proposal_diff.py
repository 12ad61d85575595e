"""The difference between two texts of a proposal, section by section and field by field, in words people read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenges.core.queries import units
from challenges.files.access import of_own_side
from challenges.proposals.models import SectionKey
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries.proposal_snapshot import sections_of


@dataclass(frozen=True)
class Change:
    """One value that differs: where (`section`, `path`), what people call it, and both texts."""

    section: str
    path: str
    label: str
    before: str
    after: str


LABELS = {
    field.name: field.label
    for group in (parts.BASICS, parts.ROUTE, parts.COMMITMENT, parts.SCHEDULE, parts.IP, parts.BACKGROUND, parts.PERSON)
    for field in group
}
LABELS |= parts.CATEGORIES | parts.SOURCES | parts.DECLARATIONS


def shown_to(viewer, proposal, snapshot: dict) -> dict:
    """Return a snapshot without the files that its firm keeps from this viewer, though they were handed in with it."""
    kept = proposal.attachments.filter(for_consortium=False)
    hidden = set(kept.exclude(of_own_side(viewer)).values_list("sha256", flat=True))
    if not hidden:
        return snapshot
    listed = snapshot.get("attachments") or []
    return {**snapshot, "attachments": [row for row in listed if row.get("sha256") not in hidden]}


def changes(proposal, before: dict, after: dict) -> list[Change]:
    """Return what changed from one snapshot to another, in the order of the sections; members and files included."""
    names = names_of(proposal.challenge)
    old, new = sections_of(before), sections_of(after)
    found = []
    for key in SectionKey.values:
        found += compare(key, key, old[key], new[key], names, "")
    found += listed(SectionKey.CONSORTIUM, before.get("members"), after.get("members"), member_line)
    found += listed("attachments", before.get("attachments"), after.get("attachments"), file_line)
    return found


def names_of(challenge) -> dict[str, dict[str, str]]:
    """Return what the numbers in the paths stand for: indicators and milestones by their names."""
    indicators = list(challenge.indicators.all())
    return {
        "units": {str(row.pk): units.word(row.unit) for row in indicators},
        SectionKey.COMMITMENTS: {str(row.pk): row.name for row in indicators},
        SectionKey.SCHEDULE: {str(row.pk): row.name for row in challenge.milestones.all()},
    }


def compare(section, path, before, after, names, label) -> list[Change]:
    """Return the leaves at which two trees of plain data differ."""
    if before == after:
        return []
    if isinstance(before, dict | None) and isinstance(after, dict | None) and (before or after):
        before, after = before or {}, after or {}
        found = []
        for key in [*before, *(key for key in after if key not in before)]:
            found += compare(
                section, f"{path}.{key}", before.get(key), after.get(key), names, named(section, key, names, label)
            )
        return found
    if isinstance(before, list | None) and isinstance(after, list | None) and (before or after):
        before, after = before or [], after or []
        found = []
        for n in range(max(len(before), len(after))):
            row = _("第 %(row)s 行") % {"row": n + 1}
            found += compare(
                section, f"{path}.{n}", at(before, n), at(after, n), names, f"{label} · {row}" if label else row
            )
        return found
    say = said_in(section, path, names)
    return [Change(section, path, label, say(text(before)), say(text(after)))]


def said_in(section, path, names):
    """Return how a value is said where it stands: money, months and promises with their unit."""
    steps = path.split(".")
    if section == SectionKey.BUDGET:
        return lambda value: value and _("%(n)s 万元") % {"n": value}
    if section == SectionKey.SCHEDULE and steps[-1] == "month":
        return lambda value: value and _("第 %(n)s 个月") % {"n": value}
    if section == SectionKey.TEAM and steps[-1] == "months":
        return lambda value: value and _("%(n)s 个月") % {"n": value}
    if section == SectionKey.COMMITMENTS and steps[-1] in ("value", "value_max"):
        unit = names["units"].get(steps[1], "")
        return lambda value: value and f"{value} {unit}".strip()
    return lambda value: value


def named(section, key, names, label) -> str:
    """Return a readable label for one step of a path."""
    word = names.get(section, {}).get(key) or LABELS.get(key)
    if word is None:
        return label
    return f"{label} · {word}" if label else str(word)


def at(rows, n):
    """Return a row of a list, or None beyond its end."""
    return rows[n] if n < len(rows) else None


def text(value) -> str:
    """Return a value as people read it."""
    if value is True:
        return _("是")
    return "" if value in (None, False) else str(value)


def listed(section, before, after, line) -> list[Change]:
    """Return the rows that came or went in a list without order of its own."""
    old, new = [line(row) for row in before or []], [line(row) for row in after or []]
    gone = [Change(section, section, "", row, "") for row in old if row not in new]
    return gone + [Change(section, section, "", "", row) for row in new if row not in old]


def member_line(row) -> str:
    """Return one consortium member as a line."""
    return _("%(name)s，份额 %(share)s%%，%(task)s") % {
        "name": row["name"],
        "share": row["share"],
        "task": row["task"] or _("任务未填"),
    }


def file_line(row) -> str:
    """Return one attachment as a line."""
    return row["name"]
