"""Tables as DOCX for printing on A4: repeated heads, no row broken across pages, page numbers, Chinese fonts."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from challenges.core.queries.tables import Table, side, storable

TITLE, BODY, LATIN = "黑体", "宋体", "Times New Roman"
# Centimetres: A4, and the margins of an official paper.
A4 = (21.0, 29.7)
MARGINS = {"top": 2.8, "bottom": 2.5, "left": 2.6, "right": 2.4}
CHINESE_NUMBERS = "一二三四五六七八九十"


def document(tables: Sequence[Table], *, at: datetime) -> bytes:
    """Return the tables as one DOCX file: each on its own page, except those that continue under a heading.

    `at` is the time that the file says it was made.
    """
    from docx import Document

    paper = Document()
    properties = paper.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = tables[0].title if tables else ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    paper.styles["Normal"].paragraph_format.space_after = 0
    set_font(paper.styles["Normal"], BODY, 10.5)
    speak_chinese(paper.styles["Normal"])
    heading = 0
    for place, table in enumerate(tables):
        if not place:
            set_page(paper.sections[0], table.landscape)
        elif not table.continues:
            new_page(paper, tables[place - 1], table)
        if not table.continues:
            heading = 0
            line(paper, table.title, TITLE, 18, align="center", after=8)
            line(paper, table.note, BODY, 10.5, after=6)
        if table.continues or (place + 1 < len(tables) and tables[place + 1].continues):
            line(paper, f"{CHINESE_NUMBERS[heading % 10]}、{table.name}", TITLE, 13, before=12, after=4, keep=True)
            heading += 1
        if table.rows:
            write(paper, table)
        elif table.empty:
            line(paper, table.empty, BODY, 10.5, indent=True)
        for text in table.below:
            line(paper, text, BODY, 11, before=10, keep=True)
    page_numbers(paper)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def set_font(style: Any, name: str, size: float, bold: bool = False) -> None:
    """Give a style or a run its font, also for Chinese signs, which office programs keep apart."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def speak_chinese(style: Any) -> None:
    """Say that the text is Chinese of the mainland, or punctuation comes in another region's shapes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def line(
    paper: Any,
    text: str,
    font: str,
    size: float,
    *,
    align: str = "left",
    before: int = 0,
    after: int = 0,
    keep: bool = False,
    indent: bool = False,
) -> None:
    """Write one paragraph. `keep` keeps it on the page of what follows."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = paper.add_paragraph()
    set_font(paragraph.add_run(storable(text)), font, size)
    form = paragraph.paragraph_format
    form.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    if indent:
        form.first_line_indent = Pt(2 * size)


def set_page(section: Any, landscape: bool) -> None:
    """Set paper, direction and margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    short, long = (Cm(side) for side in A4)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    for edge, size in MARGINS.items():
        setattr(section, f"{edge}_margin", Cm(size))
    section.footer_distance = Cm(1.4)


def new_page(paper: Any, before: Table, table: Table) -> None:
    """Begin a page; in another section when the paper turns."""
    if before.landscape == table.landscape:
        paper.add_page_break()
    else:
        set_page(paper.add_section(), table.landscape)


def write(paper: Any, table: Table) -> None:
    """Write one table over the whole width, its head again on every page, its rows whole."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Emu

    section = paper.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [Emu(int(room * width / sum(table.widths))) for width in table.widths]
    grid = paper.add_table(rows=1 + len(table.rows), cols=len(table.head))
    grid.style, grid.alignment, grid.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for place, (row, values) in enumerate(zip(grid.rows, [table.head, *table.rows], strict=True)):
        mark(row, "cantSplit")
        if not place:
            mark(row, "tblHeader")
        for cell, value, width in zip(row.cells, values, widths, strict=True):
            cell.width = width
            fill(cell, value, head=not place)


def mark(row: Any, name: str) -> None:
    """Set a property of a table row."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def fill(cell: Any, value: Any, *, head: bool) -> None:
    """Write one cell: heads in the middle, numbers right with their two decimals, text left."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, "CENTER" if head else side(value).upper())
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    set_font(paragraph.add_run(storable(value)), TITLE if head else BODY, 10 if head else 10.5)


def page_numbers(paper: Any) -> None:
    """Write — 1 — at the foot of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = paper.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(paragraph.add_run("— "), BODY, 14)
    field = paragraph.add_run()
    set_font(field, BODY, 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        field._r.append(part)
    set_font(paragraph.add_run(" —"), BODY, 14)
