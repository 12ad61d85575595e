"""The form of a need as its page draws it: sections of cells, lists of rows, and every problem beside its cell."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import CertificateType, SizeClass
from challenges.listing.actions.challenge_change import label
from frontend.listing.forms.challenge_edit import CONDITIONS, MOST_ROWS, condition_label
from frontend.listing.forms.need_layout import COLUMNS, FIELDS, HELP, HINTS, LAYOUT, choices_of
from notifications.phrase import Phrase
from notifications.typed import whole

BLANK_ROWS = 2


@dataclass
class Cell:
    """One input: its name, label, kind (line, text, number, choice, tick, place), value and errors."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    rows: int = 4
    help: Phrase = ""

    @property
    def id(self) -> str:
        """Return the input's id."""
        return f"f-{self.name}"


@dataclass
class Rows:
    """A list of rows with the same cells."""

    name: str
    label: Phrase
    rows: list
    errors: list
    hint: Phrase = ""


def called(name: str) -> str:
    """Return what an input is called: `indicators.2.test_method` is 技术指标 第 3 行 测试方法."""
    if name in CONDITIONS:
        return condition_label(name)
    part, _dot, rest = name.partition(".")
    if part not in COLUMNS:
        return str(label(name)) if name in dict(FIELDS) else ""
    number, _dot, column = rest.partition(".")
    words = [str(label(part))]
    place = whole(number)
    if place is not None:
        words.append(_("第 %(row)s 行") % {"row": place + 1})
    if column:
        words.append(str(label(f"{part}.0.{column}")))
    return " ".join(words)


def sheet(typed: dict, problems=(), missing=(), spare: dict | None = None) -> dict:
    """Return everything the template draws.

    `problems` are refused inputs, named on top and beside their fields; `missing` is what must be mended before the
    need is sent, beside its fields where something stands there.
    """
    errors: dict[str, list[str]] = {}
    for problem in (*problems, *(one for one in missing if one.code != "required")):
        said = errors.setdefault(problem.field, [])
        if str(problem.message) not in said:
            said.append(str(problem.message))
    cells = {
        name: Cell(
            name,
            str(label(name)),
            kind,
            typed.get(name, ""),
            choices_of(name) if kind == "choice" else [],
            errors.get(name, []),
            help=HELP.get(name, ""),
        )
        for name, kind in FIELDS
    }
    return {
        "sections": [(head, [cells[name] for name, _kind in group]) for head, group in LAYOUT],
        "lists": [
            rows_of(part, columns, typed.get(part, []), errors, (spare or {}).get(part, BLANK_ROWS))
            for part, columns in COLUMNS.items()
        ],
        "sizes": [(value, word, value in typed.get("c_sizes", [])) for value, word in SizeClass.choices[1:4]],
        "certificates": [
            (value, word, value in typed.get("c_certificates", [])) for value, word in CertificateType.choices
        ],
        "typed": typed,
        "wrong_at": errors,
        "condition_names": [name for name in CONDITIONS if name != "c_kinds"],
        "general": [str(problem.message) for problem in problems if problem.field in ("", "reason", "batch")],
        "wrong": len(problems),
        "links": [
            (problem.field, called(problem.field), str(problem.message))
            for problem in problems
            if problem.field not in ("", "reason", "batch")
        ],
        "missing": [(problem.field, called(problem.field), str(problem.message)) for problem in missing],
    }


def rows_of(part: str, columns, rows: list[dict], errors: dict, spare: int) -> Rows:
    """Return a list with its rows where they stand on the page, and blank ones to go on."""
    first = max((row["at"] for row in rows), default=-1) + 1
    blank = [{"at": first + n} for n in range(max(spare, 3) if spare and not rows else spare)]
    drawn = [row_of(part, columns, row, errors) for row in (*rows, *blank)]
    return Rows(part, str(label(part)), drawn, errors.get(part, []), HINTS[part])


def further(typed: dict, post, more: str = "") -> list[tuple[str, str, list[dict]]]:
    """Return (list, label, blank rows) to be added to a page that stands: where no row is left, or more are asked."""
    found = []
    for part, columns in COLUMNS.items():
        there = [n for n in range(MOST_ROWS) if f"{part}.{n}.{columns[0][0]}" in post]
        written = {row["at"] for row in typed[part]}
        if there and there[-1] + BLANK_ROWS < MOST_ROWS and (more == part or written.issuperset(there)):
            rows = [row_of(part, columns, {"at": there[-1] + 1 + n}, {}) for n in range(BLANK_ROWS)]
            found.append((part, str(label(part)), rows))
    return found


def row_of(part: str, columns, row: dict, errors: dict) -> dict:
    """Return one row as it is drawn."""
    fresh = {"mandatory": "on", "comparator": "ge"} if "id" not in row else {}
    cells = []
    for name, kind in columns:
        path = f"{part}.{row['at']}.{name}"
        options = choices_of(name) if kind == "choice" else []
        word = str(label(f"{part}.0.{name}"))
        cells.append(Cell(path, word, kind, row.get(name, fresh.get(name, "")), options, errors.get(path, [])))
    return {
        "id": row.get("id", ""),
        "part": part,
        "at": row["at"],
        "number": row["at"] + 1,
        "place": f"{part}.{row['at']}",
        "name": f"{part}.{row['at']}.id",
        "cells": cells,
        "errors": errors.get(f"{part}.{row['at']}", []),
    }
