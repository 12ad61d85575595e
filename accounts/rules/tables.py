"""Reading a table somebody made elsewhere: XLSX or CSV, rows as dicts by their headings; nothing in it is run."""

import csv
import io
import zipfile
from collections.abc import Sequence

MOST_ROWS = 2000
MOST_BYTES = 50 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


class NotATable(ValueError):
    """The file is no table that can be read; `code` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read(content: bytes, headings: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Return (line number as people count, row by heading) for every row that is not empty.

    The first row that holds all headings begins the table. Raises NotATable: "unreadable", "too_large",
    "no_headings", "too_many_rows".
    """
    lines = from_xlsx(content) if content[:2] == b"PK" else from_csv(content)
    start = next((n for n, cells in enumerate(lines) if set(headings) <= set(cells)), None)
    if start is None:
        raise NotATable("no_headings")
    head = lines[start]
    rows = [
        (number, {name: cell for name, cell in zip(head, cells, strict=False) if name})
        for number, cells in enumerate(lines[start + 1 :], start=start + 2)
        if any(cells)
    ]
    if len(rows) > MOST_ROWS:
        raise NotATable("too_many_rows")
    return rows


def from_csv(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV file, in UTF-8 or as Chinese Excel writes it."""
    for encoding in ENCODINGS:
        try:
            return [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(content.decode(encoding)))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotATable("unreadable")


def from_xlsx(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet as text. The directory is read before anything is unpacked."""
    # Here and not above: a web worker that reads no table does without the library's megabytes.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise NotATable("too_large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        lines = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 20, max_col=40)
        return [["" if cell is None else str(cell).strip() for cell in line] for line in lines]
    except NotATable:
        raise
    except Exception as error:
        raise NotATable("unreadable") from error
