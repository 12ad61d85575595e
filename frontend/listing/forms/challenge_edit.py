"""What was typed into the form of a need, and what stands of it, in one shape; and what the action takes of it.

It is not a Django form, because the domain reads and judges the words itself (`actions/challenge_terms.py`), with one
problem beside each field; here nothing that was typed is lost.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Problem
from accounts.models import CertificateType, Region, SizeClass
from challenges.listing.actions.challenge_change import label
from challenges.listing.actions.challenge_terms import PARTS
from frontend.kit import amounts, places
from frontend.kit.both import Values
from frontend.listing.forms.need_layout import COLUMNS, FIELDS, choices_of
from notifications.typed import whole

MOST_ROWS = 60
# What a blank row shows already, and so does not count as written.
PRESET = ("mandatory", "race", "comparator", "kind")
CONDITIONS = ("c_kinds", "c_sizes", "c_certificates", "c_regions", "c_consortium", "c_years", "c_texts")


def condition_label(name: str) -> str:
    """Return what the inputs of the conditions are called."""
    return {
        "c_kinds": _("单位类型"),
        "c_sizes": _("企业规模"),
        "c_certificates": _("资质证书（有其一）"),
        "c_regions": _("注册地区"),
        "c_consortium": _("联合体成员上限"),
        "c_years": _("成立满几年"),
        "c_texts": _("其他条件"),
    }[name]


def typed_of(challenge) -> dict:
    """Return a challenge as if it had just been typed."""
    typed: dict[str, Any] = {name: shown(getattr(challenge, name)) for name, _kind in FIELDS}
    typed |= {name: places.shown(model, typed[name]) for name, model in places.MODELS.items()}
    for part, columns in COLUMNS.items():
        model, _read = PARTS[part]
        rows = model.objects.filter(challenge=challenge).order_by("position")
        typed[part] = [
            {"id": str(row.pk), "at": n, **{name: shown(getattr(row, name)) for name, _kind in columns}}
            for n, row in enumerate(rows)
        ]
    return typed | conditions_of(challenge)


def shown(value) -> str:
    """Return a value as its input shows it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return amounts.plain(value).replace(",", "") if hasattr(value, "quantize") else str(value)


def conditions_of(challenge) -> dict:
    """Return the typed conditions of a challenge as the simple inputs of the form."""
    found: dict = dict.fromkeys(CONDITIONS, "") | {"c_sizes": [], "c_certificates": []}
    texts = []
    for row in challenge.conditions.all():
        if row.kind == "kind":
            found["c_kinds"] = ",".join(row.params["kinds"])
        elif row.kind == "size_class":
            found["c_sizes"] = row.params["classes"]
        elif row.kind == "certificate":
            found["c_certificates"] = row.params["types"]
        elif row.kind == "region":
            found["c_regions"] = "、".join(places.shown(Region, str(code)) for code in row.params["regions"])
        elif row.kind == "consortium":
            found["c_consortium"] = str(row.params.get("max") or "") if row.params.get("allowed") else "0"
        elif row.kind == "established":
            found["c_years"] = str(row.params["years"])
        elif row.kind == "text":
            texts.append(row.params["text"])
    found["c_texts"] = "\n".join(texts)
    return found


def from_post(data) -> dict:
    """Return what was typed: fields, rows that hold anything with their place on the page, the conditions' inputs."""
    typed = {name: data.get(name, "") for name, _kind in FIELDS}
    for part, columns in COLUMNS.items():
        typed[part] = []
        for index in range(MOST_ROWS):
            prefix = f"{part}.{index}."
            row = {name: data.get(f"{prefix}{name}", "") for name, _kind in columns}
            if any(value.strip() for name, value in row.items() if name not in PRESET):
                typed[part].append({"id": data.get(f"{prefix}id", ""), "at": index, **row})
    typed["c_sizes"] = data.getlist("c_sizes")
    typed["c_certificates"] = data.getlist("c_certificates")
    return typed | {name: data.get(name, "") for name in CONDITIONS if name not in typed}


def values_of(typed: dict) -> Values:
    """Return a need field by field, a list of rows as one field, as two writers compare it."""
    found = {name: typed[name] for name, _kind in FIELDS}
    labels = {name: str(label(name)) for name in (*found, *COLUMNS)}
    labels |= {name: condition_label(name) for name in CONDITIONS}
    words = {}
    for name, kind in FIELDS:
        if kind == "choice":
            words[name] = str(dict(choices_of(name)).get(typed[name], ""))
        elif kind == "tick":
            words[name] = _("是") if typed[name] else _("否")
    for part, columns in COLUMNS.items():
        found[part] = [{name: row[name] for name, _kind in columns if row[name]} for row in typed[part]]
        words[part] = "\n".join(row_words(row, columns) for row in typed[part])
    for name in CONDITIONS:
        found[name] = sorted(typed[name]) if isinstance(typed[name], list) else typed[name]
    kinds = dict(SizeClass.choices) | dict(CertificateType.choices)
    for name in ("c_sizes", "c_certificates"):
        words[name] = _("、").join(str(kinds.get(one, one)) for one in found[name])
    return Values(found, labels, words)


def row_words(row: dict, columns) -> str:
    """Return a row in one line."""
    told = []
    for name, kind in columns:
        if kind == "tick":
            told.append(str(label(f"indicators.0.{name}")) if row[name] and name == "mandatory" else "")
        else:
            told.append(str(dict(choices_of(name)).get(row[name], row[name])) if kind == "choice" else row[name])
    return _("，").join(filter(None, told))


def arguments(typed: dict, names=None) -> tuple[dict, list[Problem]]:
    """Return the typed need as the action takes it, and what is wrong with it already.

    `names` are the fields to take, all when none are named; the conditions go together or not at all.
    """
    wanted = {*dict(FIELDS), *COLUMNS, *CONDITIONS} if names is None else set(names)
    given = {name: typed[name] for name in (*dict(FIELDS), *COLUMNS) if name in wanted}
    problems: list[Problem] = []
    for name in places.MODELS.keys() & wanted:
        given[name], found = places.read(name, typed[name])
        problems += found
    if wanted & {*CONDITIONS}:
        rows = conditions(typed)
        regions, found = places.read_regions("c_regions", typed["c_regions"])
        if regions:
            rows.append(("c_regions", {"kind": "region", "params": {"regions": regions}}))
        given["conditions"] = [row for _name, row in rows]
        problems += found
    return given, problems


def conditions(typed: dict) -> list[tuple[str, dict]]:
    """Return the conditions as typed predicates, each with the input it was typed in; regions are read apart."""
    rows = []
    if typed["c_kinds"]:
        rows.append(("c_kinds", {"kind": "kind", "params": {"kinds": typed["c_kinds"].split(",")}}))
    if typed["c_sizes"]:
        rows.append(("c_sizes", {"kind": "size_class", "params": {"classes": typed["c_sizes"]}}))
    if typed["c_certificates"]:
        rows.append(("c_certificates", {"kind": "certificate", "params": {"types": typed["c_certificates"]}}))
    most = typed["c_consortium"].strip()
    if most:
        params = {"allowed": True, "max": most} if most != "0" else {"allowed": False}
        rows.append(("c_consortium", {"kind": "consortium", "params": params}))
    if typed["c_years"].strip():
        rows.append(("c_years", {"kind": "established", "params": {"years": typed["c_years"].strip()}}))
    texts = [line.strip() for line in typed["c_texts"].splitlines() if line.strip()]
    return rows + [("c_texts", {"kind": "text", "params": {"text": text}}) for text in texts]


def placed(problem: Problem, typed: dict) -> Problem:
    """Return a problem under the name of the input it is about, as it stands on the page."""
    head, _dot, rest = problem.field.partition(".")
    number, _dot, column = rest.partition(".")
    place = whole(number)
    if head == "conditions" and place is not None:
        names = [name for name, _row in conditions(typed)]
        name = names[place] if place < len(names) else "c_regions"
        return Problem(name, problem.message, problem.code)
    if head in COLUMNS and place is not None and place < len(typed[head]):
        field = f"{head}.{typed[head][place]['at']}"
        return Problem(f"{field}.{column}" if column else field, problem.message, problem.code)
    return problem
