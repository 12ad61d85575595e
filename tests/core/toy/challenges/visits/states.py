"""The life of a visit 走访: a firm asks for one, the organiser agrees, or nobody answers in time."""

from django.db.models import TextChoices

from challenges.core.table import Table, alarm, step


class VisitState(TextChoices):
    ASKED = "asked", "待答复"
    AGREED = "agreed", "已约定"
    LAPSED = "lapsed", "逾期未复"


S = VisitState

VISIT = Table(
    "visit",
    VisitState,
    (
        step("agree", S.ASKED, S.AGREED, event="visit.agreed"),
        step("lapse", S.ASKED, S.LAPSED, event="visit.lapsed", due="due_at"),
    ),
    alarms=(alarm("visit.answer_due", S.ASKED, "due_at", before=True),),
)
