from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Absence(models.Model):
    """Days on which an expert cannot review, both ends included. Why they are away is nobody's business."""

    noun = "absence"

    expert = models.ForeignKey("accounts.ExpertProfile", on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("不在岗起"))
    ends_on = models.DateField(_("不在岗止"))

    class Meta:
        verbose_name = _("不在岗时间")
        verbose_name_plural = _("不在岗时间")
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_dates_ordered"),
            models.UniqueConstraint(fields=["expert", "starts_on", "ends_on"], name="absence_once"),
        ]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on}"

    @property
    def chain(self):
        """The expert's own timeline."""
        return self.expert.chain
