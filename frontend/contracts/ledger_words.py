"""Which mark each state of milestones and payments wears, and what their events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "milestone": {
        "planned": "wait",
        "due_soon": "run",
        "overdue": "bad",
        "submitted": "run",
        "checking": "run",
        "rectifying": "fix",
        "passed": "ok",
        "failed": "bad",
    },
    "payment": {
        "planned": "wait",
        "due": "run",
        "requested": "run",
        "paid": "ok",
        "received": "ok",
        "cancelled": "end",
        "refunded": "end",
    },
}

EVENTS = {
    "milestone.drew_near": _("里程碑临期"),
    "milestone.due": _("里程碑到期提醒"),
    "milestone.measured": _("登记实测证据"),
    "milestone.progress_reported": _("报告进展"),
    "milestone.submitted": _("提交里程碑"),
    "milestone.opinion_due": _("里程碑考核意见期限提醒"),
    "milestone.opinion_given": _("发榜方出具考核意见"),
    "milestone.handed_up": _("发榜方逾期，转组织方考核"),
    "milestone.decision_due": _("里程碑考核结论期限提醒"),
    "milestone.passed": _("里程碑通过"),
    "milestone.sent_back": _("里程碑退回整改"),
    "milestone.rectification_due": _("里程碑整改期限提醒"),
    "milestone.rechecked": _("整改期满，重新考核"),
    "milestone.failed": _("里程碑不通过"),
    "milestone.missed": _("里程碑逾期"),
    "milestone.escalated": _("里程碑逾期，转组织方"),
    "milestone.recounted": _("按放假安排重算考核期限"),
    "payment.fell_due": _("款项到期"),
    "payment.requested": _("请款"),
    "payment.due": _("付款期限提醒"),
    "payment.paid": _("付方确认付款"),
    "payment.received": _("收方确认到账"),
    "payment.refunded": _("款项退回"),
    "payment.cancelled": _("款项取消"),
}
