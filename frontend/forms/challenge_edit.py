"""The form of a need: every field and every list of rows, from what stands or from what was just typed.

It is not a Django form, because the domain reads and judges the words itself (`actions/challenge_terms.py`), with one
problem beside each field; here they are only laid out, and nothing that was typed is lost.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import CertificateType, SizeClass, TechField
from challenges.actions.challenge_change import label
from challenges.actions.challenge_terms import PARTS
from challenges.models import ChallengeType, Comparator, Confidentiality, Deliverable, IpClause, Mode
from frontend import amounts, names
from notifications.typed import whole

BLANK_ROWS = 2
MOST_ROWS = 60


@dataclass
class Cell:
    """One input: its name, label, kind (line, text, number, choice, tick), value and errors."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    hint: str = ""
    rows: int = 4

    @property
    def id(self) -> str:
        """Return the input's id."""
        return f"f-{self.name}"


@dataclass
class Rows:
    """A list of rows with the same cells."""

    name: str
    label: str
    rows: list
    errors: list
    hint: str = ""


LAYOUT = (
    (
        gettext_lazy("基本信息"),
        (
            ("title", "line"),
            ("title_en", "line"),
            ("mode", "choice"),
            ("type", "choice"),
            ("field_code", "choice"),
            ("industry_code", "line"),
            ("region_code", "line"),
            ("confidentiality", "choice"),
            ("duration_months", "number"),
            ("trl_now", "number"),
            ("trl_target", "number"),
        ),
    ),
    (
        gettext_lazy("要解决什么"),
        (("background", "text"), ("content", "text"), ("state_of_art", "text"), ("summary_en", "text")),
    ),
    (
        gettext_lazy("金额"),
        (
            ("total_wan", "number"),
            ("enterprise_wan", "number"),
            ("fiscal_wan", "number"),
            ("other_wan", "number"),
            ("budget_number", "line"),
            ("negotiable", "tick"),
            ("race_slots", "number"),
            ("race_milestone", "number"),
            ("window_days", "number"),
        ),
    ),
    (
        gettext_lazy("知识产权与联系"),
        (("ip_clause", "choice"), ("ip_terms", "text"), ("contact_name", "line"), ("contact_phone", "line")),
    ),
)
COLUMNS = {
    "indicators": (
        ("name", "line"),
        ("unit", "line"),
        ("comparator", "choice"),
        ("baseline", "number"),
        ("target", "number"),
        ("target_max", "number"),
        ("mandatory", "tick"),
        ("test_method", "line"),
        ("condition", "line"),
        ("measured_by", "line"),
    ),
    "payment_parts": (("node", "line"), ("percent", "number"), ("race", "tick")),
    "deliverables": (("kind", "choice"), ("text", "line")),
    "milestones": (("name", "line"), ("due_month", "number"), ("check_text", "line")),
}
HINTS = {
    "indicators": gettext_lazy("至少一项必达；写明单位、比较方式、目标和测试方法。无量纲的单位填“1”。"),
    "payment_parts": gettext_lazy("各节点比例合计须为 100%。"),
    "deliverables": gettext_lazy("写明种类和数量。"),
    "milestones": gettext_lazy("写明第几个月和考核内容。"),
}
FIELDS = tuple((name, kind) for _head, group in LAYOUT for name, kind in group)


def choices_of(name: str) -> list:
    """Return the options of a choice, by the name of its field."""
    enums = {
        "mode": Mode,
        "type": ChallengeType,
        "confidentiality": Confidentiality,
        "ip_clause": IpClause,
        "comparator": Comparator,
        "kind": Deliverable.Kind,
    }
    if name == "field_code":
        found = TechField.objects.exclude(parent=None).select_related("parent").order_by("code")
        options = [
            (row.code, f"{names.local(row.parent.name, row.parent.name_en)} / {names.local(row.name, row.name_en)}")
            for row in found
        ]
        return [("", _("请选择")), *options]
    return [("", _("请选择")), *enums[name].choices]


def typed_of(challenge) -> dict:
    """Return a challenge as if it had just been typed."""
    typed = {name: shown(getattr(challenge, name)) for name, _kind in FIELDS}
    for part, columns in COLUMNS.items():
        model, _read = PARTS[part]
        typed[part] = [
            {"id": str(row.pk), **{name: shown(getattr(row, name)) for name, _kind in columns}}
            for row in model.objects.filter(challenge=challenge).order_by("position")
        ]
    typed |= conditions_of(challenge)
    return typed


def shown(value) -> str:
    """Return a value as its input shows it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return amounts.plain(value).replace(",", "") if hasattr(value, "quantize") else str(value)


def conditions_of(challenge) -> dict:
    """Return the typed conditions of a challenge as the simple inputs of the form."""
    found = {"c_kinds": ""}
    found |= {"c_sizes": [], "c_certificates": [], "c_regions": "", "c_consortium": "", "c_years": "", "c_texts": ""}
    texts = []
    for row in challenge.conditions.all():
        if row.kind == "kind":
            found["c_kinds"] = ",".join(row.params["kinds"])
        elif row.kind == "size_class":
            found["c_sizes"] = row.params["classes"]
        elif row.kind == "certificate":
            found["c_certificates"] = row.params["types"]
        elif row.kind == "region":
            found["c_regions"] = ", ".join(map(str, row.params["regions"]))
        elif row.kind == "consortium":
            found["c_consortium"] = str(row.params.get("max") or "") if row.params.get("allowed") else "0"
        elif row.kind == "established":
            found["c_years"] = str(row.params["years"])
        elif row.kind == "text":
            texts.append(row.params["text"])
    found["c_texts"] = "\n".join(texts)
    return found


def from_post(data) -> dict:
    """Return what was typed: fields, rows that hold anything, and the inputs of the conditions."""
    typed = {name: data.get(name, "") for name, _kind in FIELDS}
    for part, columns in COLUMNS.items():
        typed[part] = []
        for index in range(MOST_ROWS):
            prefix = f"{part}.{index}."
            row = {name: data.get(f"{prefix}{name}", "") for name, _kind in columns}
            if any(value for name, value in row.items() if name not in ("mandatory", "race", "comparator", "kind")):
                typed[part].append({"id": data.get(f"{prefix}id", ""), **row})
    typed["c_sizes"] = data.getlist("c_sizes")
    typed["c_certificates"] = data.getlist("c_certificates")
    for name in ("c_kinds", "c_regions", "c_consortium", "c_years", "c_texts"):
        typed[name] = data.get(name, "")
    return typed


def arguments(typed: dict) -> dict:
    """Return the typed need as the action takes it, the conditions as typed predicates."""
    given = {name: typed[name] for name, _kind in FIELDS}
    given |= {part: typed[part] for part in COLUMNS}
    conditions = []
    if typed["c_kinds"]:
        conditions.append({"kind": "kind", "params": {"kinds": typed["c_kinds"].split(",")}})
    if typed["c_sizes"]:
        conditions.append({"kind": "size_class", "params": {"classes": typed["c_sizes"]}})
    if typed["c_certificates"]:
        conditions.append({"kind": "certificate", "params": {"types": typed["c_certificates"]}})
    regions = [code.strip() for code in typed["c_regions"].replace("，", ",").split(",") if code.strip()]
    if regions:
        conditions.append({"kind": "region", "params": {"regions": regions}})
    most = typed["c_consortium"].strip()
    if most:
        number = whole(most)
        params = {"allowed": most != "0", "max": most if number is None else number}
        conditions.append({"kind": "consortium", "params": params if params["allowed"] else {"allowed": False}})
    if typed["c_years"].strip():
        conditions.append({"kind": "established", "params": {"years": typed["c_years"].strip()}})
    texts = [line.strip() for line in typed["c_texts"].splitlines() if line.strip()]
    conditions += [{"kind": "text", "params": {"text": text}} for text in texts]
    given["conditions"] = conditions
    return given


def sheet(typed: dict, problems=()) -> dict:
    """Return everything the template draws: sections of cells, lists of rows, conditions, and the problems as links."""
    errors: dict[str, list[str]] = {}
    for problem in problems:
        errors.setdefault(problem.field, []).append(str(problem.message))
    cells = {
        name: Cell(
            name,
            str(label(name)),
            kind,
            typed.get(name, ""),
            choices_of(name) if kind == "choice" else [],
            errors.get(name, []),
        )
        for name, kind in FIELDS
    }
    sections = [(head, [cells[name] for name, _kind in group]) for head, group in LAYOUT]
    lists = [rows_of(part, columns, typed.get(part, []), errors) for part, columns in COLUMNS.items()]
    return {
        "sections": sections,
        "lists": lists,
        "sizes": [(value, word, value in typed.get("c_sizes", [])) for value, word in SizeClass.choices[1:4]],
        "certificates": [
            (value, word, value in typed.get("c_certificates", [])) for value, word in CertificateType.choices
        ],
        "typed": typed,
        "condition_errors": [text for path, found in errors.items() if path.startswith("conditions") for text in found],
        "general": errors.get("", []) + errors.get("reason", []),
        "wrong": sum(len(found) for found in errors.values()),
        "links": [(path, text) for path, found in errors.items() if path for text in found],
    }


def rows_of(part: str, columns, rows: list[dict], errors: dict) -> Rows:
    """Return a list with its rows, and blank ones to go on."""
    options = {name: choices_of(name) for name, kind in columns if kind == "choice"}
    drawn = []
    fresh = {"mandatory": "on"} if part == "indicators" else {}
    for index, row in enumerate([*rows, *({**fresh} for _n in range(BLANK_ROWS if rows else 3))]):
        cells = [
            Cell(
                f"{part}.{index}.{name}",
                str(label(f"{part}.{index}.{name}")),
                kind,
                row.get(name, ""),
                options.get(name, []),
                errors.get(f"{part}.{index}.{name}", []),
            )
            for name, kind in columns
        ]
        drawn.append(
            {"id": row.get("id", ""), "name": f"{part}.{index}.id", "cells": cells, "blank": not row.get("id")}
        )
    return Rows(part, str(label(part)), drawn, errors.get(part, []), HINTS[part])
