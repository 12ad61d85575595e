"""A section of a proposal by its fields, as two writers compare it: names, what people call them, and their words."""

from typing import Any

from django.utils.translation import gettext as _

from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.queries.proposal_diff import LABELS, names_of
from frontend.kit.both import Values, text

BY_ROW = {"commitments": ("value", "value_max", "deviation", "evidence"), "schedule": ("month", "output")}
LISTS: dict[str, dict[str, tuple[parts.Field, ...]]] = {
    "ip": {"background": parts.BACKGROUND},
    "team": {"people": parts.PERSON},
}


def values_of(proposal, key: str, document) -> Values:
    """Return a section's document field by field; a row of an indicator or milestone, or a list, is one field."""
    document = parts.mapping(document)
    if key in BY_ROW:
        return rows_of(names_of(proposal.challenge)[key], BY_ROW[key], document)
    if key == "budget":
        return budget(document)
    if key == "declarations":
        ticked = {kind: bool(document.get(kind)) for kind in parts.DECLARATIONS}
        return Values(ticked, {kind: str(label) for kind, label in parts.DECLARATIONS.items()})
    fields = {"basics": parts.BASICS, "route": parts.ROUTE, "ip": parts.IP}.get(key, ())
    found: dict[str, Any] = {field.name: document.get(field.name, "") for field in fields}
    labels, words = {field.name: str(field.label) for field in fields}, {}
    for name, columns in LISTS.get(key, {}).items():
        found[name] = [filled(row, columns) for _n, row in parts.rows(document, name)]
        labels[name] = {"background": _("背景知识产权"), "people": _("团队")}[name]
        words[name] = "\n".join("，".join(text(row[column]) for column in row) for row in found[name])
    if key == "consortium":
        found, labels = {"note": document.get("note", "")}, {"note": _("说明")}
    return Values(found, labels, words)


def filled(row, columns) -> dict:
    """Return the cells of a row in which something stands."""
    return {field.name: row[field.name] for field in columns if row.get(field.name) not in (None, "")}


def rows_of(names: dict, columns, document: dict) -> Values:
    """Return one field for each indicator or milestone, with what was typed for it."""
    found, words = {}, {}
    for pk in names:
        row = parts.mapping(document, pk)
        found[pk] = {name: row[name] for name in columns if row.get(name) not in (None, "")}
        words[pk] = "\n".join(f"{LABELS[name]}{_('：')}{text(value)}" for name, value in found[pk].items())
    return Values(found, dict(names), words)


def budget(document: dict) -> Values:
    """Return the cells and sources of a budget, and its note."""
    cells, sources = parts.mapping(document, "cells"), parts.mapping(document, "sources")
    found, labels = {}, {}
    for category, label in parts.CATEGORIES.items():
        for source, word in parts.SOURCES.items():
            found[f"cells.{category}.{source}"] = parts.mapping(cells, category).get(source, "")
            labels[f"cells.{category}.{source}"] = f"{label} · {word}"
    for source, word in parts.SOURCES.items():
        found[f"sources.{source}"] = sources.get(source, "")
        labels[f"sources.{source}"] = _("资金来源 · %(source)s") % {"source": word}
    return Values(found | {"note": document.get("note", "")}, labels | {"note": _("说明")})


def put_together(typed, stands, kept: dict, mine: dict) -> dict:
    """Return the document to save: what was typed, except the fields that are to stay as the other left them."""
    document = parts.mapping(typed)
    for name, value in kept.items():
        if value is mine.get(name):
            continue
        here, there, path = document, parts.mapping(stands), name.split(".")
        for step in path[:-1]:
            here, there = here.setdefault(step, {}), parts.mapping(there, step)
        if path[-1] in there:
            here[path[-1]] = there[path[-1]]
        else:
            here.pop(path[-1], None)
    return document
