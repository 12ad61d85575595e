"""Batches 批次: one campaign of an organiser, with its own periods and rules."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from challenges.core.models.rule import RuleSet


class BatchQuerySet(models.QuerySet):
    def collecting(self, at: datetime) -> "BatchQuerySet":
        """Keep what takes needs at this moment (inclusive to the second)."""
        return self.filter(collecting_at(at))


def collecting_at(at: datetime) -> models.Q:
    """Return the condition for batches that take needs at this moment."""
    return models.Q(closed_at=None, collect_from__lte=at, collect_until__gte=at)


class Batch(models.Model):
    """A campaign: needs are collected, published and decided under one set of rules.

    `feedback_at` is the one moment from which the applicants of all its challenges read their feedback, if it is set.
    Its own rules are rule sets of its own. Once it is closed, nothing of it changes any more.
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
    closed_at = models.DateTimeField(_("结束时间"), null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="copies", editable=False, verbose_name=_("照搬自")
    )
    next_number = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("批次")
        verbose_name_plural = _("批次")
        ordering = ["-collect_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(collect_until__gt=models.F("collect_from")), name="batch_collects_forward"
            ),
            models.UniqueConstraint(Lower("code"), name="batch_code_once"),
        ]

    def __str__(self):
        return self.name

    @property
    def chain(self) -> str:
        """Return the name of the batch's own timeline."""
        return f"batch:{self.pk}"

    def collecting(self, at) -> bool:
        """Return True while needs may be handed to the organiser (inclusive to the second)."""
        return self.closed_at is None and self.collect_from <= at <= self.collect_until

    def rules_on(self, on) -> dict:
        """Return the numbers in force on a date for this batch: platform, organiser, then the batch's own."""
        return RuleSet.objects.in_force(organiser_id=self.organiser_id, batch_id=self.pk, on=on)
