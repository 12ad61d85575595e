"""Conflicts of interest 回避事由 between an expert and a proposal, and what was decided of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.fields import PlainField


class Conflict(models.Model):
    """A reason why an expert may not review a proposal 回避事由, and what the organiser decided of it."""

    class Source(models.TextChoices):
        COMPUTED = "computed", _("系统比对")
        DECLARED = "declared", _("本人声明")
        MANUAL = "manual", _("组织方指定")

    class Status(models.TextChoices):
        POTENTIAL = "potential", _("待核")
        CONFIRMED = "confirmed", _("成立")
        REJECTED = "rejected", _("不成立")

    expert = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.CASCADE, related_name="conflicts")
    proposal = models.ForeignKey("challenges.Proposal", null=True, on_delete=models.CASCADE, related_name="conflicts")
    code = models.CharField(max_length=24)
    facts = PlainField(default=dict)
    source = models.CharField(max_length=8, choices=Source.choices)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.POTENTIAL)
    reason = models.CharField(_("核定理由"), max_length=240, blank=True, default="")
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "challenge", "proposal", "code"], name="conflict_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.expert_id} {self.code}"
