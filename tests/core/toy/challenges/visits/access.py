"""Who may see a visit and act on it: the firm that asked, and the organiser of the batch."""

from challenges.visits.models import Visit
from django.db.models import Q

from challenges.core.relation import CLOCK, is_from, roles_as, standing

MAY = {"agree": frozenset({"organiser.batch_admin"}), "lapse": frozenset({"clock"})}


def visible_to(viewer):
    """Return the visits this viewer may see: those of their own firm, and those of their own batches."""
    if viewer is CLOCK:
        return Visit.objects.all()
    if viewer.organisation_id is None:
        return Visit.objects.none()
    return Visit.objects.filter(Q(firm_id=viewer.organisation_id) | Q(batch__organiser_id=viewer.organisation_id))


def relations(viewer, visit) -> frozenset[str]:
    """Return what the viewer is to this visit."""
    names = standing(viewer)
    if is_from(viewer, visit.firm_id):
        names |= roles_as("own", viewer)
    if is_from(viewer, visit.batch.organiser_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)
