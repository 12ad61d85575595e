"""Jobs over the API: watch one, stop it."""

from typing import Any, TypedDict

from challenges.core.access import job as access
from challenges.core.actions import job as jobs
from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, row_of
from challenges.core.models import Job
from challenges.core.queries.job import lines
from challenges.core.states import JobKind, JobState, RowState

JOB = (Transition("cancel", "cancellation", jobs.cancel, bodies.Reason),)
JOB_FILTERS = {
    "state": Filter("state__in", filters.one_of(JobState)),
    "kind": Filter("kind__in", filters.one_of(JobKind)),
    "batch_id": Filter("batch_id", filters.whole),
}


COLUMNS = ("id", "state", "kind", "batch_id", "total", "done", "failed", "created_at", "updated_at")


class JobLine(TypedDict):
    """What became of one row."""

    position: int
    who: str
    where: str
    state: RowState
    said: str


@described("job", "job_list", "Jobs of the organiser")
class JobList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("JobRow", Job, COLUMNS)
    filters = JOB_FILTERS

    def rows(self):
        """Return the jobs the caller may see."""
        return access.visible_to(self.viewer)


class JobRows(DetailEndpoint):
    """What all endpoints of one job share."""

    shape = row_of(
        "JobDetail",
        Job,
        ("id", "kind", "state", "reason", "new_due_at", "total", "done", "failed"),
        batch_id=int,
        words=dict[str, Any],
        rows=list[JobLine],
        can=list[Act],
    )

    def visible(self):
        """Return the jobs the caller may see."""
        return access.visible_to(self.viewer).select_related("batch")

    def show(self, row):
        """Return the job with what became of its first thousand rows."""
        return {
            "id": row.pk,
            "batch_id": row.batch_id,
            "kind": row.kind,
            "state": row.state,
            "words": row.words,
            "reason": row.reason,
            "new_due_at": row.new_due_at,
            "total": row.total,
            "done": row.done,
            "failed": row.failed,
            "rows": [
                {
                    "position": line.position,
                    "who": line.who,
                    "where": line.where,
                    "state": line.state,
                    "said": line.said,
                }
                for line in lines(self.viewer, row, size=1000)
            ],
        }


@described("job", "job_detail", "One job with its results")
class JobDetail(JobRows):
    """One job."""
