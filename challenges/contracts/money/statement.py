"""A bank's statement read into plain rows: every cell that cannot be taken is named by its line and its heading."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.rules import tables
from accounts.typed import text
from accounts.typed.unreadable import Unreadable
from challenges.contracts.money import headings, yuan
from challenges.contracts.money.headings import AMOUNT, CURRENCY, DAY, INTO, NOTE, OUT, PARTY, SERIAL, SIDE

YUAN = frozenset(map(text.folded, ("", "人民币", "人民币元", "CNY", "RMB", "元", "156", "01", "本币")))
CAME = frozenset(map(text.folded, ("贷", "贷方", "收", "收入", "来账", "转入", "C", "CR", "credit")))
WENT = frozenset(map(text.folded, ("借", "借方", "支", "支出", "付", "往账", "转出", "D", "DR", "debit")))
NOTHING = frozenset(("", "-", "--", "—", "——", "/"))
SUMS = ("合计", "总计", "小计", "本页", "本月", "期初", "期末", "承前", "过次", "笔数")
WRITTEN_DAY = re.compile(
    r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]?\d{1,2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?)?", re.ASCII
)
# A spreadsheet keeps no more digits of a number than these; what stands behind them is its arithmetic.
FLOAT_DIGITS = 15


@dataclass(frozen=True)
class Row:
    """One movement: its line in the file, its day, whether it came in, how many fen, from or to whom, what is noted."""

    line: int
    on: datetime.date
    came: bool
    fen: int
    party: str = ""
    note: str = ""
    serial: str = ""

    @property
    def same(self) -> tuple:
        """Return what makes two lines tell of the same movement, in whichever file and form they stand."""
        return (self.on, self.came, self.fen, text.folded(self.party), text.folded(self.note), self.serial)


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be taken: its line as people count, the heading of its column, and why."""

    line: int
    heading: str
    message: str
    code: str


@dataclass
class Statement:
    """What a file says: its movements, what is wrong with others, and the lines passed over because they are sums."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)


def read(content: bytes) -> Statement:
    """Return the movements of a statement in CSV (UTF-8, GBK, with or without a mark) or XLSX.

    Raises accounts.rules.tables.NotATable as its `read` does; whoever takes the rows asks first that none is wrong.
    """
    grids = [tables.from_xlsx(content)] if content[:2] == b"PK" else tables.from_text(content)
    for lines in grids:
        for place, head, columns in headings.heads(lines):
            names = {column: heading for heading, column in zip(head, columns, strict=True) if column}
            # Two headings that nothing here reads may be equal; what is read has one name each.
            pairs = enumerate(zip(head, columns, strict=True))
            keys = [column or (f"{heading}#{n}" if heading else "") for n, (heading, column) in pairs]
            return rows_of(tables.rows_below(lines, place, keys), names)
    raise tables.NotATable("no_headings")


def rows_of(lines: list[tuple[int, dict[str, str]]], names: Mapping[str, str]) -> Statement:
    """Return the movements of the lines below the head; `names` says how this file calls each column."""
    found = Statement()
    for line, cells in lines:
        if is_sum(cells):
            found.sums.append(line)
            continue
        wrong = list(problems(line, cells, names))
        found.wrong += wrong
        if not wrong:
            came, fen = movement(cells)
            words = {name: text.line(cells.get(name)) for name in (PARTY, NOTE, SERIAL)}
            found.rows.append(Row(line, day_of(cells[DAY]), came, fen, **words))
    return found


def is_sum(cells: Mapping[str, str]) -> bool:
    """Return True for a line that adds up others: it has no day, and its first words say so."""
    first = next((cell for cell in cells.values() if cell), "")
    day = cells.get(DAY, "")
    return first.startswith(SUMS) and (not day or day == first)


def problems(line: int, cells: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield what keeps a line from being taken, all at once."""
    if text.folded(cells.get(CURRENCY, "")) not in YUAN:
        said = _("币种是“%(currency)s”。台账只记人民币，请从文件中去掉这一行，另行登记。")
        yield Wrong(line, names[CURRENCY], said % {"currency": cells[CURRENCY]}, "currency")
    try:
        day_of(cells.get(DAY, ""))
    except Unreadable as unreadable:
        yield Wrong(line, names[DAY], str(unreadable), unreadable.code)
    yield from amount_problems(line, cells, names)


def amount_problems(line: int, cells: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield what keeps the money of a line from being read: in a column of it, or in none or two of them."""
    given, unread = [], False
    for column in money_columns(names):
        try:
            given += [column] if amount_of(cells.get(column, "")) else []
        except Unreadable as unreadable:
            unread = True
            yield Wrong(line, names[column], str(unreadable), unreadable.code)
    if unread:
        return
    if not given:
        yield Wrong(line, names[money_columns(names)[0]], _("这一行没有金额。"), "no_amount")
    elif len(given) > 1:
        yield Wrong(line, names[given[1]], _("一行只能有收入或支出之一。"), "both_sides")
    elif given == [AMOUNT] and text.folded(cells.get(SIDE, "")) not in CAME | WENT:
        yield Wrong(line, names[SIDE], _("请写明借或贷（收或支）。"), "no_side")


def money_columns(names: Mapping[str, str]) -> list[str]:
    """Return the columns money is read from: two for what came and went, or one beside which stands the way."""
    return [column for column in (INTO, OUT) if column in names] or [AMOUNT]


def movement(cells: Mapping[str, str]) -> tuple[bool, int]:
    """Return whether the money of a sound line came in, and how many fen it is."""
    into, out = (amount_of(cells.get(column, "")) for column in (INTO, OUT))
    if into or out:
        return bool(into), into or out
    return text.folded(cells.get(SIDE, "")) in CAME, amount_of(cells.get(AMOUNT, ""))


def amount_of(cell: str) -> int:
    """Return the fen of a cell, 0 for an empty one. Raises Unreadable, `negative` with what to do about it."""
    bare = cell.strip()
    if bare in NOTHING:
        return 0
    try:
        return yuan.read(bare)
    except Unreadable as unreadable:
        if unreadable.code == "negative":
            raise Unreadable(_("金额是负数。冲正和退款请去掉这一行，在台账中登记为退回。"), "negative") from None
        if unreadable.code in ("places", "digits") and (near := without_noise(bare)):
            return yuan.read(near)
        raise


def without_noise(bare: str) -> str:
    """Return a number of a spreadsheet without the tail its arithmetic left (0.30000000000000004), or ""."""
    digits = bare.replace(".", "").lstrip("0")
    if not re.fullmatch(r"\d+\.\d+", bare, re.ASCII) or len(digits) <= FLOAT_DIGITS:
        return ""
    return f"{float(bare):.{FLOAT_DIGITS}g}"


def day_of(cell: str) -> datetime.date:
    """Return the day of a cell: 2026-11-30, 2026/11/30 09:12, 20261130, 2026年11月30日. Raises Unreadable."""
    found = WRITTEN_DAY.fullmatch(text.plain(cell))
    try:
        day = parse_date("{}-{:0>2}-{:0>2}".format(*found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Unreadable(_("请写日期，如 2026-11-30。"), "not_a_day")
    return day
