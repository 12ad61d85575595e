"""The life of a public notice 公告."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, step


class NoticeState(TextChoices):
    DRAFT = "draft", _("拟稿")
    SCHEDULED = "scheduled", _("定时张贴")
    POSTED = "posted", _("已发布")
    ENDED = "ended", _("期满")
    SUPERSEDED = "superseded", _("已被更正")
    DISCARDED = "discarded", _("已作废")


N = NoticeState
# Words nobody outside has read yet.
UNPOSTED = (N.DRAFT, N.SCHEDULED)

NOTICE = Table(
    "notice",
    NoticeState,
    (
        step("edit", N.DRAFT, event="notice.edited"),
        step("post", UNPOSTED, N.POSTED, event="notice.posted", four_eyes="prepared_by"),
        step("schedule", N.DRAFT, N.SCHEDULED, event="notice.scheduled", four_eyes="prepared_by"),
        step("unschedule", N.SCHEDULED, N.DRAFT, event="notice.unscheduled"),
        step("come_due", N.SCHEDULED, N.DRAFT, event="notice.not_posted", due="posts_at", inclusive=False),
        step("discard", N.DRAFT, N.DISCARDED, event="notice.discarded"),
        step("end", N.POSTED, N.ENDED, event="notice.ended", due="publicity_ends_at"),
        step("supersede", (N.POSTED, N.ENDED), N.SUPERSEDED, event="notice.superseded"),
    ),
)
