"""Who may see and make the plans of a batch's panels: the organiser's officers; the supervisor may look."""

from challenges.models import Staffing

from .relation import is_from, roles_as, standing
from .review import OFFICERS, WATCHERS

MAY = {"solve": frozenset({"clock"}), "revise": OFFICERS, "apply": OFFICERS, "void": OFFICERS}


def visible_to(viewer):
    """Return the staffings this viewer may see."""
    if getattr(viewer, "kind", "") != "organiser" or not viewer.roles & set(WATCHERS):
        return Staffing.objects.none()
    return Staffing.objects.filter(batch__organiser_id=viewer.organisation_id)


def relations(viewer, staffing) -> frozenset[str]:
    """Return what the viewer is to this staffing: what he is to its batch."""
    names = standing(viewer)
    if is_from(viewer, staffing.batch.organiser_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def may_ask(viewer, batch) -> bool:
    """Return True for officers of the organiser whose batch it is."""
    return is_from(viewer, batch.organiser_id) and bool(OFFICERS & roles_as("organiser", viewer))
