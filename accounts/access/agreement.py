"""Who reads an agreement: whoever gave it, and the people of the organisation for which it was given."""

from django.db.models import Q, QuerySet

from accounts.acting import Acting
from accounts.models import Agreement


def visible_to(viewer: Acting) -> QuerySet[Agreement]:
    """Return the agreements this viewer may read again."""
    if viewer.user_id is None:
        return Agreement.objects.none()
    seen = Q(person=viewer.user_id)
    if viewer.organisation_id is not None:
        seen |= Q(organisation=viewer.organisation_id)
    return Agreement.objects.filter(seen)
