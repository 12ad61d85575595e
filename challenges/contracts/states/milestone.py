"""The life of a milestone 里程碑: handed in with its evidence, checked by both sides, passed or failed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step


class MilestoneState(TextChoices):
    PLANNED = "planned", _("计划中")
    DUE_SOON = "due_soon", _("临期")
    OVERDUE = "overdue", _("逾期未交")
    SUBMITTED = "submitted", _("待发榜方考核")
    CHECKING = "checking", _("待组织方考核")
    RECTIFYING = "rectifying", _("整改中")
    PASSED = "passed", _("已通过")
    FAILED = "failed", _("未通过")


M = MilestoneState

# Not handed in yet: its date runs.
AHEAD = frozenset({M.PLANNED, M.DUE_SOON})
# With the firm that works: evidence is gathered.
WITH_FIRM = AHEAD | {M.OVERDUE, M.RECTIFYING}
# With those who check it.
UNDER_CHECK = frozenset({M.SUBMITTED, M.CHECKING})
CLOSED_MILESTONE = frozenset({M.PASSED, M.FAILED})

# Who handed in and who gave the first opinion decide nothing.
HANDS = ("submitted_by", "opinion_by")

MILESTONE = Table(
    "milestone",
    MilestoneState,
    (
        step("draw_near", M.PLANNED, M.DUE_SOON, event="milestone.drew_near", due="soon_at"),
        step("measure", WITH_FIRM, event="milestone.measured"),
        step("report_progress", WITH_FIRM, event="milestone.progress_reported"),
        step("submit", WITH_FIRM, M.SUBMITTED, event="milestone.submitted"),
        step("give_opinion", UNDER_CHECK, M.CHECKING, event="milestone.opinion_given"),
        step("accept", M.CHECKING, M.PASSED, event="milestone.passed", four_eyes=HANDS),
        step("rectify", M.CHECKING, M.RECTIFYING, event="milestone.sent_back", four_eyes=HANDS),
        step("fail", M.CHECKING, M.FAILED, event="milestone.failed", four_eyes=HANDS),
        step("hand_up", M.SUBMITTED, M.CHECKING, event="milestone.handed_up", due="due_at"),
        step("recheck", M.RECTIFYING, M.SUBMITTED, event="milestone.rechecked", due="due_at"),
        step("miss", AHEAD, M.OVERDUE, event="milestone.missed", due="due_at"),
        step("escalate", M.OVERDUE, event="milestone.escalated", due="due_at"),
        step("recount", UNDER_CHECK, event="milestone.recounted"),
    ),
    (
        alarm("milestone.due", AHEAD, "due_at", before=True),
        alarm("milestone.opinion_due", M.SUBMITTED, "due_at", before=True),
        alarm("milestone.decision_due", M.CHECKING, "due_at", before=True, overdue=True),
        alarm("milestone.rectification_due", M.RECTIFYING, "due_at", before=True),
    ),
)
