"""The life of a plan that a solver makes: asked for, solved or not, edited, applied or given up."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, step


class PlanState(TextChoices):
    ASKED = "asked", _("求解中")
    READY = "ready", _("待采用")
    FAILED = "failed", _("未得出方案")
    APPLIED = "applied", _("已采用")
    VOID = "void", _("已作废")


S = PlanState
OPEN = (S.ASKED, S.READY, S.FAILED)


def plan_table(noun: str) -> Table:
    """Return the lifecycle of one kind of plan."""
    return Table(
        noun,
        PlanState,
        (
            step("solve", S.ASKED, (S.READY, S.FAILED), event=f"{noun}.solved"),
            step("revise", (S.READY, S.FAILED), S.ASKED, event=f"{noun}.revised"),
            step("apply", S.READY, S.APPLIED, event=f"{noun}.applied"),
            step("void", OPEN, S.VOID, event=f"{noun}.voided"),
        ),
    )
