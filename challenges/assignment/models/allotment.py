"""Allotments 派评方案: a plan of which expert reviews which proposal, from the question to the reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.assignment.models.plan import Plan, one_open


class Allotment(Plan):
    """One plan for panels of a batch whose experts have all answered; its edits are [expert, proposal, reason].

    With `cover` the solver also sees to it that each topic of a proposal has a reviewer who knows it.
    """

    noun = "allotment"

    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="allotments")
    cover = models.BooleanField(_("兼顾主题覆盖"), default=False, editable=False)

    class Meta(Plan.Meta):
        constraints = [one_open("allotment_one_open")]
