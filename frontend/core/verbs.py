"""What people do with a job (stop it) and with a motion (confirm it, refuse, take it back)."""

from django.utils.translation import gettext_lazy as _

from challenges.core.actions import job, motion
from frontend.kit.verb import Verb
from frontend.kit.verb_fields import Reason

JOB = {
    "cancel": Verb(
        _("停止作业"),
        job.cancel,
        _("已停止。办好的不撤回，其余的不再办。"),
        tone="danger",
        ask=_("办好的不撤回，其余的不再办。"),
    ),
}

MOTION = {
    "confirm": Verb(
        _("复核同意，办理"),
        motion.confirm,
        _("已复核同意，并已办理。"),
        tone="zhu",
        ask=_("同意后立即办理，记录上写明提请人和复核人。已看过上面的内容？"),
    ),
    "refuse": Verb(_("不同意"), motion.refuse, _("已不同意，提请人会收到理由。"), form=Reason, tone="danger"),
    "withdraw": Verb(_("收回提请"), motion.withdraw, _("已收回，没有办理。")),
}
