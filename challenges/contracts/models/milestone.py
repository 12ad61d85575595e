"""Milestones 里程碑 of a contract in force, what was measured for them, and what was told of the work meanwhile."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.contracts.states.milestone import MilestoneState
from challenges.core.models.lifecycle import Lifecycle, state_field

# As the values of indicators are kept.
MEASURED: dict[str, Any] = {"max_digits": 24, "decimal_places": 10, "null": True}


class LeadOpinion(models.TextChoices):
    """What the lead firm finds of what was handed in."""

    PASS = "pass", _("同意通过")
    RECTIFY = "rectify", _("建议整改")
    FAIL = "fail", _("建议不通过")


class Milestone(Lifecycle):
    """A milestone as the schedule of the signed text fixed it.

    `due_at` is the last moment of what is waited for: of handing in, of the check, of the rectification; while overdue,
    when it goes up to the organiser. `deadline` is the last moment of handing in, and stays. `soon_at` is when it draws
    near. `rectified_at` is when it was sent back, which happens once.
    """

    noun = "milestone"

    state = state_field(MilestoneState, MilestoneState.PLANNED)
    contract = models.ForeignKey("challenges.Contract", on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("里程碑"), max_length=120, editable=False)
    check_text = models.TextField(_("考核内容"), blank=True, editable=False)
    output = models.TextField(_("应交成果"), blank=True, editable=False)
    deadline = models.DateTimeField(editable=False)
    soon_at = models.DateTimeField(editable=False)
    statement = models.TextField(_("完成情况"), blank=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    opinion = models.CharField(_("发榜方意见"), max_length=7, choices=LeadOpinion, blank=True)
    opinion_text = models.TextField(_("发榜方意见说明"), blank=True)
    opinion_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    opinion_at = models.DateTimeField(null=True, editable=False)
    decision = models.TextField(_("组织方考核意见"), blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    rectified_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("里程碑")
        verbose_name_plural = _("里程碑")
        ordering = ["contract", "number"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="milestone_state_due"),
            models.Index(fields=["state", "soon_at"], name="milestone_state_soon"),
            models.Index(fields=["updated_at", "id"], name="milestone_by_change"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("passed", "failed")) | models.Q(decided_by__isnull=False),
                name="milestone_closed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.name

    def parent(self):
        """Return the contract: its challenge, its proposal and it are locked first."""
        return self.contract

    @property
    def challenge(self):
        """Return the challenge whose rules hold for its files."""
        return self.contract.challenge


class Evidence(models.Model):
    """What was measured of one indicator for one milestone: value and uncertainty in the indicator's own unit.

    `typed` and `unit` are what was typed; `choice` is the answer to a yes-or-no or to options. `report` is the file
    that says so.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="evidence")
    indicator = models.ForeignKey("challenges.ContractIndicator", on_delete=models.PROTECT, related_name="evidence")
    value = models.DecimalField(_("实测值"), **MEASURED)
    uncertainty = models.DecimalField(_("不确定度"), **MEASURED)
    typed = models.CharField(_("实测值（原单位）"), max_length=60, blank=True)
    unit = models.CharField(_("单位"), max_length=24, blank=True)
    choice = models.CharField(_("实测结果"), max_length=200, blank=True)
    measured_on = models.DateField(_("测量日期"))
    measured_by = models.CharField(_("测量方"), max_length=120)
    report = models.ForeignKey("challenges.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["milestone", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "indicator"], name="evidence_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(choice=""), name="evidence_says_something"
            ),
        ]

    def __str__(self):
        return f"{self.milestone_id} {self.indicator_id}"


class Progress(models.Model):
    """A short report 进展 on the work towards a milestone, and the day it tells of."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="progress")
    text = models.TextField(_("进展"))
    on = models.DateField(_("截至日期"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self):
        return f"{self.milestone_id} {self.on}"
