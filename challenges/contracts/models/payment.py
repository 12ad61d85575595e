"""Payments 款项 of a contract, line by line, and the rows of bank statements that tell of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.contracts.states.payment import PaymentState
from challenges.core.models.lifecycle import Lifecycle, state_field


class MoneySource(models.TextChoices):
    """Whose money it is. Money of different sources is never mixed, nor set off against each other."""

    ENTERPRISE = "enterprise", _("发榜方出资")
    FISCAL = "fiscal", _("财政补助")
    OTHER = "other", _("其他来源")


class Payment(Lifecycle):
    """A line of the ledger 台账: so many fen of one part and source, in one state as a whole.

    Whole fen, so that every database adds them up exactly. What pays a part of a line parts it in two: `run` numbers
    the lines of one part and source. The platform records payments and never holds money. `milestone` is what makes it
    due; None where the effect of the contract or the acceptance does.
    """

    noun = "payment"

    state = state_field(PaymentState, PaymentState.PLANNED)
    contract = models.ForeignKey("challenges.Contract", on_delete=models.PROTECT, related_name="payments")
    part = models.ForeignKey("challenges.ContractPart", on_delete=models.PROTECT, related_name="payments")
    milestone = models.ForeignKey("challenges.Milestone", null=True, on_delete=models.PROTECT, related_name="payments")
    at_acceptance = models.BooleanField(default=False, editable=False)
    source = models.CharField(_("资金来源"), max_length=10, choices=MoneySource, editable=False)
    run = models.PositiveSmallIntegerField(default=1, editable=False)
    fen = models.BigIntegerField(_("金额（分）"), editable=False)
    invoice = models.CharField(_("发票号码"), max_length=60, blank=True)
    requested_at = models.DateTimeField(null=True, editable=False)
    requested_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    paid_on = models.DateField(_("付款日期"), null=True)
    paid_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("付款凭证号"), max_length=80, blank=True)
    received_on = models.DateField(_("到账日期"), null=True)
    received_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, editable=False)
    closed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("原因"), blank=True)
    paid_row = models.ForeignKey("challenges.BankRow", null=True, on_delete=models.PROTECT, related_name="paid")
    received_row = models.ForeignKey("challenges.BankRow", null=True, on_delete=models.PROTECT, related_name="received")

    class Meta:
        verbose_name = _("款项")
        verbose_name_plural = _("款项")
        ordering = ["contract", "source", "part", "run"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="payment_state_due"),
            models.Index(fields=["updated_at", "id"], name="payment_by_change"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["part", "source", "run"], name="payment_line_once"),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False), name="payment_paid_on_a_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="received") | models.Q(received_on__isnull=False),
                name="payment_received_on_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.contract_id} {self.source} {self.part_id}-{self.run}"

    def parent(self):
        """Return the contract: two payments of one contract never move at the same moment."""
        return self.contract


class BankRow(models.Model):
    """A row of a bank statement that an organisation brought in: a movement on its account, in whole fen.

    `settled_at` is when somebody confirmed which payments it is, or that it is none (`settled_by`).
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("交易日期"))
    came = models.BooleanField(_("收入"))
    fen = models.BigIntegerField(_("金额（分）"))
    party = models.CharField(_("对方户名"), max_length=240, blank=True)
    note = models.TextField(_("摘要"), blank=True)
    serial = models.CharField(_("流水号"), max_length=120, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["organisation", "settled_at", "on"], name="bank_row_to_settle")]
        constraints = [models.CheckConstraint(condition=models.Q(fen__gt=0), name="bank_row_of_something")]

    def __str__(self):
        return f"{self.organisation_id} {self.on} {self.fen}"
