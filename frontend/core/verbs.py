"""What people do with a job: stop it."""

from django.utils.translation import gettext_lazy as _

from challenges.core.actions import job
from frontend.kit.verb import Verb

JOB = {
    "cancel": Verb(
        _("停止作业"),
        job.cancel,
        _("已停止。办好的不撤回，其余的不再办。"),
        tone="danger",
        ask=_("办好的不撤回，其余的不再办。"),
    ),
}
