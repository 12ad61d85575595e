"""What files say of their making: read from the ends of a PDF and small parts of office files, and never trusted."""

import zipfile

import pytest

from challenges.collusion.comparison import metadata

CORE = """<?xml version="1.0"?><cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:t">
<dc:creator>林知远</dc:creator><cp:lastModifiedBy>chen.y</cp:lastModifiedBy>
<dcterms:created>2026-05-01T09:00:01Z</dcterms:created></cp:coreProperties>"""
APP = """<?xml version="1.0"?><Properties xmlns="urn:p"><Application>WPS Office</Application>
<Company>澄廊电力电子</Company></Properties>"""
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="urn:rdf"><rdf:Description xmlns:m="urn:mm"
 xmlns:dc="urn:dc" m:DocumentID="uuid:77-88"><dc:creator><rdf:Seq><rdf:li>沈知夏</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def office(path, core=CORE, app=APP):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", "")
        if core is not None:
            box.writestr("docProps/core.xml", core)
        if app is not None:
            box.writestr("docProps/app.xml", app)
    return path


def pdf(path, body):
    path.write_bytes(b"%PDF-1.6\n" + body + b"\n%%EOF")
    return path


@pytest.mark.parametrize("name", ["a.docx", "A.XLSX", "b.pptx"])
def test_an_office_file_names_author_editor_company_and_making(tmp_path, name):
    assert metadata.read(office(tmp_path / "f"), name) == {
        "author": "林知远",
        "editor": "chen.y",
        "company": "澄廊电力电子",
        "made": "WPS Office 2026-05-01T09:00:01Z",
    }


def test_an_office_file_without_properties_says_nothing(tmp_path):
    assert metadata.read(office(tmp_path / "f", core=None, app=None), "a.docx") == {}


@pytest.mark.parametrize(
    ("token", "author"),
    [
        (b"(Lin Zhiyuan)", "Lin Zhiyuan"),
        (
            rb"(Lin \(Zhi\)\056 \
yuan)",
            "Lin (Zhi). yuan",
        ),
        (b"(a (b) c)", "a (b) c"),
        (b"<FEFF6797 77E58FDC>", "林知远"),
        (b"(\xfe\xff" + "林知远".encode("utf-16-be") + b")", "林知远"),
        ("(林知远)".encode(), "林知远"),
        ("(林知远)".encode("gb18030"), "林知远"),
        (b"(\xff\xa0)", "ÿ"),
        (b"<4C6>", "L`"),
    ],
)
def test_a_pdf_string_is_read_however_it_was_written(tmp_path, token, author):
    assert metadata.read(pdf(tmp_path / "f", b"<< /Author " + token + b" >>"), "a.pdf") == {"author": author}


def test_a_pdf_names_program_time_and_number(tmp_path):
    body = b"<< /Producer (WPS) /CreationDate (D:20260501) /ID [<0123456789ABCDEF0123456789abcdef> <00>] >>"
    found = metadata.read(pdf(tmp_path / "f", body), "a.pdf")
    assert found == {"made": "WPS D:20260501", "document": "0123456789abcdef0123456789abcdef"}


def test_the_packet_of_a_pdf_is_read_and_the_last_save_counts(tmp_path):
    body = XMP.encode() + b"/Author (first) " + b" " * 600_000 + b"/Author (last)"
    assert metadata.read(pdf(tmp_path / "f", body), "a.pdf") == {"author": "last", "document": "uuid:77-88"}
    assert metadata.read(pdf(tmp_path / "g", XMP.encode()), "a.pdf")["author"] == "沈知夏"


def test_of_a_locked_pdf_only_its_number_is_read(tmp_path):
    body = b"/Encrypt 5 0 R /Author (\x01\x02xx) /ID[<00112233445566778899aabbccddeeff>]"
    assert metadata.read(pdf(tmp_path / "f", body), "a.pdf") == {"document": "00112233445566778899aabbccddeeff"}


@pytest.mark.parametrize(
    "core",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><x><creator>&a;</creator></x>',
        "<broken",
        f"<x><creator>{'a' * 70_000}</creator></x>",
    ],
    ids=["an entity", "broken", "too large"],
)
def test_a_hostile_part_says_nothing(tmp_path, core):
    assert "author" not in metadata.read(office(tmp_path / "f", core=core), "a.docx")


def test_a_bomb_is_not_unpacked(tmp_path):
    path = office(tmp_path / "f", core="<x>" + " " * 50_000_000 + "</x>")
    assert path.stat().st_size < 100_000
    assert "author" not in metadata.read(path, "a.docx")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04 no zip"), ("a.pdf", b"<x:xmpmeta><a></x:xmpmeta>"), ("a.png", b"/Author (x)"), ("a", b"")],
)
def test_what_cannot_be_read_says_nothing(tmp_path, name, data):
    path = tmp_path / "f"
    path.write_bytes(data)
    assert metadata.read(path, name) == {}
    assert metadata.read(tmp_path / "missing", name) == {}


def test_an_entry_that_is_locked_says_nothing(tmp_path):
    data = bytearray(office(tmp_path / "f").read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + offset] |= 1
    (tmp_path / "f").write_bytes(data)
    assert metadata.read(tmp_path / "f", "a.docx") == {}


def test_no_file_keeps_the_search_busy(tmp_path):
    # Openings without an end, nested and repeated; a naive pattern needs minutes for these.
    for body in (b"/Author(" * 60_000, b"/Author(" + b"(" * 250_000, b"<x:xmpmeta" * 25_000, b"/Author<" * 60_000):
        assert metadata.read(pdf(tmp_path / "f", body), "a.pdf") == {}


def test_long_values_are_cut_and_control_signs_dropped(tmp_path):
    core = f"<x><creator>{'甲' * 300}</creator><company>a\u200bb</company></x>"
    assert metadata.read(office(tmp_path / "f", core=core, app=None), "a.docx") == {"author": "甲" * 120}
