"""The objections of a ledger in words, ready to print."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from challenges.award.models import ObjectionMatter
from challenges.award.states.objection import ObjectionState
from challenges.desk.queries import ledger_objections
from frontend.kit import moments, names


@dataclass(frozen=True)
class ObjectionRow:
    """One objection as the table shows it."""

    line: ledger_objections.Line
    word: str
    since: str
    matter: str
    title: str
    batch: str
    filed: str
    when: str
    left: str


def objection_rows(lines: list[ledger_objections.Line], at: Any) -> Iterator[ObjectionRow]:
    """Yield the objections with their words."""
    states = {value: str(label) for value, label in ObjectionState.choices}
    matters = {value: str(label) for value, label in ObjectionMatter.choices}
    for line in lines:
        row = line.row
        yield ObjectionRow(
            line=line,
            word=states[row.state],
            since=moments.iso(line.since) if line.since else "",
            matter=matters[row.matter],
            title=names.own(row.title, row.title_en),
            batch=names.own(row.batch_name, row.batch_name_en),
            filed=moments.short(row.filed_at),
            when=moments.short(line.due) if line.due else "",
            left=moments.left(line.due, at) if line.due else "",
        )
