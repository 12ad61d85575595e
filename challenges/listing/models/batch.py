"""Batches 批次: one campaign of an organiser, with its own periods and rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.core.models.rule import RuleSet
from notifications.fields import PlainField


class Batch(models.Model):
    """A campaign: needs are collected, published and decided under one set of rules.

    `feedback_at` is the one moment from which the applicants of all its challenges read their feedback, if it is set.
    """

    noun = "batch"

    organiser = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="batches")
    code = models.CharField(_("批次代码"), max_length=20, unique=True)
    name = models.CharField(_("批次名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    summary = models.TextField(_("说明"), blank=True)
    collect_from = models.DateTimeField(_("征集开始"))
    collect_until = models.DateTimeField(_("征集截止"))
    feedback_at = models.DateTimeField(_("统一反馈时间"), null=True, blank=True)
    rules = PlainField(_("本批次规则"), default=dict, blank=True)
    next_number = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("批次")
        verbose_name_plural = _("批次")
        ordering = ["-collect_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(collect_until__gt=models.F("collect_from")), name="batch_collects_forward"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def chain(self) -> str:
        """Return the name of the batch's own timeline."""
        return f"batch:{self.pk}"

    def collecting(self, at) -> bool:
        """Return True while needs may be handed to the organiser (inclusive to the second)."""
        return self.collect_from <= at <= self.collect_until

    def rules_on(self, on) -> dict:
        """Return the numbers in force on a date for this batch: platform, organiser, then the batch's own."""
        return {**RuleSet.objects.in_force(organiser_id=self.organiser_id, on=on), **self.rules}
