"""Calibration rounds 试评: experts mark shared samples before the real ones, and each learns how they mark."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.core.models.lifecycle import Lifecycle, state_field
from challenges.review.states.trial import TrialistState, TrialState
from notifications.fields import PlainField


class Trial(Lifecycle):
    """One calibration round for one panel or several of a batch, which mark the same samples by the same rubric.

    `rubric` is that of the first panel; all others read the same. `due_at` is when it closes by itself. What is marked
    here enters no ranking.
    """

    noun = "trial"

    state = state_field(TrialState, TrialState.PLANNED)
    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="trials")
    panels = models.ManyToManyField("challenges.Panel", related_name="trials")
    rubric = models.ForeignKey("challenges.Rubric", on_delete=models.PROTECT, related_name="+")
    planned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("作废理由"), max_length=240, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(due_at__isnull=False), name="trial_open_has_due"
            )
        ]

    def __str__(self):
        return f"{self.batch_id} {self.state}"

    @property
    def chain(self) -> str:
        """Return the timeline of the batch."""
        return self.batch.chain


class Sample(models.Model):
    """A shared sample 样本: written or pasted by the organiser, never a real proposal of the same challenges.

    `reference` are marks set beforehand, by criterion id as text; empty where none were set.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="samples")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("样本名称"), max_length=120)
    text = models.TextField(_("样本内容"))
    reference = PlainField(_("参考分"), default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["trial", "position"], name="sample_once_a_place")]

    def __str__(self):
        return self.title


class Trialist(Lifecycle):
    """One expert's part in a calibration round. `panel` is the one with whose mean they are compared."""

    noun = "trialist"

    state = state_field(TrialistState, TrialistState.MARKING)
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="trialists")
    expert = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey("challenges.Panel", on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["trial", "expert"], name="trialist_once")]

    def __str__(self):
        return f"{self.trial_id} {self.expert_id}"

    def parent(self):
        """Return the round: it is locked first."""
        return self.trial


class TrialMark(models.Model):
    """An expert's mark for one criterion of one sample, 0 to 100."""

    trialist = models.ForeignKey(Trialist, on_delete=models.CASCADE, related_name="marks")
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey("challenges.Criterion", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trialist", "sample", "criterion"], name="trial_mark_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=Decimal(0), value__lte=Decimal(100)), name="trial_mark_within_range"
            ),
        ]

    def __str__(self):
        return f"{self.trialist_id} {self.sample_id} {self.criterion_id}: {self.value}"
