"""Staffings 组评方案: a plan of who sits on which panel of a batch, from the question to the seats."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.states.staffing import StaffingState

from .lifecycle import Lifecycle, state_field


class Staffing(Lifecycle):
    """One plan for all panels of a batch that are still being composed.

    `panels` are their ids. `pins` and `bans` are the organiser's edits as [expert, panel, reason]. `problem` is what
    was solved and `result` the plan with its reasons, bound and hash; `error` says why there is none. `leased_until`
    keeps two workers from solving the same question.
    """

    noun = "staffing"

    state = state_field(StaffingState, StaffingState.ASKED)
    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="staffings")
    panels = models.JSONField(default=list, editable=False)
    pins = models.JSONField(_("指定"), default=list, editable=False)
    bans = models.JSONField(_("排除"), default=list, editable=False)
    seed = models.CharField(max_length=64, editable=False)
    problem = models.JSONField(default=dict, editable=False)
    result = models.JSONField(default=dict, editable=False)
    error = models.JSONField(default=dict, editable=False)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=models.Q(state__in=["asked", "ready", "failed"]), name="staffing_one_open"
            )
        ]

    def __str__(self):
        return f"{self.batch_id} {self.state}"

    @property
    def chain(self) -> str:
        """Return the timeline of the batch."""
        return self.batch.chain
