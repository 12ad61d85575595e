"""The columns of a bank statement, by the headings that Chinese banks give them, in one line or in two."""

from collections.abc import Iterator, Sequence

from accounts.rules.tables import Text
from accounts.typed.text import folded

DAY, INTO, OUT, AMOUNT, SIDE = "day", "into", "out", "amount", "side"
PARTY, NOTE, CURRENCY, SERIAL = "party", "note", "currency", "serial"
WORDS = {
    DAY: "交易日期 交易日 记账日期 记账日 入账日期 入账日 日期 交易时间 记账时间 date",
    INTO: "收入 收入金额 贷方 贷方发生额 贷方金额 贷方发生金额 转入金额 收方金额 存入 存入金额 credit",
    OUT: "支出 支出金额 借方 借方发生额 借方金额 借方发生金额 转出金额 付方金额 支取 支取金额 debit",
    AMOUNT: "金额 交易金额 发生额 发生金额 amount",
    SIDE: "借贷标志 借贷 借贷方向 收支 收支标志 收付标志 收付方向 交易方向 方向",
    PARTY: "对方户名 对方名称 对方账户名称 对方单位名称 对方单位 对手户名 对手名称 收付款人名称 counterparty",
    NOTE: "摘要 用途 附言 备注 交易摘要 摘要附言 用途附言 remark",
    CURRENCY: "币种 货币 币别 交易币种 currency",
    SERIAL: "流水号 交易流水号 交易流水 凭证号 业务流水号 核心流水号 电子回单号 reference",
}
# 收入（元）, 贷方发生额/收入, 金额(人民币): what a bank adds to a heading changes nothing of what it is.
ADDED = ("人民币元", "人民币", "元", "cny", "rmb")
MEANT = {folded(word): column for column, words in WORDS.items() for word in words.split()}
# More lines above the table than any bank prints.
MOST_ABOVE = 40


def column_of(heading: str) -> str:
    """Return what a heading means, "" for one that nothing here reads."""
    for part in (heading, *heading.replace("／", "/").split("/")):
        bare = folded(part)
        for added in ("", *ADDED):
            if found := MEANT.get(bare.removesuffix(added)):
                return found
    return ""


def columns(head: Sequence[str]) -> list[str]:
    """Return the column that each heading means; of two of one meaning, the first is meant (摘要 before 备注)."""
    found: list[str] = []
    for heading in head:
        column = column_of(heading) if heading else ""
        found.append("" if column in found else column)
    return found


def enough(found: Sequence[str]) -> bool:
    """Return True for headings from which money can be read: a day, and what came in or went out."""
    return DAY in found and (INTO in found or OUT in found or {AMOUNT, SIDE} <= set(found))


def heads(lines: Sequence[Sequence[Text]]) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield (place of its last line, headings as they stand, columns) for each line or pair of lines that is a head.

    In two lines one heading is merged over several: of 发生额 above 借方 and 贷方 the lower ones are meant.
    """
    for place, cells in enumerate(lines[:MOST_ABOVE]):
        upper = [cell.text for cell in cells]
        lower = [cell.text for cell in lines[place + 1]] if place + 1 < len(lines) else []
        both = [
            (lower[n] if n < len(lower) else "") or (upper[n] if n < len(upper) else "")
            for n in range(max(len(upper), len(lower)))
        ]
        if enough(columns(upper)):
            yield place, upper, columns(upper)
        # A line of figures below a head is no second half of it.
        if upper != both and enough(columns(both)) and not enough(columns(upper)):
            yield place + 1, both, columns(both)
