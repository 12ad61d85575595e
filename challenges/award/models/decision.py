"""Decisions 审定: exactly what is decided, by whom it must be approved, and what each of them said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.award.states.decision import DecisionState
from challenges.core.models.lifecycle import Lifecycle, state_field
from notifications.fields import PlainField


class VoidReason(models.TextChoices):
    """What overtook a decision."""

    CHOSEN_ANEW = "chosen_anew", _("发榜方重新择定")
    REOPENED = "reopened", _("评分重开")
    RANKED_ANEW = "ranked_anew", _("名次重新产生")
    OBJECTION = "objection", _("异议成立")
    WITHDRAWN = "withdrawn", _("撤榜")
    UNSIGNED = "unsigned", _("中榜单位逾期没有签约")
    OPENED_ANEW = "opened_anew", _("组织方重新提请审定")


class Decision(Lifecycle):
    """One round of choosing, put before its approvers. `content` is what is decided, as plain data.

    `digest` is the SHA-256 of its one spelling: the version that approvers read and sign. `message` is what the lead
    firm is told when an approver sent it back; the opinions themselves stay with the organiser.
    """

    noun = "decision"

    state = state_field(DecisionState, DecisionState.PENDING)
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.PROTECT, related_name="decisions")
    panel = models.ForeignKey("challenges.Panel", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(editable=False)
    content = PlainField(default=dict, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    message = models.CharField(_("告知发榜方"), max_length=240, blank=True, editable=False)
    void_reason = models.CharField(max_length=16, choices=VoidReason.choices, blank=True, editable=False)
    opened_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    completed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="decision_number_once"),
            models.UniqueConstraint(
                fields=["challenge"],
                condition=models.Q(state__in=["pending", "complete", "returned"]),
                name="decision_one_stands",
            ),
        ]

    def __str__(self):
        return f"{self.challenge_id} #{self.number} {self.digest[:8]}"

    def parent(self):
        """Return the challenge: it is locked first."""
        return self.challenge


class Approval(models.Model):
    """One step of a decision: the role that approves, and once taken by whom, of which version, in which words."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("同意")
        SENT_BACK = "sent_back", _("退回")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="approvals")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    opinion = models.TextField(_("审定意见"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="approval_one_a_step"),
            models.UniqueConstraint(fields=["decision", "by"], name="approval_once_a_person"),
        ]

    def __str__(self):
        return f"{self.decision_id} {self.position} {self.role}"
