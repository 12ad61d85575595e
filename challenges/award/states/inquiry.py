"""The life of an inquiry 询问: what the desk of an objection asks of one of its sides, and what that side answers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step


class InquiryState(TextChoices):
    ASKED = "asked", _("待答复")
    ANSWERED = "answered", _("已答复")
    LAPSED = "lapsed", _("逾期未答复")
    CLOSED = "closed", _("已终止")


I = InquiryState  # noqa: E741

# In these the side asked has been heard: it answered, or let its time pass.
HEARD = (I.ANSWERED, I.LAPSED)

INQUIRY = Table(
    "inquiry",
    InquiryState,
    (
        step("answer", I.ASKED, I.ANSWERED, event="inquiry.answered"),
        step("lapse", I.ASKED, I.LAPSED, event="inquiry.lapsed", due="due_at"),
        step("close", I.ASKED, I.CLOSED, event="inquiry.closed"),
        step("release", I.ANSWERED, event="inquiry.released"),
        step("recount", I.ASKED, event="inquiry.recounted"),
    ),
    (alarm("inquiry.answer_due", I.ASKED, "due_at", before=True),),
)
