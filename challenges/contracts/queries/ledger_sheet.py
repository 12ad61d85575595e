"""The ledger of a contract as a table for accountants."""

from django.utils.translation import gettext as _

from challenges.contracts.models import Contract
from challenges.contracts.money import yuan
from challenges.contracts.queries.ledger import ledger_of
from challenges.core.queries.tables import Table

WIDTHS = (22, 14, 6, 16, 12, 24, 12, 12, 20, 22)


def ledger_table(contract: Contract) -> Table:
    """Return every line of a contract's ledger, by source and part; amounts in 元 as numbers, codes as text."""
    ledger = ledger_of(contract)
    rows = [
        (
            row.part.node,
            group.label,
            str(row.run),
            yuan.exact(row.fen),
            str(row.get_state_display()),
            yuan.capital(row.fen),
            str(row.paid_on or ""),
            str(row.received_on or ""),
            row.invoice,
            row.reference,
        )
        for group in ledger.groups
        for row in group.lines
    ]
    firm, lead = contract.proposal.organisation, contract.challenge.lead
    sums = ledger.sums
    below = [
        _("计划 %(planned)s 元（%(capital)s），已付 %(paid)s 元，到期待付 %(open)s 元，未到期 %(later)s 元。")
        % {
            "planned": yuan.said(sums.planned),
            "capital": ledger.capital,
            "paid": yuan.said(sums.paid),
            "open": yuan.said(sums.open),
            "later": yuan.said(sums.later),
        },
        _("财政资金与发榜方出资分开记账，不得互抵。平台只记账，不经手资金。"),
    ]
    return Table(
        name=contract.number,
        title=_("经费台账"),
        note=_("任务书 %(number)s；发榜方 %(lead)s（%(lead_code)s）；揭榜方 %(firm)s（%(firm_code)s）")
        % {
            "number": contract.number,
            "lead": lead.name,
            "lead_code": lead.uscc,
            "firm": firm.name,
            "firm_code": firm.uscc,
        },
        head=[
            _("款项"),
            _("资金来源"),
            _("笔次"),
            _("金额（元）"),
            _("状态"),
            _("大写"),
            _("付款日期"),
            _("到账日期"),
            _("发票号码"),
            _("付款凭证号"),
        ],
        rows=rows,
        widths=WIDTHS,
        below=below,
        landscape=True,
        empty=_("没有款项。"),
    )
