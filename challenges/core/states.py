"""The life of a job 作业: one act of an officer for many rows; asked for, taken row by row, done or cancelled."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, step


class JobKind(TextChoices):
    """What a job does with each of its rows."""

    REMIND = "remind", _("催办专家")
    RETURN = "return", _("退回评审")
    EXTEND = "extend", _("延长评分期限")
    REPLACE = "replace", _("由候补接替")


class JobState(TextChoices):
    ASKED = "asked", _("等待办理")
    RUNNING = "running", _("办理中")
    DONE = "done", _("已办完")
    CANCELLED = "cancelled", _("已停止")


class RowState(TextChoices):
    """What became of one row of a job."""

    WAITING = "waiting", _("未办")
    DONE = "done", _("已办")
    FAILED = "failed", _("未成")


J = JobState

JOB = Table(
    "job",
    JobState,
    (
        step("begin", J.ASKED, J.RUNNING, event="job.begun"),
        step("finish", J.RUNNING, J.DONE, event="job.finished"),
        step("cancel", (J.ASKED, J.RUNNING), J.CANCELLED, event="job.cancelled"),
    ),
)
