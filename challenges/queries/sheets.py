"""Tables as XLSX for printing on A4: heads repeat on every page, and no cell is taken for a formula.

The library is imported where a workbook is made: a web worker that prints nothing does without its megabytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9
LONGEST_TITLE = 31
FONT = "SimSun"
# Control characters that XML cannot hold.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Table:
    """One sheet: its name, the title over the table, a line under it, the head, the rows and what stands below."""

    name: str
    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence]
    widths: Sequence[int]
    below: Sequence[str] = ()
    landscape: bool = False


def harmless(value):
    """Return a cell's value as data: text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return value
    text = ILLEGAL.sub("", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


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
    found, number = plain, 1
    while found.lower() in used:
        number += 1
        tail = f" {number}"
        found = plain[: LONGEST_TITLE - len(tail)] + tail
    used.add(found.lower())
    return found


def grid():
    """Return the thin lines around a cell of a printed table."""
    from openpyxl.styles import Border, Side

    thin = Side(style="thin")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def write(sheet, table: Table) -> None:
    """Write one table and set its page."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    lines = grid()
    columns = len(table.head)
    for row, (text, size, bold) in enumerate([(table.title, 16, True), (table.note, 11, False)], start=1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        cell = sheet.cell(row, 1, harmless(text))
        cell.font = Font(name=FONT, size=size, bold=bold)
        cell.alignment = Alignment(horizontal="center" if bold else "left", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 30
    for row, values in enumerate([table.head, *table.rows], start=3):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, harmless(value))
            cell.font = Font(name=FONT, size=11, bold=row == 3)
            cell.border = lines
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            if isinstance(value, Decimal):
                cell.number_format = "0.00"
    for row, text in enumerate(table.below, start=4 + len(table.rows)):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        sheet.cell(row, 1, harmless(text)).font = Font(name=FONT, size=11)
    for column, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.print_title_rows = "1:3"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if table.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "— &P —"
    sheet.freeze_panes = "A4"
