"""Reading a table somebody made elsewhere: XLSX or CSV, rows as dicts by their headings; nothing in it is run."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_ROWS = 2000
MOST_BYTES = 50 * 1024 * 1024
MOST_PARTS = 2000
CODE = ("vbaproject", "macrosheets", "activex", "embeddings", "externallinks")
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
    # Imported here: the library is large, and web processes hardly ever read a table.
    from openpyxl import load_workbook

    try:
        require_sound(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        lines = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 20, max_col=40)
        return [["" if cell is None else str(cell).strip() for cell in line] for line in lines]
    except NotATable:
        raise
    except Exception as error:
        raise NotATable("unreadable") from error


def require_sound(content: bytes, most: int = MOST_BYTES) -> list[str]:
    """Return the names of a packed file's parts, read from its directory before anything is unpacked.

    Raises NotATable("too_large") for one that would unpack to more than `most` bytes.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise NotATable("too_large")
    return [part.filename.lower() for part in parts]


@dataclass(frozen=True)
class Cell:
    """One cell of a sheet: where it stands (D7), what was typed, and whether it would be computed."""

    place: str
    value: Any
    formula: bool


def sheets(content: bytes, *, most_bytes: int, most_rows: int = 300, most_columns: int = 20) -> dict[str, list]:
    """Return every sheet of a workbook by its title, as rows of cells; nothing in it is computed.

    Raises NotATable: "too_large", "macros" (code of any kind in the file), "unreadable".
    """
    from openpyxl import load_workbook

    try:
        if any(word in part for part in require_sound(content, most_bytes) for word in CODE):
            raise NotATable("macros")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return {
            sheet.title: [
                [Cell(cell.coordinate, cell.value, cell.data_type == "f") for cell in row if cell.value is not None]
                for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns)
            ]
            for sheet in book.worksheets
        }
    except NotATable:
        raise
    except Exception as error:
        raise NotATable("unreadable") from error
