"""Jobs 作业: one act of an officer for many rows, with what became of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.core.models.lifecycle import Lifecycle, state_field
from challenges.core.states import JobKind, JobState, RowState
from notifications.fields import PlainField


class Job(Lifecycle):
    """One act for many rows of a batch, taken row by row under the permission of whoever asked.

    `words` is the filter by which the rows were found, empty when they were picked by hand. `new_due_at` is the new
    last moment of an extension. `leased_until` keeps two workers from the same job; after it another one goes on.
    """

    noun = "job"

    state = state_field(JobState, JobState.ASKED)
    kind = models.CharField(_("事项"), max_length=8, choices=JobKind.choices, editable=False)
    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="jobs", editable=False)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    words = PlainField(default=dict, editable=False)
    reason = models.CharField(_("理由"), max_length=240, blank=True, editable=False)
    new_due_at = models.DateTimeField(null=True, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    failed = models.PositiveIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=[JobState.ASKED, JobState.RUNNING]), name="job_open"
            ),
            models.Index(fields=["asked_by", "-id"], name="job_by_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total__gte=models.F("done") + models.F("failed")), name="job_counts_its_rows"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.batch_id}"

    @property
    def chain(self) -> str:
        """Return the timeline of the batch."""
        return self.batch.chain

    @property
    def left(self) -> int:
        """Return how many rows have not been taken."""
        return self.total - self.done - self.failed

    @property
    def percent(self) -> int:
        """Return how much has been taken, in percent."""
        return (self.total - self.left) * 100 // self.total if self.total else 0


class JobRow(models.Model):
    """One row of a job: a seat, a review or a panel by its id, and what became of it.

    `said` is the refusal in the words that the asker would have met on the page, `code` its name for programs.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    subject_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    code = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="job_row_in_order"),
            models.UniqueConstraint(fields=["job", "subject_id"], name="job_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.position} {self.state}"
