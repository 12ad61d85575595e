"""The life of a decision 审定: what was chosen, approved step by step, complete, sent back, or overtaken."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, step


class DecisionState(TextChoices):
    PENDING = "pending", _("审定中")
    COMPLETE = "complete", _("已审定")
    RETURNED = "returned", _("审定退回")
    VOID = "void", _("已失效")


D = DecisionState

STANDING = frozenset({D.PENDING, D.COMPLETE, D.RETURNED})

DECISION = Table(
    "decision",
    DecisionState,
    (
        step("approve", D.PENDING, event="decision.approved"),
        step("send_back", D.PENDING, D.RETURNED, event="decision.sent_back"),
        step("complete", D.PENDING, D.COMPLETE, event="decision.completed"),
        step("void", STANDING, D.VOID, event="decision.voided"),
    ),
)
