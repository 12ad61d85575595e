"""Statements as banks export them, which of their rows are new, and which payments they may be."""

import contextlib
import datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.rules import tables
from challenges.contracts.money import statement, words
from challenges.contracts.money.matching import Match, Open, propose, surplus
from challenges.contracts.money.statement import Row

HEAD = ["交易日期", "收入", "支出", "对方户名", "摘要", "币种"]
DAY = datetime.date(2026, 11, 30)


def line(day="2026-11-30", into="", out="", party="苍渊动力装备股份有限公司", note="货款", currency="人民币"):
    return [day, into, out, party, note, currency]


def text(*rows, head=HEAD, encoding="utf-8"):
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (head, *rows)).encode(encoding)


def book(*rows, merge=()):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for place in merge:
        made.active.merge_cells(place)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def clean(content):
    found = statement.read(content)
    assert found.wrong == []
    return [(row.on, row.came, row.fen, row.party) for row in found.rows]


MONEY = (DAY, True, 1_200_001, "苍渊动力装备股份有限公司")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_statement_is_read_in_the_encodings_of_banks(encoding):
    assert clean(text(line(into="12,000.01"), encoding=encoding)) == [MONEY]


@pytest.mark.parametrize(
    "head",
    [
        ["记账日期", "贷方发生额", "借方发生额", "对方名称", "用途", "币别"],
        ["交易时间", "贷方发生额/收入", "借方发生额/支出", "对手户名", "交易摘要", "货币"],
        ["日期", "收入（元）", "支出（元）", "对方账户名称", "附言", "交易币种"],
        ["交易日", "转入金额(人民币)", "转出金额(人民币)", "收付款人名称", "备注", "币种"],
    ],
)
def test_headings_of_several_banks_mean_the_same(head):
    assert clean(text(line(into="12000.01"), head=head)) == [MONEY]


@pytest.mark.parametrize(
    "day",
    ["2026-11-30", "2026/11/30", "20261130", "2026年11月30日", "2026-11-30 09:12:33", "2026.11.30", "20261130 091233"],
)
def test_days_as_banks_write_them(day):
    assert clean(text(line(day, into="12000.01"))) == [MONEY]


@pytest.mark.parametrize(("side", "came"), [("贷", True), ("借", False), ("收入", True), ("支出", False), ("C", True)])
def test_one_column_of_amounts_with_the_way_beside_it(side, came):
    content = text([*line()[:1], "12000.01", side, *line()[3:]], head=["交易日期", "金额", "借贷标志", *HEAD[3:]])
    assert clean(content) == [(DAY, came, *MONEY[2:])]


def test_a_workbook_with_a_title_merged_headings_and_whole_floats():
    content = book(
        ["账户交易明细", None, None, None, None],
        ["账号 6222 **** 0001", None, None, None, None],
        ["交易日期", "发生额", None, "对方户名", "余额"],
        [None, "借方", "贷方", None, None],
        [DAY, None, 12000.0, MONEY[3], 99.5],
        [20261130.0, 0.1 + 0.2, "--", MONEY[3], 99.5],
        ["合计", 0.3, 12000, None, None],
        merge=["A1:E1", "A3:A4", "B3:C3", "D3:D4", "E3:E4"],
    )
    assert clean(content) == [(DAY, True, 1_200_000, MONEY[3]), (DAY, False, 30, MONEY[3])]
    assert statement.read(content).sums == [7]


@pytest.mark.parametrize(
    ("row", "heading", "code"),
    [
        (line(into="100", currency="美元"), "币种", "currency"),
        (line(into="100", currency="USD"), "币种", "currency"),
        (line(into="-100"), "收入", "negative"),
        (line(out="（100）"), "支出", "not_a_number"),
        (line(into="100.005"), "收入", "places"),
        (line(into="1,00"), "收入", "comma"),
        (line(into="100", out="100"), "支出", "both_sides"),
        (line(), "收入", "no_amount"),
        (line(into="0.00", out="-"), "收入", "no_amount"),
        (line("昨天", into="100"), "交易日期", "not_a_day"),
        (line("2026-02-30", into="100"), "交易日期", "not_a_day"),
        (line("", into="100"), "交易日期", "not_a_day"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_by_line_and_heading(row, heading, code):
    found = statement.read(text(line(into="1"), row))
    assert [(one.line, one.heading, one.code) for one in found.wrong] == [(3, heading, code)]
    assert len(found.rows) == 1
    assert words.wrong_in_words(found.wrong[0]).startswith(f"第 3 行“{heading}”：")


def test_an_amount_without_its_way_is_named():
    content = text(["2026-11-30", "100", ""], head=["交易日期", "金额", "借贷标志"])
    assert [(one.heading, one.code) for one in statement.read(content).wrong] == [("借贷标志", "no_side")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (text(line(), head=["日子", *HEAD[1:]]), "no_headings"),
        (text(head=["交易日期", "余额"]), "no_headings"),
        (b"", "no_headings"),
        (b"\x00\x01\x02", "unreadable"),
        (b"PK\x03\x04 no archive", "unreadable"),
        (book(HEAD, ["2026-11-30", "=1+1"]), "formula"),
        (book(HEAD, [*line(into=1), "x"]), "cell_without_heading"),
        (text(*[line(into="1")] * 2001), "too_many_rows"),
    ],
)
def test_what_is_no_statement_is_refused_in_words(content, code):
    with pytest.raises(tables.NotATable) as caught:
        statement.read(content)
    assert caught.value.code == code
    assert words.not_a_table(caught.value)


@given(
    content=st.one_of(
        st.binary(max_size=200), st.lists(st.lists(st.text(max_size=8), max_size=7)).map(lambda rows: text(*rows))
    )
)
def test_no_file_breaks_the_reader(content):
    with contextlib.suppress(tables.NotATable):
        statement.read(content)


def row(fen=100, day=30, party="苍渊动力装备", note="货款", came=True, at=2):
    return Row(at, datetime.date(2026, 11, day), came, fen, party, note)


def test_two_equal_rows_are_two_and_the_same_file_again_is_none():
    twice = statement.read(text(line(into="12000"), line(into="12000"))).rows
    assert len(surplus(twice, [])) == 2
    assert surplus(twice, [one.same for one in twice]) == []


def test_an_overlapping_week_brings_only_its_surplus():
    before = [row(day=24), row(day=25), row(day=25)]
    again = [row(day=25, at=9), row(day=25, at=10), row(day=25, at=11), row(day=26, at=12)]
    assert [one.line for one in surplus(again, [one.same for one in before])] == [11, 12]


def test_the_same_movement_from_a_workbook_is_not_new():
    one = statement.read(text(line("2026/11/30", into="12,000.00"), encoding="gbk")).rows
    other = statement.read(book(HEAD, [datetime.date(2026, 11, 30), 12000, None, *line()[3:]])).rows
    assert surplus(other, [row.same for row in one]) == []


ROWS = st.lists(st.builds(row, fen=st.integers(1, 3), day=st.integers(1, 3)), max_size=12)


@given(first=ROWS, second=ROWS)
def test_taking_two_files_in_any_order_holds_the_larger_count_of_each_row(first, second):
    kept = surplus(first, [])
    kept += surplus(second, [one.same for one in kept])
    same = [one.same for one in kept]
    for key in set(same):
        assert same.count(key) == max([one.same for one in first].count(key), [one.same for one in second].count(key))


def open_one(key=1, fen=100, party="苍渊动力装备", due=30, marks=()):
    return Open(key, fen, party, datetime.datetime(2026, 11, due, tzinfo=datetime.UTC), marks)


def test_a_receipt_over_two_parts_is_proposed_over_both():
    [match] = propose([row(850_000)], [open_one(1, 750_000, due=1), open_one(2, 750_000, due=2)])
    assert (match.pays, match.why) == ([(1, 750_000), (2, 100_000)], "party")


@pytest.mark.parametrize(
    ("one", "payments", "pays", "why"),
    [
        (row(100), [open_one(1, 300, due=1), open_one(2, 100, due=2)], [(2, 100)], "amount"),
        (row(100), [open_one(1, 100, due=9), open_one(2, 100, due=2)], [(2, 100)], "amount"),
        (
            row(100, note="RW-2027-001A 首笔"),
            [open_one(1, 100, due=1), open_one(2, 200, marks=("RW-2027-001A",))],
            [(2, 100)],
            "mark",
        ),
        (row(100, party="苍渊动力装备股份有限公司"), [open_one()], [(1, 100)], "amount"),
        (row(100, party="别家"), [open_one()], [], "nobody"),
        (row(100, party=""), [open_one()], [], "nobody"),
        (row(101), [open_one()], [], "beyond"),
    ],
)
def test_by_what_a_row_is_matched(one, payments, pays, why):
    [match] = propose([one], payments)
    assert (match.pays, match.why) == (pays, why)
    assert words.match_in_words(match)


PAYMENTS = st.lists(st.integers(1, 500), max_size=5).map(lambda sums: [open_one(n, fen) for n, fen in enumerate(sums)])


@given(rows=st.lists(st.builds(row, fen=st.integers(1, 600)), max_size=8), payments=PAYMENTS)
def test_no_payment_is_proposed_beyond_what_is_open(rows, payments):
    found = propose(rows, payments)
    assert [match.row for match in found] == rows
    for match in found:
        assert sum(fen for _key, fen in match.pays) == (match.row.fen if match.pays else 0)
    for one in payments:
        assert sum(fen for match in found for key, fen in match.pays if key == one.key) <= one.fen


def test_a_match_says_nothing_by_itself():
    assert Match(row()).pays == []
