"""The lives of a job 作业 (one act for many rows) and of a motion 提请 (one act that takes two persons)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step


class JobKind(TextChoices):
    """What a job does with each of its rows."""

    REMIND = "remind", _("催办专家")
    RETURN = "return", _("退回评审")
    EXTEND = "extend", _("延长评分期限")
    REPLACE = "replace", _("由候补接替")
    CHECK = "check", _("资格初核合格")
    CONFIRM = "confirm", _("资格复核")
    PASS = "pass", _("形式审查通过")


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


class MotionState(TextChoices):
    OPEN = "open", _("待复核")
    CONFIRMED = "confirmed", _("已复核同意")
    REFUSED = "refused", _("复核不同意")
    WITHDRAWN = "withdrawn", _("已收回")
    EXPIRED = "expired", _("逾期失效")


M = MotionState

MOTION = Table(
    "motion",
    MotionState,
    (
        step("confirm", M.OPEN, M.CONFIRMED, event="motion.confirmed", four_eyes="prepared_by"),
        step("refuse", M.OPEN, M.REFUSED, event="motion.refused", four_eyes="prepared_by"),
        step("withdraw", M.OPEN, M.WITHDRAWN, event="motion.withdrawn"),
        step("expire", M.OPEN, M.EXPIRED, event="motion.expired", due="due_at"),
        step("recount", M.OPEN, event="motion.recounted"),
    ),
    (alarm("motion.unanswered", M.OPEN, "due_at", daily="remind_from"),),
)
