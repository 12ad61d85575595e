"""The life of a payment 款项: planned, due, asked for, paid, received; or never due any more, or given back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step


class PaymentState(TextChoices):
    PLANNED = "planned", _("未到期")
    DUE = "due", _("到期待付")
    REQUESTED = "requested", _("已请款")
    PAID = "paid", _("付方已确认")
    RECEIVED = "received", _("收方已确认")
    CANCELLED = "cancelled", _("已取消")
    REFUNDED = "refunded", _("已退回")


P = PaymentState

# To be paid now.
OWED = frozenset({P.DUE, P.REQUESTED})
SETTLED = frozenset({P.PAID, P.RECEIVED})

PAYMENT = Table(
    "payment",
    PaymentState,
    (
        step("fall_due", P.PLANNED, P.DUE, event="payment.fell_due"),
        step("ask", P.DUE, P.REQUESTED, event="payment.requested"),
        step("confirm_paid", OWED, P.PAID, event="payment.paid"),
        step("confirm_received", OWED | {P.PAID}, P.RECEIVED, event="payment.received"),
        step("refund", SETTLED, P.REFUNDED, event="payment.refunded"),
        step("cancel", OWED | {P.PLANNED}, P.CANCELLED, event="payment.cancelled"),
    ),
    (alarm("payment.due", OWED, "due_at", before=True, overdue=True),),
)
