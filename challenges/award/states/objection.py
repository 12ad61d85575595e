"""The life of an objection 异议 to a publicity."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step, taking_back


class ObjectionState(TextChoices):
    FILED = "filed", _("待登记")
    REGISTERED = "registered", _("处理中")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    UPHELD = "upheld", _("成立")
    DISMISSED = "dismissed", _("不成立")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVIEWING = "reviewing", _("复核中")


O = ObjectionState  # noqa: E741

OPEN_OBJECTION = frozenset({O.FILED, O.REGISTERED})

CONCLUDED = frozenset({O.UPHELD, O.DISMISSED})
# Whose last moment for what is to be done counts by working days.
COUNTED = OPEN_OBJECTION | {O.REVIEWING}

REGISTER = step("register", O.FILED, O.REGISTERED, event="objection.registered", recall=True)

OBJECTION = Table(
    "objection",
    ObjectionState,
    (
        REGISTER,
        taking_back("objection", REGISTER),
        step("refuse", O.FILED, O.NOT_ACCEPTED, event="objection.refused", two=True),
        step("uphold", O.REGISTERED, O.UPHELD, event="objection.upheld", four_eyes="registered_by"),
        step("dismiss", O.REGISTERED, O.DISMISSED, event="objection.dismissed", four_eyes="registered_by"),
        step("inquire", (O.REGISTERED, O.REVIEWING), event="objection.inquired"),
        step("withdraw", OPEN_OBJECTION, O.WITHDRAWN, event="objection.withdrawn"),
        step("ask_review", CONCLUDED, O.REVIEWING, event="objection.review_asked"),
        step(
            "affirm",
            O.REVIEWING,
            (O.UPHELD, O.DISMISSED),
            event="objection.affirmed",
            four_eyes=("registered_by", "handled_by"),
        ),
        step(
            "reverse",
            O.REVIEWING,
            (O.UPHELD, O.DISMISSED),
            event="objection.reversed",
            four_eyes=("registered_by", "handled_by"),
        ),
        step("let_stand", CONCLUDED, event="objection.final", due="review_until"),
        step("recount", COUNTED | CONCLUDED, event="objection.recounted"),
    ),
    (
        alarm("objection.registration_due", O.FILED, "due_at", before=True, overdue=True),
        alarm("objection.conclusion_due", O.REGISTERED, "due_at", before=True, overdue=True),
        alarm("objection.review_due", O.REVIEWING, "due_at", before=True, overdue=True),
    ),
)
