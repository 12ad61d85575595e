"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "job": {"asked": "wait", "running": "run", "done": "ok", "cancelled": "end"},
    "motion": {"open": "wait", "confirmed": "ok", "refused": "bad", "withdrawn": "end", "expired": "end"},
    "job_row": {"waiting": "wait", "done": "ok", "failed": "bad"},
}

EVENTS = {
    "holiday.changed": _("录入放假安排"),
    "job.asked": _("提出批量办理"),
    "job.begun": _("批量办理开始"),
    "job.finished": _("批量办理结束"),
    "job.cancelled": _("批量办理停止"),
    "motion.prepared": _("提请复核"),
    "motion.confirmed": _("复核同意"),
    "motion.refused": _("复核不同意"),
    "motion.withdrawn": _("收回提请"),
    "motion.unanswered": _("提醒复核"),
    "motion.expired": _("提请逾期失效"),
    "motion.recounted": _("按放假安排重算期限"),
}
