"""The lines of a rubric as they are typed in the editor, and as the domain takes them.

Fields are named `<field>-<line>`; levels are typed one a line, the name and then the mark; `tie` is the place of a line
in the order that parts equal scores. Lines that are empty throughout are left out.
"""

import re
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.review.actions.rubric import FIELDS
from challenges.review.models import Criterion, Rubric
from challenges.review.queries.review_sheet import line as sheet_line
from frontend.kit import both
from frontend.review import marks
from notifications.typed import whole as parsed

TYPED = ("name", "name_en", "hint", "weight", "kind", "levels", "comment_length")
TICKED = ("comment_required", "veto")
WRITTEN = ("name", "name_en", "hint", "weight", "levels")
LEVEL = re.compile(r"(.*?)[\s=:：,，]+(\S+)")
MOST_LINES = 40
EMPTY: dict[str, Any] = {"kind": Criterion.Kind.NUMERIC, "comment_length": "", "tie": ""} | dict.fromkeys(WRITTEN, "")
EMPTY |= dict.fromkeys(TICKED, False)


def typed(post) -> list[dict]:
    """Return the lines of a posted editor as they were typed."""
    count = post.get("lines", "0")
    rows = []
    for n in range(min(parsed(count) or 0, MOST_LINES)):
        row = {name: post.get(f"{name}-{n}", "").strip() for name in (*TYPED, "tie")}
        row |= {name: post.get(f"{name}-{n}") == "1" for name in TICKED}
        if any(row[name] for name in WRITTEN):
            rows.append(row)
    return rows


def shown(criteria, tie_chain) -> list[dict]:
    """Return kept lines as the editor shows them."""
    rows = []
    for position, criterion in enumerate(criteria, start=1):
        row = {name: getattr(criterion, name) for name in FIELDS}
        row["levels"] = "\n".join(f"{level['name']} {level['value']}" for level in criterion.levels)
        row["tie"] = str(tie_chain.index(position) + 1) if position in tie_chain else ""
        row["comment_length"] = criterion.comment_length or ""
        rows.append(row)
    return rows


def values_of(editor: dict) -> both.Values:
    """Return what an editor holds by field, the lines as one field, to be compared with what stands."""
    rows = [{name: str(row[name]) for name in (*TYPED, *TICKED, "tie")} for row in editor["rows"]]
    told = "\n".join(
        "　".join(filter(None, [row["name"], str(row["weight"]), row["hint"], row["levels"], row["name_en"]]))
        for row in editor["rows"]
    )
    scale = dict(Rubric.Scale.choices).get(editor["scale"], "")
    labels = {"name": _("名称"), "scale": _("计分办法"), "rows": _("评分项")}
    values = {"name": editor["name"], "scale": editor["scale"], "rows": rows}
    return both.Values(values, labels, {"scale": str(scale), "rows": told})


def cleaned(rows: list[dict]) -> dict:
    """Return lines and tie chain as the domain takes them; what is no number stays as typed, to be refused there."""
    criteria = [
        {
            **{name: row[name] for name in ("name", "name_en", "hint", "kind", *TICKED)},
            "weight": whole(row["weight"]),
            "comment_length": whole(row["comment_length"] or "0"),
            "levels": levels(row["levels"]),
        }
        for row in rows
    ]
    tied = sorted((whole(row["tie"]), n) for n, row in enumerate(rows, start=1) if type(whole(row["tie"])) is int)
    return {"criteria": criteria, "tie_chain": [n for _place, n in tied]}


def whole(text):
    """Return a whole number, or the text where it is none."""
    try:
        return number.whole(text)
    except Unreadable:
        return str(text)


def levels(text: str) -> list[dict]:
    """Return the levels of a rating from their lines: the name first, then its mark."""
    found = []
    for row in str(text).splitlines():
        if row.strip():
            match = LEVEL.fullmatch(row.strip())
            found.append({"name": match[1], "value": match[2]} if match else {"name": row.strip()})
    return found


def preview(criteria: list[dict], in_points: bool) -> list[dict]:
    """Return lines as the expert will see them, with nothing marked yet."""
    rows = [
        Criterion(pk=n, position=n, **{name: row[name] for name in FIELDS if name in row})
        for n, row in enumerate(criteria, start=1)
    ]
    form = SimpleNamespace(lines=[sheet_line(row, None, in_points) for row in rows], in_points=in_points)
    return marks.items(form)
