"""Tables as XLSX for printing on A4 with heads that repeat on every page, or as CSV; no cell is taken for a formula.

The library is imported where a workbook is made: a web worker that prints nothing does without its megabytes.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any

from challenges.core.queries.tables import Table, number, side, storable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
TYPES = {"xlsx": XLSX, "csv": CSV}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9
LONGEST_TITLE = 31
FONT = "SimSun"
LINE = 15
# A spreadsheet's row ends at 409 points: a longer text goes on in the row below.
MOST_LINES = 26


def harmless(value: Any) -> Any:
    """Return a cell's value as data: text that a spreadsheet would take for a formula begins with an apostrophe."""
    if number(value):
        return value
    text = storable(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class Line:
    """What a CSV writer writes to: it keeps the one line, so that a long table is handed out line by line."""

    text = ""

    def write(self, text: str) -> None:
        """Take the line."""
        self.text = text


def plain_lines(head: Sequence, rows: Iterable[Sequence]) -> Iterator[str]:
    """Yield a table as lines of CSV that Chinese Excel opens: UTF-8 with a mark before the first."""
    line = Line()
    writer = csv.writer(line)
    writer.writerow(head)
    yield "\ufeff" + line.text
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        yield line.text


def written(table: Table, form: str) -> bytes:
    """Return a table as a file of one of `TYPES`."""
    return "".join(plain_lines(table.head, table.rows)).encode() if form == "csv" else workbook([table])


def workbook(tables: Sequence[Table]) -> bytes:
    """Return the tables as one XLSX file, a sheet each."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    used: set[str] = set()
    for table in tables:
        write(book.create_sheet(sheet_name(table.name, used)), table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_name(name: str, used: set[str]) -> str:
    """Return a name that a workbook allows and that no other sheet of it has."""
    plain = "".join(" " if char in "[]:*?/\\'" else char for char in name).strip()[:LONGEST_TITLE] or "Sheet"
    found, serial = plain, 1
    while found.lower() in used:
        serial += 1
        tail = f" {serial}"
        found = plain[: LONGEST_TITLE - len(tail)] + tail
    used.add(found.lower())
    return found


def grid() -> Any:
    """Return the thin lines around a cell of a printed table."""
    from openpyxl.styles import Border, Side

    thin = Side(style="thin")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of so many characters; a Chinese sign takes two."""
    return sum(max(1, ceil(sum(1 if sign.isascii() else 2 for sign in line) / width)) for line in text.split("\n"))


def parts_of(row: Sequence, widths: Sequence[int]) -> list[list]:
    """Return a row as one or more rows, none of them higher than a spreadsheet's row may be."""
    rest, rows = list(row), []
    while True:
        first, later = [], []
        for value, width in zip(rest, widths, strict=True):
            room = int(width) * MOST_LINES // 2
            long = isinstance(value, str) and lines_of(value, width) > MOST_LINES
            first.append(value[:room] if long else value)
            later.append(value[room:] if long else None)
        rows.append(first)
        if not any(later):
            return rows
        rest = later


def write(sheet: Any, table: Table) -> None:
    """Write one table and set its page."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    lines = grid()
    width = sum(table.widths) or 1
    title = f"{table.title}：{table.name}" if table.continues else table.title
    across(sheet, 1, table, title, Font(name=FONT, size=16, bold=True), "center", 30)
    across(sheet, 2, table, table.note, Font(name=FONT, size=11), "left", LINE * lines_of(table.note, width) + 4)
    rows = [part for row in table.rows for part in parts_of(row, table.widths)]
    for at, values in enumerate([table.head, *rows], start=3):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(at, column, harmless(value))
            cell.font = Font(name=FONT, size=11, bold=at == 3)
            cell.border = lines
            where = "center" if at == 3 else side(value)
            cell.alignment = Alignment(horizontal=where, vertical="center", wrap_text=True, indent=where != "center")
            if isinstance(value, Decimal):
                cell.number_format = "0.00"
        high = max(lines_of(storable(value), wide) for value, wide in zip(values, table.widths, strict=True))
        sheet.row_dimensions[at].height = max(22, LINE * high + 6)
    below = [*([table.empty] if table.empty and not rows else []), *table.below]
    for at, text in enumerate(below, start=4 + len(rows)):
        across(sheet, at, table, text, Font(name=FONT, size=11), "left", 24)
    for column, wide in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
    set_page(sheet, table)


def across(sheet: Any, row: int, table: Table, text: str, font: Any, where: str, height: float) -> None:
    """Write one line over all columns."""
    from openpyxl.styles import Alignment

    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=max(1, len(table.head)))
    cell = sheet.cell(row, 1, harmless(text))
    cell.font = font
    cell.alignment = Alignment(horizontal=where, vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = height


def set_page(sheet: Any, table: Table) -> None:
    """Set paper, margins in inches, repeated head and page number."""
    sheet.print_title_rows = "1:3"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if table.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.7
    margins.top = margins.bottom = 0.9
    sheet.oddFooter.center.text = f'&"{FONT},Regular"&12— &P —'
    sheet.freeze_panes = "A4"
