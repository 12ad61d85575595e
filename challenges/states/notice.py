"""The life of a public notice 公告, and of an objection 异议 to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .table import Table, alarm, step


class NoticeState(TextChoices):
    DRAFT = "draft", _("拟稿")
    POSTED = "posted", _("已发布")
    ENDED = "ended", _("期满")
    SUPERSEDED = "superseded", _("已被更正")
    DISCARDED = "discarded", _("已作废")


N = NoticeState

NOTICE = Table(
    "notice",
    NoticeState,
    (
        step("edit", N.DRAFT, event="notice.edited"),
        step("post", N.DRAFT, N.POSTED, event="notice.posted", four_eyes="prepared_by"),
        step("discard", N.DRAFT, N.DISCARDED, event="notice.discarded"),
        step("end", N.POSTED, N.ENDED, event="notice.ended", due="publicity_ends_at"),
        step("supersede", (N.POSTED, N.ENDED), N.SUPERSEDED, event="notice.superseded"),
    ),
)


class ObjectionState(TextChoices):
    FILED = "filed", _("待登记")
    REGISTERED = "registered", _("处理中")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    UPHELD = "upheld", _("成立")
    DISMISSED = "dismissed", _("不成立")
    WITHDRAWN = "withdrawn", _("已撤回")


O = ObjectionState  # noqa: E741

OPEN_OBJECTION = frozenset({O.FILED, O.REGISTERED})

OBJECTION = Table(
    "objection",
    ObjectionState,
    (
        step("register", O.FILED, O.REGISTERED, event="objection.registered"),
        step("refuse", O.FILED, O.NOT_ACCEPTED, event="objection.refused"),
        step("uphold", O.REGISTERED, O.UPHELD, event="objection.upheld"),
        step("dismiss", O.REGISTERED, O.DISMISSED, event="objection.dismissed"),
        step("withdraw", OPEN_OBJECTION, O.WITHDRAWN, event="objection.withdrawn"),
        step("recount", OPEN_OBJECTION, event="objection.recounted"),
    ),
    (
        alarm("objection.registration_due", O.FILED, "due_at", before=True, overdue=True),
        alarm("objection.conclusion_due", O.REGISTERED, "due_at", before=True, overdue=True),
    ),
)
