"""What all plans made by the solver keep: the question with its edits, the answer with its proof, or the reason."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.assignment.states.plan import PlanState
from challenges.core.models.lifecycle import Lifecycle, state_field
from notifications.fields import PlainField


class Plan(Lifecycle):
    """One question to the solver and its answer.

    `panels` are the ids of the panels concerned. `pins` and `bans` are the organiser's edits, each an expert, a
    subject and a reason. `problem` is what was solved and `result` the plan with its reasons, bound and hash; `error`
    says why there is none. `leased_until` keeps two workers from solving the same question.
    """

    state = state_field(PlanState, PlanState.ASKED)
    panels = PlainField(default=list, editable=False)
    pins = PlainField(_("指定"), default=list, editable=False)
    bans = PlainField(_("排除"), default=list, editable=False)
    seed = models.CharField(max_length=64, editable=False)
    problem = PlainField(default=dict, editable=False)
    result = PlainField(default=dict, editable=False)
    error = PlainField(default=dict, editable=False)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    # Each kind of plan declares its own, which keeps its name in the database.
    batch: Any
    batch_id: int

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self):
        return f"{self.batch_id} {self.state}"

    @property
    def chain(self) -> str:
        """Return the timeline of the batch."""
        return self.batch.chain


def one_open(name: str) -> models.UniqueConstraint:
    """Return the constraint that a batch has one open plan of a kind."""
    return models.UniqueConstraint(
        fields=["batch"], condition=models.Q(state__in=["asked", "ready", "failed"]), name=name
    )
