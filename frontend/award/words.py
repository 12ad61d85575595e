"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "decision": {"pending": "run", "complete": "ok", "returned": "fix", "void": "end"},
    "objection": {
        "filed": "bad",
        "registered": "bad",
        "not_accepted": "end",
        "upheld": "ok",
        "dismissed": "end",
        "withdrawn": "end",
        "reviewing": "bad",
    },
    "inquiry": {"asked": "wait", "answered": "ok", "lapsed": "end", "closed": "end"},
}

EVENTS = {
    "objection.taken_back": _("收回刚才的办理"),
    "objection.recounted": _("按放假安排重算期限"),
    "decision.opened": _("提请审定"),
    "decision.approved": _("审定同意"),
    "decision.sent_back": _("审定退回"),
    "decision.completed": _("审定完成"),
    "decision.voided": _("审定失效"),
    "objection.filed": _("收到异议"),
    "objection.registered": _("异议登记"),
    "objection.refused": _("异议不予受理"),
    "objection.upheld": _("异议成立"),
    "objection.dismissed": _("异议不成立"),
    "objection.inquired": _("发出异议询问"),
    "inquiry.asked": _("询问"),
    "inquiry.answered": _("答复"),
    "inquiry.lapsed": _("询问逾期未答复"),
    "inquiry.closed": _("询问终止"),
    "inquiry.released": _("答复转给另一方"),
    "inquiry.recounted": _("按放假安排重算答复期限"),
    "inquiry.answer_due": _("异议询问答复期限提醒"),
    "objection.withdrawn": _("异议撤回"),
    "objection.review_asked": _("申请异议复核"),
    "objection.affirmed": _("复核维持原结论"),
    "objection.reversed": _("复核改变原结论"),
    "objection.final": _("异议结论生效"),
    "objection.review_due": _("异议复核期限提醒"),
    "objection.registration_due": _("异议登记期限提醒"),
    "objection.conclusion_due": _("异议办结期限提醒"),
}
