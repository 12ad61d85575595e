"""Who sees when an expert is away, and who changes it: they alone. Draws only learn that they are away."""

from accounts.models import Absence

SELF = "self"

MAY = {"remove": frozenset({SELF})}


def relations(viewer, absence) -> frozenset[str]:
    """What the viewer is to an absence: the expert themselves, or nobody."""
    own = viewer.user_id is not None and viewer.user_id == absence.expert.user_id
    return frozenset({SELF}) if own else frozenset()


def visible_to(viewer):
    """An expert sees their own absences; nobody else any."""
    if viewer.user_id is None:
        return Absence.objects.none()
    return Absence.objects.filter(expert__user_id=viewer.user_id)
