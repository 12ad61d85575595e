"""Who may see and ask for jobs: on reviews the organiser's officers, on checks its checkers; others may look."""

from typing import Any

from accounts.acting import Acting
from challenges.core.models import Job
from challenges.core.relation import OFFICERS, WATCHERS, is_from, roles_as, standing
from challenges.core.states import JobKind

MAY = {"begin": frozenset({"clock"}), "finish": frozenset({"clock"}), "cancel": frozenset({"asker"})}
# The jobs on what is checked before the review, and who asks for them; the others are on reviews.
CHECKS = (JobKind.CHECK, JobKind.CONFIRM, JobKind.PASS)
CHECKERS = frozenset({"organiser.checker", "organiser.batch_admin"})


def watches(viewer: Acting) -> bool:
    """Return True for those who look at the reviews of the organiser they act for."""
    return getattr(viewer, "kind", "") == "organiser" and bool(viewer.roles & set(WATCHERS))


def reads(viewer: Acting) -> bool:
    """Return True for those who read of jobs at all: whoever watches the reviews, and the checkers."""
    return watches(viewer) or (getattr(viewer, "kind", "") == "organiser" and "checker" in viewer.roles)


def visible_to(viewer: Acting) -> Any:
    """Return the jobs this viewer may see, of the batches of the organiser they act for: checkers those on checks."""
    if not reads(viewer):
        return Job.objects.none()
    rows = Job.objects.filter(batch__organiser_id=viewer.organisation_id)
    return rows if watches(viewer) else rows.filter(kind__in=CHECKS)


def relations(viewer: Acting, job: Job) -> frozenset[str]:
    """Return what the viewer is to this job: what they are to its batch, and whether they ask for such jobs."""
    names = standing(viewer)
    if is_from(viewer, job.batch.organiser_id):
        names |= roles_as("organiser", viewer)
    if may_ask(viewer, job.batch, job.kind):
        names.add("asker")
    return frozenset(names)


def may_ask(viewer: Acting, batch: Any, kind: str = JobKind.REMIND) -> bool:
    """Return True for those of the organiser whose batch it is who ask for jobs of a kind: on reviews its officers."""
    asks = CHECKERS if kind in CHECKS else OFFICERS
    return is_from(viewer, batch.organiser_id) and bool(asks & roles_as("organiser", viewer))
