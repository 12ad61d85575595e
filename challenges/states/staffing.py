"""The life of a staffing 组评方案: who shall sit on which panel of a batch; asked for, solved, edited, applied."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .table import Table, step


class StaffingState(TextChoices):
    ASKED = "asked", _("求解中")
    READY = "ready", _("待采用")
    FAILED = "failed", _("未得出方案")
    APPLIED = "applied", _("已采用")
    VOID = "void", _("已作废")


S = StaffingState

STAFFING = Table(
    "staffing",
    StaffingState,
    (
        step("solve", S.ASKED, (S.READY, S.FAILED), event="staffing.solved"),
        step("revise", (S.READY, S.FAILED), S.ASKED, event="staffing.revised"),
        step("apply", S.READY, S.APPLIED, event="staffing.applied"),
        step("void", (S.ASKED, S.READY, S.FAILED), S.VOID, event="staffing.voided"),
    ),
)
