"""The life of a calibration round 试评, and of one expert's part 试评卷 in it: shared samples, no real proposal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step


class TrialState(TextChoices):
    PLANNED = "planned", _("准备中")
    OPEN = "open", _("试评中")
    CLOSED = "closed", _("已结束")
    VOID = "void", _("已作废")


T = TrialState

TRIAL = Table(
    "trial",
    TrialState,
    (
        step("revise", T.PLANNED, event="trial.revised"),
        step("begin", T.PLANNED, T.OPEN, event="trial.begun"),
        step("join", T.OPEN, event="trial.joined"),
        step("close", T.OPEN, T.CLOSED, event="trial.closed", due="due_at"),
        step("close_early", T.OPEN, T.CLOSED, event="trial.closed_early"),
        step("void", (T.PLANNED, T.OPEN), T.VOID, event="trial.voided"),
    ),
    (alarm("trial.due", T.OPEN, "due_at", before=True),),
)


class TrialistState(TextChoices):
    MARKING = "marking", _("未交")
    HANDED_IN = "handed_in", _("已交")


P = TrialistState

TRIALIST = Table(
    "trialist",
    TrialistState,
    (
        step("score", P.MARKING, event="trialist.scored"),
        step("hand_in", P.MARKING, P.HANDED_IN, event="trialist.handed_in"),
    ),
)
