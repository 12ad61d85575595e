"""Say in the reader's language why a statement cannot be read, and by what a match was found."""

from django.utils.translation import gettext as _

from accounts.rules.tables import MOST_ROWS, NotATable
from challenges.contracts.money.matching import Match
from challenges.contracts.money.statement import Wrong


def not_a_table(error: NotATable) -> str:
    """Return one sentence that says why a file is no statement, and what to do."""
    sentences = {
        "unreadable": _("文件无法读取。请从网上银行重新导出 CSV 或 XLSX。"),
        "too_large": _("文件展开后过大，没有读取。请按月导出。"),
        "no_headings": _("找不到表头。须有“交易日期”一列，以及“收入”“支出”两列，或“金额”和“借贷标志”两列。"),
        "too_many_rows": _("一个文件最多 %(rows)d 行，请分段导出。") % {"rows": MOST_ROWS},
        "heading_twice": _("表头“%(place)s”出现了两次。") % {"place": error.place},
        "cell_without_heading": _("单元格 %(place)s 有内容，但这一列没有表头。") % {"place": error.place},
        "formula": _("单元格 %(place)s 是公式，不会计算。请改为数值后上传。") % {"place": error.place},
        "hidden_row": _("单元格 %(place)s 在隐藏的行里。请取消隐藏，或删去这一行。") % {"place": error.place},
    }
    return sentences[error.code]


def wrong_in_words(wrong: Wrong) -> str:
    """Return one sentence that names the line, the column and what is wrong there."""
    fields = {"line": wrong.line, "heading": wrong.heading, "said": wrong.message}
    return _("第 %(line)d 行“%(heading)s”：%(said)s") % fields


def match_in_words(match: Match) -> str:
    """Return one sentence that says by what a row was matched, or why it was not."""
    return {
        "mark": _("摘要中有合同号或发票号。"),
        "amount": _("户名与金额一致。"),
        "party": _("户名一致，按到期先后分摊。"),
        "nobody": _("没有这个户名的未付款项。"),
        "beyond": _("金额超出这个户名的未付款项，请核对。"),
    }[match.why]
