"""Reading a table somebody made elsewhere: XLSX, CSV or text with tabs, by its headings; nothing in it is run."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import charset_normalizer

from accounts.typed.text import folded, visible

MOST_ROWS = 2000
# Whole numbers that a spreadsheet, which counts in floats, still knows to the last digit.
LARGEST_EXACT = 10**15
MOST_BYTES = 50 * 1024 * 1024
MOST_PARTS = 2000
CODE = ("vbaproject", "macrosheets", "activex", "embeddings", "externallinks")
MOST_COLUMNS = 200
# Signs that part the cells of a line, as they are tried: the first that yields a line with all headings is meant.
DELIMITERS = (",", "\t", ";", "，", "；", "|")
MARKS = {b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32"}
MARKS |= {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Without a mark of their own: Unicode, as Chinese Excel writes it, as Windows in Taiwan does.
ENCODINGS = ("utf-8-sig", "gb18030", "big5")


class NotATable(ValueError):
    """The file is no table that can be read; `code` says why, and `place` where."""

    def __init__(self, code: str, place: str = ""):
        super().__init__(code)
        self.code, self.place = code, place


def read(
    content: bytes, headings: Sequence[str], known: Mapping[str, str] | None = None
) -> list[tuple[int, dict[str, str]]]:
    """Return (line number as people count, row by heading) for every row that is not empty.

    The first row that holds all headings begins the table; `known` gives the heading that another word stands for.
    Headings are compared folded. Raises NotATable: "unreadable", "too_large", "no_headings", "too_many_rows",
    "heading_twice", "cell_without_heading", "formula", "hidden_row", the last ones with their place.
    """
    names = {folded(word): heading for word, heading in {**(known or {}), **{one: one for one in headings}}.items()}
    tries = [from_xlsx(content)] if content[:2] == b"PK" else from_text(content)
    for lines in tries:
        for start, cells in enumerate(lines):
            head = [names.get(folded(cell.text), cell.text) for cell in cells]
            if set(headings) <= set(head):
                return rows_below(lines, start, head)
    raise NotATable("no_headings")


@dataclass(frozen=True)
class Text:
    """A cell as text: what stands in it, and why it cannot be taken as it stands ("" when it can)."""

    text: str
    wrong: str = ""


def rows_below(lines: list[list[Text]], start: int, head: list[str]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the headings. Nothing that stands in the table is passed over without a word."""
    if twice := next((name for n, name in enumerate(head) if name and name in head[:n]), None):
        raise NotATable("heading_twice", twice)
    rows = []
    for number, cells in enumerate(lines[start + 1 :], start=start + 2):
        if not any(cell.text or cell.wrong for cell in cells):
            continue
        row = {}
        for column, cell in enumerate(cells):
            name = head[column] if column < len(head) else ""
            place = f"{letters(column)}{number}"
            if cell.wrong:
                raise NotATable(cell.wrong, place)
            if cell.text and not name:
                raise NotATable("cell_without_heading", place)
            row[name] = cell.text
        row.pop("", None)
        rows.append((number, row))
        if len(rows) > MOST_ROWS:
            raise NotATable("too_many_rows")
    return rows


def letters(column: int) -> str:
    """Return the letters by which a spreadsheet names a column, counted from 0."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def from_text(content: bytes) -> Iterator[list[list[Text]]]:
    """Return the cells of a text file in every way in which it can be read: by encoding, by the sign between cells."""
    found = False
    for text in decoded(content):
        found = True
        for delimiter in DELIMITERS:
            try:
                lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            except csv.Error:
                continue
            yield [[Text(visible(cell).strip()) for cell in cells] for cells in lines]
    if not found:
        raise NotATable("unreadable")


def decoded(content: bytes) -> Iterator[str]:
    """Return the file as text, once for each encoding it may be in."""
    mark = next((name for sign, name in MARKS.items() if content.startswith(sign)), None)
    if mark is None and b"\x00" in content:
        best = charset_normalizer.from_bytes(content, cp_isolation=["utf_16_le", "utf_16_be"]).best()
        mark = best.encoding if best else "utf-16"
    for encoding in [mark] if mark else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            yield text


def from_xlsx(content: bytes) -> list[list[Text]]:
    """Return the cells of the first sheet that is shown. The directory is read before anything is unpacked."""
    # Imported here: the library is large, and web processes hardly ever read a table.
    from openpyxl import load_workbook

    try:
        require_sound(content)
        book = load_workbook(io.BytesIO(content), keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        lines = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS + 40), max_col=min(sheet.max_column, MOST_COLUMNS))
        return [[text_of(cell, cell.row in hidden) for cell in cells] for cells in lines]
    except NotATable:
        raise
    except Exception as error:
        raise NotATable("unreadable") from error


def text_of(cell: Any, hidden: bool) -> Text:
    """Return a cell as text. A formula is not computed, and whoever hid a row did not mean it to be brought in."""
    if cell.value is None:
        return Text("")
    value = cell.value
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        value = int(value)
    return Text(visible(str(value)).strip(), "formula" if cell.data_type == "f" else "hidden_row" if hidden else "")


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
