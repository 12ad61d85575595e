"""Who may look at the reviews of a whole batch: the people of its organiser who watch reviews."""

from challenges.core.access.job import watches
from challenges.listing.models import Batch


def visible_to(viewer):
    """Return the batches whose reviews this viewer may look at."""
    if not watches(viewer):
        return Batch.objects.none()
    return Batch.objects.filter(organiser_id=viewer.organisation_id)
