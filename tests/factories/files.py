"""Files as people hand them in, made small and real: a PDF with its objects, an office package with its directory."""

import io
import zipfile
from pathlib import Path

import pikepdf

GIVEN = Path(__file__).resolve().parents[1] / "files_given"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OUTSIDE = ' TargetMode="External"'
MAIN = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}


def given(name: str) -> bytes:
    """Return one of the small files that stand for what people really send."""
    return (GIVEN / name).read_bytes()


PDF = given("plain.pdf")
SCRIPTED = given("open-action-javascript.pdf")


def pdf(change=None, **saving) -> bytes:
    """Return a PDF of one page; `change(document, page)` puts into it what a test is about."""
    document = pikepdf.new()
    page = document.add_blank_page().obj
    if change is not None:
        change(document, page)
    raw = io.BytesIO()
    document.save(raw, **saving)
    return raw.getvalue()


def relations(*rows: tuple[str, str, bool]) -> bytes:
    """Return a part of relationships: (last word of the type, target, whether outside)."""
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}{kind}" Target="{target}"{OUTSIDE if outside else ""}/>'
        for n, (kind, target, outside) in enumerate(rows)
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'.encode()


def office(holds="word/document.xml", parts=None, kinds=None, main=None) -> bytes:
    """Return an office package with one main part; `parts` are further ones, `kinds` their types by name."""
    kinds = {holds: MAIN.get(holds, MAIN["word/document.xml"]), **(kinds or {})}
    named = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    types = (
        f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{named}'
        "</Types>"
    )
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations(("officeDocument", holds, False)))
        archive.writestr(holds, main or "<document/>")
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return raw.getvalue()
