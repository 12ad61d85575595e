"""Staffings 组评方案: a plan of who sits on which panel of a batch, from the question to the seats."""

from django.db import models

from challenges.assignment.models.plan import Plan, one_open


class Staffing(Plan):
    """One plan for all panels of a batch that are still being composed; its edits are [expert, panel, reason]."""

    noun = "staffing"

    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="staffings")

    class Meta(Plan.Meta):
        constraints = [one_open("staffing_one_open")]
