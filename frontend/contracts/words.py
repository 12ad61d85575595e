"""Which mark each state of a contract wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

from frontend.contracts import ledger_words

MARKS = {
    "contract": {"drafting": "wait", "negotiating": "run", "signing": "seal", "effective": "ok", "lapsed": "end"},
    **ledger_words.MARKS,
}

EVENTS = {
    "contract.drafted": _("拟好任务书"),
    "contract.text_proposed": _("提出新的一稿"),
    "contract.text_accepted": _("接受文本"),
    "contract.text_reopened": _("退回磋商"),
    "contract.signed": _("签署任务书"),
    "contract.signing_over": _("签署逾期，退回磋商"),
    "contract.lapsed": _("逾期没有签约"),
    "contract.registered": _("记录技术合同登记"),
    "contract.recounted": _("按放假安排重算期限"),
    "contract.negotiation_due": _("磋商期限提醒"),
    "contract.signing_due": _("签署期限提醒"),
    "contract.lapse_due": _("签约期限提醒"),
    "challenge.work_begun": _("开始攻关"),
    "challenge.handed_on": _("逾期没有签约，递补或者流榜"),
    "proposal.contracted": _("已签约"),
    "proposal.passed_over": _("逾期没有签约"),
    "proposal.released": _("备选结束"),
    **ledger_words.EVENTS,
}
