from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.typed import columns


class InterestKind(models.TextChoices):
    """What ties an expert to a unit, as only they can know it."""

    FAMILY = "family", _("亲属在该单位任职")
    SHAREHOLDING = "shareholding", _("持有该单位股份")
    ADVISER = "adviser", _("担任该单位顾问")
    MENTOR = "mentor", _("与该单位人员是师生")
    JOINT_PROJECT = "joint_project", _("与该单位共同承担项目")


class InterestQuerySet(models.QuerySet):
    def standing(self):
        """Ties that were not taken back."""
        return self.filter(removed_at=None)


class Interest(models.Model):
    """A tie 利害关系 that an expert declares before anybody invites them. The unit need not be known to the platform.

    A tie taken back stays on record with the time, because it once kept them from a review.
    """

    Kind = InterestKind

    noun = "interest"

    expert = models.ForeignKey("accounts.ExpertProfile", on_delete=models.CASCADE, related_name="interests")
    kind = models.CharField(_("关系"), max_length=14, choices=InterestKind)
    unit_name = columns.Line(_("单位名称"), max_length=120)
    uscc = columns.Code(_("统一社会信用代码"), max_length=18, blank=True, default="")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField(_("起始日期"), null=True, blank=True)
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=240, blank=True, default="")
    declared_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("利害关系")
        verbose_name_plural = _("利害关系")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="interest_dates_ordered",
            ),
            models.CheckConstraint(condition=~Q(unit_name=""), name="interest_unit_named"),
        ]

    def __str__(self):
        return f"{self.unit_name} · {self.kind}"

    @property
    def chain(self):
        """The expert's own timeline."""
        return self.expert.chain
