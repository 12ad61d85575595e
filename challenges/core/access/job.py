"""Who may see and ask for jobs: the organiser's officers; the supervisor may look."""

from typing import Any

from accounts.acting import Acting
from challenges.core.models import Job
from challenges.core.relation import OFFICERS, WATCHERS, is_from, roles_as, standing

MAY = {"begin": frozenset({"clock"}), "finish": frozenset({"clock"}), "cancel": OFFICERS}


def watches(viewer: Acting) -> bool:
    """Return True for those who look at the reviews of the organiser they act for."""
    return getattr(viewer, "kind", "") == "organiser" and bool(viewer.roles & set(WATCHERS))


def visible_to(viewer: Acting) -> Any:
    """Return the jobs this viewer may see: those of the batches of the organiser they act for."""
    if not watches(viewer):
        return Job.objects.none()
    return Job.objects.filter(batch__organiser_id=viewer.organisation_id)


def relations(viewer: Acting, job: Job) -> frozenset[str]:
    """Return what the viewer is to this job: what they are to its batch."""
    names = standing(viewer)
    if is_from(viewer, job.batch.organiser_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def may_ask(viewer: Acting, batch: Any) -> bool:
    """Return True for officers of the organiser whose batch it is."""
    return is_from(viewer, batch.organiser_id) and bool(OFFICERS & roles_as("organiser", viewer))
