"""The ledger 台账 taken as a file: exactly what the filter finds, and why it was taken is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem
from challenges.core.queries.board import UnknownFilter
from challenges.core.queries.sheets import TYPES, plain_lines, written
from challenges.core.queries.tables import Table
from challenges.desk.access import keeps_ledger
from challenges.desk.queries.ledger_sheet import CHUNK, MOST, Ledger
from notifications.clock import day_of
from notifications.events import record


@dataclass(frozen=True)
class File:
    """A file to hand out, piece by piece."""

    name: str
    content_type: str
    pieces: Iterable[bytes]


def export(ledger: Ledger, *, by: Acting, at: Moment, words: dict, form: str, reason: str) -> File:
    """Hand out all that a filter of a ledger finds, in its order, as XLSX or CSV; who took how much, and why, is kept.

    Which rows they are is settled at once; a long CSV is then read and handed out bit by bit. Raises NotAllowed for
    whoever does not act for an organiser, Invalid for an unknown filter or form, without a reason, and for more rows
    than a workbook is drawn up for.
    """
    if not keeps_ledger(by):
        raise NotAllowed()
    problems = []
    if form not in TYPES:
        problems.append(Problem("format", _("请选择 XLSX 或者 CSV。"), "unknown_format"))
    if not reason.strip():
        problems.append(Problem("reason", _("请写明导出的用途。"), "required"))
    try:
        filters = ledger.board.filters.read(words).having()
    except UnknownFilter as unknown:
        problems.append(Problem(str(unknown), _("没有这个筛选条件。"), "unknown_filter"))
    if problems:
        raise Invalid(problems)
    now = gate.moment(at)
    with transaction.atomic():
        ids = ledger.ids(by, filters, now)
        if form == "xlsx" and len(ids) > MOST:
            said = _("共 %(n)s 行，XLSX 最多 %(most)s 行。请改用 CSV，或先按批次、状态筛选。")
            raise Invalid([Problem("format", said % {"n": len(ids), "most": MOST}, "too_many_rows")])
        facts = {"ledger": ledger.board.name, "format": form, "words": filters.words(), "rows": len(ids)}
        facts["reason"] = fitting(reason)
        record("ledger.exported", subject=by.unit, by=by, at=now, facts=facts, chain=f"ledger:{by.organisation_id}")
    name = f"{ledger.board.name}-{day_of(now)}.{form}"
    if form == "csv":
        return File(name, TYPES[form], told(ledger, by, ids, now))
    return File(name, TYPES[form], [written(table(ledger, by, ids, now), form)])


def rows(ledger: Ledger, by: Acting, ids: list[int], at: datetime) -> Iterator[list]:
    """Yield the cells of these rows, some hundreds read at once."""
    for start in range(0, len(ids), CHUNK):
        for line in ledger.lines(by, ids[start : start + CHUNK], at):
            yield ledger.cells(line)


def told(ledger: Ledger, by: Acting, ids: list[int], at: datetime) -> Iterator[bytes]:
    """Return the lines of a CSV, in the language in which it was asked for, whenever they are read."""
    language = get_language()

    def pieces() -> Iterator[bytes]:
        with override(language):
            for line in plain_lines(ledger.head(), rows(ledger, by, ids, at)):
                yield line.encode()

    return pieces()


def table(ledger: Ledger, by: Acting, ids: list[int], at: datetime) -> Table:
    """Return the rows as a table for printing."""
    title = _("%(ledger)s：%(organiser)s") % {"ledger": ledger.label(), "organiser": by.unit.name}
    return Table(
        name=ledger.label(),
        title=title,
        note=_("%(day)s，共 %(n)s 行") % {"day": day_of(at), "n": len(ids)},
        head=ledger.head(),
        rows=list(rows(ledger, by, ids, at)),
        widths=ledger.widths,
        landscape=True,
    )
