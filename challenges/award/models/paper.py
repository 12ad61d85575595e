"""Papers 异议处理决定书: what an organiser finds on an objection, and on its review, as a numbered text that stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectionPaper(models.Model):
    """One decision in the words in which it was made. Written once, inside the decision, and never changed.

    `issuer_mark` is the red mark of an organiser that was entitled to it at that moment, "" for a plain paper.
    """

    objection = models.ForeignKey("challenges.Objection", on_delete=models.PROTECT, related_name="papers")
    of_review = models.BooleanField(default=False)
    issuer = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("文号"), max_length=60)
    title = models.CharField(_("标题"), max_length=240)
    body = models.TextField(_("正文"))
    issuer_mark = models.CharField(_("发文机关标志"), max_length=60, blank=True, default="")
    dated = models.DateField(_("成文日期"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objection", "of_review"], name="objection_paper_once"),
            models.UniqueConstraint(fields=["issuer", "number"], name="objection_paper_number_once"),
        ]

    def __str__(self):
        return self.number
