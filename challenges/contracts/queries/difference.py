"""What one text of a contract says otherwise than another, term by term in words; pages mark the words inside."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from challenges.contracts.queries.changes import ip_label, ip_words
from challenges.contracts.queries.text import SECTIONS
from challenges.core.queries.units import word


@dataclass(frozen=True)
class Change:
    """One thing that changed: which part, which row of it, its words before and after; "" where there was nothing."""

    field: str
    row: str
    before: str
    after: str


def difference(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return what changed from one text to another, in the order in which it is read."""
    found = []
    for label, say in (
        (_("指标"), indicator_words),
        (_("拨付安排"), part_words),
        (_("知识产权"), ip_rows),
        (_("军令状"), promise_words),
        (_("约定"), section_words),
    ):
        old, new = say(before), say(after)
        for name in dict.fromkeys([*old, *new]):
            if old.get(name, "") != new.get(name, ""):
                found.append(Change(label, name, old.get(name, ""), new.get(name, "")))
    return found


def value_words(row: dict[str, Any]) -> str:
    """Return the value that is agreed for an indicator, with its unit; "" for none."""
    if row["value_choice"]:
        return {"yes": _("是"), "no": _("否")}.get(row["value_choice"], row["value_choice"])
    ends = [end for end in (row["value"], row["value_max"]) if end]
    shown = ends[:1] if len(set(ends)) == 1 else ends
    return f"{'–'.join(shown)} {word(row['unit'])}".strip() if ends else ""


def indicator_words(content: dict[str, Any]) -> dict[str, str]:
    """Return the agreed values by the names of the indicators."""
    return {f"{row['position']}. {row['name']}": value_words(row) for row in content["indicators"]}


def part_words(content: dict[str, Any]) -> dict[str, str]:
    """Return percent and amount of the parts of the money, by what they are for."""
    return {
        f"{row['position']}. {row['node']}": _("%(percent)s%%，%(amount)s 元")
        % {"percent": row["percent"], "amount": row["amount"]}
        for row in content["parts"]
    }


def ip_rows(content: dict[str, Any]) -> dict[str, str]:
    """Return the terms on intellectual property in words, by their names."""
    return {ip_label(name): ip_words(name, value) for name, value in content["ip"].items()}


def promise_words(content: dict[str, Any]) -> dict[str, str]:
    """Return the promises in words, by their numbers."""
    say = _("%(text)s；第 %(month)s 个月；未兑现：%(consequence)s")
    return {
        str(row["position"]): say % {"text": row["text"], "month": row["due_month"], "consequence": row["consequence"]}
        for row in content["promises"]
    }


def section_words(content: dict[str, Any]) -> dict[str, str]:
    """Return what the parties wrote, by the names of the sections."""
    return {str(SECTIONS[name][0]): text for name, text in content["sections"].items() if name in SECTIONS}
