"""A contract 任务书 of a proposal that was selected, and its parties."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.contracts.states.contract import ContractState
from challenges.core.models.lifecycle import Lifecycle, state_field
from notifications.fields import PlainField

# 元, to the 分.
YUAN: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "default": Decimal(0)}


class Contract(Lifecycle):
    """What the lead firm and the firm that was selected agree, for one slot of a challenge.

    Money in 元 with two decimals, by source. `edition` is the edition of the challenge it was drafted from;
    `floor` is what neither side may weaken, as plain data: number and title of the challenge, ip, ip_results,
    deliverables, milestones (number, name, month, check, output).
    `sign_by` is the last moment of the award for all signatures; `due_at` that of the talks, or of the signing.
    """

    noun = "contract"

    state = state_field(ContractState, ContractState.DRAFTING)
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="contracts")
    proposal = models.OneToOneField("challenges.Proposal", on_delete=models.PROTECT, related_name="contract")
    number = models.CharField(_("任务书编号"), max_length=60, unique=True, editable=False)
    slot = models.PositiveSmallIntegerField(editable=False)
    edition = models.PositiveSmallIntegerField(editable=False)
    floor = PlainField(default=dict, editable=False)
    # The terms on intellectual property as the text on the table has them, by the names of `IpTerms`.
    ip = PlainField(default=dict, editable=False)
    months = models.PositiveSmallIntegerField(_("攻关周期（月）"), editable=False)
    enterprise = models.DecimalField(_("发榜方出资（元）"), editable=False, **YUAN)
    fiscal = models.DecimalField(_("财政补助（元）"), editable=False, **YUAN)
    other = models.DecimalField(_("其他来源（元）"), editable=False, **YUAN)
    sign_by = models.DateTimeField(editable=False)
    effective_at = models.DateTimeField(null=True, editable=False)
    registration_number = models.CharField(_("技术合同认定登记编号"), max_length=60, blank=True, default="")
    registered_on = models.DateField(_("登记日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("任务书")
        verbose_name_plural = _("任务书")
        ordering = ["challenge", "slot", "id"]
        indexes = [
            models.Index(fields=["challenge", "state"], name="contract_by_challenge"),
            models.Index(fields=["state", "due_at"], name="contract_state_due"),
            models.Index(fields=["state", "sign_by"], name="contract_state_sign_by"),
            models.Index(fields=["updated_at", "id"], name="contract_by_change"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "slot"],
                condition=~models.Q(state="lapsed"),
                name="contract_one_stands_a_slot",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="effective") | models.Q(effective_at__isnull=False),
                name="contract_effective_since",
            ),
        ]

    def __str__(self):
        return self.number

    def parent(self):
        """Return the proposal: its challenge and it are locked first."""
        return self.proposal

    @property
    def chain(self) -> str:
        """Return a timeline of its own: what is talked over is nobody else's to read in that of the challenge."""
        return f"contract:{self.pk}"

    @property
    def total(self) -> Decimal:
        """Return all money of the contract, in 元."""
        return self.enterprise + self.fiscal + self.other


class PartyRole(models.TextChoices):
    LEAD = "lead", _("发榜方")
    LEADER = "leader", _("揭榜方")
    MEMBER = "member", _("联合体成员")


class Party(models.Model):
    """An organisation that the contract binds. `share` and `amount` are what of the money is for it, in % and 元.

    `turn` is its place in the order of signing; None for who joined by the agreement of the consortium and signs
    nothing here. `sme` is as the firm was classified when the contract was drafted.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=PartyRole)
    position = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(null=True)
    task = models.CharField(_("任务"), max_length=200, blank=True)
    share = models.DecimalField(_("份额（%）"), max_digits=5, decimal_places=2, default=Decimal(0))
    amount = models.DecimalField(_("经费（元）"), **YUAN)
    sme = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "organisation"], name="party_once"),
            models.UniqueConstraint(fields=["contract", "turn"], name="party_turn_once"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=100), name="party_share_is_percent"),
        ]

    def __str__(self):
        return f"{self.organisation_id} {self.role}"
