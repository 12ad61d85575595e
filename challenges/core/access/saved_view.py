"""Who may use a saved view: whoever saved it, while they act for the same organisation."""

from typing import Any

from accounts.acting import Acting
from challenges.core.access.job import watches
from challenges.core.models import SavedView


def visible_to(viewer: Acting) -> Any:
    """Return the views that this person saved for the organisation they act for."""
    if not watches(viewer):
        return SavedView.objects.none()
    return SavedView.objects.filter(user_id=viewer.user_id or 0, organisation_id=viewer.organisation_id or 0)
