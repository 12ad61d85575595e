"""Checks of contents read the structure of a file and say what was found and where; bytes are never searched."""

import os
import time

import pikepdf
import pytest
from django.utils import translation
from pikepdf import Array, Dictionary, Name, String

from accounts.content import ole, package, runner
from accounts.content.check import findings
from accounts.content.kinds import KINDS, Unfit, kind_of
from accounts.content.pdf import read
from accounts.content.words import WHAT, sentence
from tests.factories.files import GIVEN, WORD, given, office, pdf, relations

TAKEN = ("pdf", "docx", "xlsx", "txt")


def codes(found, level="refused"):
    return [one.code for one in found if one.level == level]


def of_pdf(tmp_path, change=None, **saving):
    path = tmp_path / "a.pdf"
    path.write_bytes(change if isinstance(change, bytes) else pdf(change, **saving))
    return read(path)


@pytest.mark.parametrize("name", ["plain", "text-mentions-js", "bom-before-header", "crlf-before-header"])
def test_a_pdf_whose_text_only_speaks_of_scripts_is_taken(name):
    path = GIVEN / f"{name}.pdf"
    assert kind_of(path.name, path.read_bytes()[:8192], path, TAKEN).content_type == "application/pdf"
    assert runner.check(path, "application/pdf") == []


def test_an_embedded_table_is_taken_and_named():
    (found,) = runner.check(GIVEN / "with-embedded-csv.pdf", "application/pdf")
    assert (found.code, found.level, found.name) == ("embedded", "noted", "data.csv")
    assert "data.csv" in sentence(found.plain())


def test_a_script_that_runs_at_opening_is_refused_by_name_and_place():
    (found,) = runner.check(GIVEN / "open-action-javascript.pdf", "application/pdf")
    assert (found.code, found.level, found.place) == ("javascript", "refused", "open")
    assert sentence(found.plain()) == "会自动运行的脚本（JavaScript），位于打开文件时的动作、对象 1。"


def test_a_main_part_of_another_name_is_the_one_the_package_names():
    path = GIVEN / "main-part-document2.docx"
    assert kind_of(path.name, path.read_bytes()[:8192], path, TAKEN).content_type == WORD
    assert runner.check(path, WORD) == []


@pytest.mark.parametrize("name", ["方案.wps", "合同.ofd", "资料.zip", "程序.exe"])
def test_what_the_batch_does_not_take_is_refused_with_what_it_takes(tmp_path, name):
    with pytest.raises(Unfit) as refused:
        kind_of(name, b"PK\x03\x04", tmp_path / "none", TAKEN)
    assert all(kind in str(refused.value.message) for kind in TAKEN)


def test_a_scan_whose_picture_bytes_read_like_scripts_is_taken_quickly(tmp_path):
    def scanned(document, page):
        noise = bytearray(os.urandom(24 * 1024 * 1024))
        for at in range(0, len(noise) - 40, 4096):
            noise[at : at + 34] = b" /JS /JavaScript /Launch /RichMedi"
        picture = pikepdf.Stream(document, bytes(noise))
        picture.Subtype, picture.Filter = Name.Image, Name.DCTDecode
        page.Resources = Dictionary(XObject=Dictionary(JS=picture, JavaScript=picture))

    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(scanned))
    assert path.stat().st_size > 20 * 1024 * 1024
    began = time.process_time()
    assert read(path) == []
    assert time.process_time() - began < 2


def script(document):
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def on_page(key, action):
    def change(document, page):
        page[key] = action(document)

    return change


def on_annotation(key, action, subtype="/Link"):
    def change(document, page):
        note = Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=Array([0, 0, 1, 1]))
        note[key] = action(document)
        page.Annots = document.make_indirect(Array([document.make_indirect(note)]))

    return change


def on_root(path, value):
    def change(document, page):
        held = document.Root
        for key in path[:-1]:
            held[key] = held.get(key, Dictionary())
            held = held[key]
        held[path[-1]] = value(document)

    return change


def carried(name, data=b"a,b"):
    def spec(document):
        stream = document.make_stream(data, Type=Name.EmbeddedFile)
        return Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=stream))

    return spec


ACTIVE = {
    "names": (on_root(["/Names", "/JavaScript", "/Names"], lambda d: Array([String("x"), script(d)])), "javascript"),
    "page event": (on_page("/AA", lambda d: Dictionary(O=script(d))), "javascript"),
    "annotation": (on_annotation("/A", script), "javascript"),
    "behind another": (on_annotation("/A", lambda d: Dictionary(S=Name.GoTo, Next=Array([script(d)]))), "javascript"),
    "outline": (on_root(["/Outlines", "/First", "/A"], script), "javascript"),
    "field": (
        on_root(["/AcroForm", "/Fields"], lambda d: Array([Dictionary(AA=Dictionary(K=script(d)))])),
        "javascript",
    ),
    "rendition": (on_annotation("/A", lambda d: Dictionary(S=Name.Rendition, JS=String("x"))), "javascript"),
    "launch": (on_annotation("/A", lambda d: Dictionary(S=Name.Launch, F=String("cmd.exe"))), "launch"),
    "submit": (on_annotation("/A", lambda d: Dictionary(S=Name.SubmitForm, F=String("http://x"))), "submit_form"),
    "import": (on_annotation("/A", lambda d: Dictionary(S=Name.ImportData, F=String("x.fdf"))), "import_data"),
    "rich media": (on_annotation("/NM", lambda d: String("x"), "/RichMedia"), "rich_media"),
    "opens address": (
        on_root(["/OpenAction"], lambda d: Dictionary(S=Name.URI, URI=String("http://x"))),
        "opens_address",
    ),
    "program": (
        on_root(["/Names", "/EmbeddedFiles", "/Names"], lambda d: Array([carried("看.exe")(d)])),
        "embedded_program",
    ),
    "xfa": (
        on_root(
            ["/AcroForm"],
            lambda d: Dictionary(Fields=Array([]), XFA=d.make_stream(b"<xdp><script>x</script></xdp>")),
        ),
        "xfa_script",
    ),
    "inside": (
        on_root(
            ["/Names", "/EmbeddedFiles", "/Names"],
            lambda d: Array([carried("内.pdf", given("open-action-javascript.pdf"))(d)]),
        ),
        "javascript",
    ),
}


@pytest.mark.parametrize("case", ACTIVE)
@pytest.mark.parametrize("packed", [False, True])
def test_what_acts_is_found_wherever_it_hangs_and_however_it_is_packed(tmp_path, case, packed):
    change, code = ACTIVE[case]
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    assert code in codes(of_pdf(tmp_path, change, object_stream_mode=mode))


HARMLESS = {
    "link to an address": (on_annotation("/A", lambda d: Dictionary(S=Name.URI, URI=String("http://x"))), []),
    "font named JS": (
        on_page("/Resources", lambda d: Dictionary(Font=Dictionary(JS=Dictionary(S=Name.JavaScript)))),
        [],
    ),
    "tags": (on_root(["/StructTreeRoot"], lambda d: Dictionary(K=Dictionary(S=Name.Launch))), []),
    "opens at a page": (on_root(["/OpenAction"], lambda d: Dictionary(S=Name.GoTo, D=Array([]))), []),
    "another file": (on_annotation("/A", lambda d: Dictionary(S=Name.GoToR, F=String("b.pdf"))), ["other_file"]),
    "embedded target": (
        on_annotation("/A", lambda d: Dictionary(S=Name.GoToE, F=String("b.pdf"))),
        ["embedded_target"],
    ),
    "attached note": (on_annotation("/FS", carried("附.xlsx"), "/FileAttachment"), ["embedded"]),
    "film": (on_annotation("/NM", lambda d: String("x"), "/Movie"), ["media"]),
    "plain xfa": (
        on_root(["/AcroForm"], lambda d: Dictionary(Fields=Array([]), XFA=d.make_stream(b"<xdp><template/></xdp>"))),
        ["xfa"],
    ),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_does_nothing_by_itself_is_taken_and_at_most_noted(tmp_path, case):
    change, noted = HARMLESS[case]
    found = of_pdf(tmp_path, change)
    assert (codes(found), codes(found, "noted")) == ([], noted)


def test_the_page_is_named_as_people_count(tmp_path):
    def change(document, page):
        document.add_blank_page()
        last = document.add_blank_page().obj
        last.AA = Dictionary(O=script(document))

    (found,) = of_pdf(tmp_path, change)
    assert found.page == 3


def test_locked_and_broken_files_are_told_apart(tmp_path):
    locked = pikepdf.Encryption(owner="a", user="b")
    assert codes(of_pdf(tmp_path, encryption=locked)) == ["encrypted"]
    assert codes(of_pdf(tmp_path, encryption=pikepdf.Encryption(owner="a", user=""))) == []
    assert codes(of_pdf(tmp_path, b"%PDF-1.7 nothing")) == ["damaged"]
    whole = given("open-action-javascript.pdf")
    assert codes(of_pdf(tmp_path, whole[: whole.index(b"xref")])) == ["javascript"]


def test_a_file_that_is_too_much_or_kills_the_checker_is_not_checked_and_ends_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.pdf"
    path.write_bytes(given("plain.pdf"))
    for limits, code in (({"seconds": 0}, "time"), ({"megabytes": 30}, "killed failed")):
        with pytest.raises(runner.NotChecked) as stopped:
            runner.check(path, "application/pdf", **limits)
        assert stopped.value.code in code
    with pytest.raises(FileNotFoundError):
        runner.check(tmp_path / "gone.pdf", "application/pdf")
    monkeypatch.setattr("accounts.content.pdf.MOST_OBJECTS", 3)
    with pytest.raises(package.TooMuch):
        read(path)


def of_office(tmp_path, **given_):
    path = tmp_path / "a.docx"
    path.write_bytes(office(**given_))
    return findings(path, WORD)


RELS = "word/_rels/document.xml.rels"


def leading(kind, target, outside=False, **parts):
    return {"parts": {RELS: relations((kind, target, outside)), **parts}}


def holding(part, kind):
    return {"parts": {part: b"<a/>"}, "kinds": {part: f"application/vnd.ms-office.{kind}"}}


RUNS = ("<w:fldChar/>", "<w:instrText> DDE</w:instrText>", "<w:instrText>AUTO cmd</w:instrText>", "<w:fldChar/>")
TABLE, BOOK = (
    {"word/in/a.xlsx": office("xl/workbook.xml")},
    office("xl/workbook.xml", parts={"xl/vbaProject.bin": b"0"}),
)
OFFICE = {
    "macro by type": (holding("word/x.bin", "vbaProject"), ["macro"], []),
    "macro by relation": (leading("vbaProject", "x.bin"), ["macro"], []),
    "template": (leading("attachedTemplate", "http://x/a.dotm", True), ["external_template"], []),
    "share": (leading("attachedTemplate", r"\\x\a.dotm", True), ["external_template"], []),
    "own template": (leading("attachedTemplate", "file:///C:\\a\\Normal.dotm", True), [], []),
    "object": (leading("oleObject", "https://x/a", True), ["external_object"], []),
    "picture": (leading("image", "http://x/a.png", True), [], ["external_image"]),
    "hyperlink": (leading("hyperlink", "http://x/", True), [], []),
    "activex": (holding("word/a.xml", "activeX+xml"), ["activex"], []),
    "dde": ({"main": f'<d xmlns:w="w">{"".join(RUNS)}</d>'}, ["dde"], []),
    "table inside": (leading("package", "in/a.xlsx", **TABLE), [], ["embedded"]),
    "macros inside": (leading("package", "in/a.xlsm", **{"word/in/a.xlsm": BOOK}), ["macro"], ["embedded"]),
    "entity": ({"main": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, ["damaged"], []),
}


@pytest.mark.parametrize("case", OFFICE)
def test_an_office_file_is_judged_by_its_own_types_and_relationships(tmp_path, case):
    given_, refused, noted = OFFICE[case]
    found = of_office(tmp_path, **given_)
    assert (sorted(set(codes(found))), sorted(set(codes(found, "noted")))) == (refused, noted)


def compound(*names: str) -> bytes:
    """An old office file with empty streams of these names: one sector of table, one chain of directory."""
    import struct

    entries = [("Root Entry", 5), *((name, 2) for name in names)]
    entries += [("", 0)] * (-len(entries) % 4)
    directory = b""
    for name, kind in entries:
        raw = name.encode("utf-16-le")
        size = len(raw) + 2 if kind else 0
        row = raw.ljust(64, b"\0") + struct.pack("<HB", size, kind) + b"\0" * 49 + struct.pack("<III", 0xFFFFFFFE, 0, 0)
        directory += row.ljust(128, b"\0")
    sectors = len(directory) // 512
    table = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    head = ole.HEAD + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + struct.pack("<128I", *table) + directory


def test_an_old_office_file_is_judged_by_the_names_of_its_streams():
    assert ole.read(compound("WordDocument")) == []
    assert codes(ole.read(compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT"))) == ["macro"]
    assert codes(ole.read(compound("EncryptedPackage", "EncryptionInfo"))) == ["encrypted"]
    assert codes(ole.read(ole.HEAD + b"\0" * 600)) == ["damaged"]
    words = "_VBA_PROJECT".encode("utf-16-le")
    assert ole.read(compound("WordDocument") + words) == []


def test_an_office_file_with_a_password_says_so(tmp_path):
    path = tmp_path / "密.docx"
    path.write_bytes(compound("EncryptedPackage"))
    with pytest.raises(Unfit) as refused:
        kind_of(path.name, path.read_bytes(), path, TAKEN)
    assert refused.value.code == "encrypted"


def test_every_finding_has_words_in_both_languages():
    for code in WHAT:
        here = sentence({"code": code, "name": "a", "page": 2, "place": "annotation", "object": 9})
        with translation.override("en"):
            there = sentence({"code": code, "name": "a", "page": 2, "place": "annotation", "object": 9})
        assert here != there
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in there), there


def test_every_kind_can_be_known_by_its_contents():
    assert all(kind.begins or name == "txt" for name, kind in KINDS.items())
