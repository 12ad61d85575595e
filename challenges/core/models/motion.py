"""Motions 提请: an act that binds others, prepared by one person until another confirms it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.core.models.lifecycle import Lifecycle, state_field
from challenges.core.states import MotionState
from notifications.fields import PlainField


class Motion(Lifecycle):
    """One act that takes two persons, as it was prepared: what it is, on which row in which version, with what.

    It stands until `due_at`, and is void when nobody has answered by then.
    `organisation` is whose people prepare and confirm it; none where the platform's operators do. `timeline` is the
    chain of the row it is about, so that its record shows who prepared and who confirmed.
    """

    noun = "motion"

    state = state_field(MotionState, MotionState.OPEN)
    # When those who may confirm it are reminded for the first time; they are on every working day from then on.
    remind_from = models.DateTimeField(null=True, editable=False)
    act = models.CharField(_("事项"), max_length=60, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    subject_version = models.PositiveIntegerField(default=0, editable=False)
    timeline = models.CharField(max_length=60, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    arguments = PlainField(default=dict, editable=False)
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    answered_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    answer = models.CharField(_("不同意的理由"), max_length=240, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"], name="motion_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "subject_id"], condition=models.Q(state=MotionState.OPEN), name="motion_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_id}"

    @property
    def chain(self) -> str:
        """Return the timeline of the row it is about."""
        return self.timeline
