"""Tables as people's programs save them: every encoding and sign between cells; nothing is passed over in silence."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from accounts.rules import tables

HEAD, ROW = ["姓名", "邮箱"], ["沈砚秋", "shen@expert.example"]


def text(delimiter=",", encoding="utf-8", head=HEAD, row=ROW):
    return "\r\n".join(delimiter.join(cells) for cells in (head, row)).encode(encoding)


def book(*rows, change=lambda sheet: None):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    change(made.active)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "；", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_way_to_save_a_table_is_read(delimiter, encoding):
    assert tables.read(text(delimiter, encoding), HEAD) == [(2, dict(zip(HEAD, ROW, strict=True)))]


def test_a_table_from_taiwan_is_read():
    assert (
        tables.read(text(encoding="big5", head=["名稱", "郵箱"], row=["陳", "a@b.cn"]), ["名稱"])[0][1]["郵箱"]
        == "a@b.cn"
    )


def test_headings_are_compared_folded_and_have_other_names():
    content = text(head=["专家 姓名\u200b", "Ｅ－ｍａｉｌ"])
    assert tables.read(content, HEAD, {"专家姓名": "姓名", "email": "邮箱"})[0][1] == dict(zip(HEAD, ROW, strict=True))


def test_numbers_of_a_spreadsheet_are_whole_where_they_are():
    rows = tables.read(book(["姓名", "邮箱", "手机"], ["沈", "a@b.cn", 13800138000.0]), HEAD)
    assert rows[0][1]["手机"] == "13800138000"


def hide(sheet):
    sheet.row_dimensions[2].hidden = True


def merge(sheet):
    sheet.merge_cells("B1:C1")


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (text(head=["姓名", "邮箱", "邮箱"], row=[*ROW, "x"]), "heading_twice", "邮箱"),
        (text(row=[*ROW, "8012"]), "cell_without_heading", "C2"),
        (book(HEAD, ["沈", '="a"&"@b.cn"']), "formula", "B2"),
        (book(HEAD, ROW, change=hide), "hidden_row", "A2"),
        (book([*HEAD, "x"], [*ROW, "x"], change=merge), "cell_without_heading", "C2"),
        (b"\x00\x01\x02", "unreadable", ""),
        (b"", "no_headings", ""),
    ],
    ids=["twice", "beyond", "formula", "hidden", "merged", "noise", "empty"],
)
def test_what_would_be_passed_over_is_named(content, code, place):
    with pytest.raises(tables.NotATable) as caught:
        tables.read(content, HEAD)
    assert (caught.value.code, caught.value.place) == (code, place)
