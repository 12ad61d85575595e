"""The editor's sections: what was typed becomes the section's document, as it is, complete or not."""

from challenges.proposals.queries.proposal_sections import (
    BACKGROUND,
    BASICS,
    CATEGORIES,
    DECLARATIONS,
    PERSON,
    ROUTE,
    SOURCES,
)
from notifications.typed import whole

MOST_ROWS = 40


def read(key: str, data) -> dict:
    """Return the document of one section from a posted form."""
    return READERS[key](data)


def plain(fields):
    """Return a reader of fields that stand on their own."""

    def reader(data):
        return {field.name: data.get(field.name, "") for field in fields}

    return reader


def by_row(prefix: str, names):
    """Return a reader of rows known by their id: `c.12.value`."""

    def reader(data):
        found: dict[str, dict] = {}
        for name in data:
            kind, _dot, rest = name.partition(".")
            pk, _dot, column = rest.partition(".")
            if kind == prefix and column in names and whole(pk) is not None:
                found.setdefault(pk, {})[column] = data[name]
        return found

    return reader


def rows(data, prefix: str, fields) -> list[dict]:
    """Return numbered rows that hold anything: `p.0.name`."""
    found = []
    for number in range(MOST_ROWS):
        row = {field.name: data.get(f"{prefix}.{number}.{field.name}", "") for field in fields}
        if any(row.values()):
            found.append(row)
    return found


def budget(data) -> dict:
    """Read the budget: cells by category and source, and the sources."""
    cells = {c: {s: data.get(f"b.{c}.{s}", "") for s in SOURCES} for c in CATEGORIES}
    return {"cells": cells, "sources": {s: data.get(f"src.{s}", "") for s in SOURCES}, "note": data.get("note", "")}


READERS = {
    "basics": plain(BASICS),
    "route": plain(ROUTE),
    "commitments": by_row("c", {"value", "value_max", "unit", "deviation", "evidence"}),
    "schedule": by_row("s", {"month", "output"}),
    "budget": budget,
    "ip": lambda data: {"freedom": data.get("freedom", ""), "background": rows(data, "bg", BACKGROUND)},
    "team": lambda data: {"people": rows(data, "p", PERSON)},
    "declarations": lambda data: {kind: True for kind in DECLARATIONS if data.get(f"d.{kind}")},
    "consortium": lambda data: {"note": data.get("note", "")},
}
