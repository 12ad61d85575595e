"""Who may use a saved view: whoever saved it, while they act for the same organisation and the board is theirs."""

from typing import Any

from accounts.acting import Acting
from challenges.core.models import SavedView


def visible_to(viewer: Acting, board: Any) -> Any:
    """Return the views of a board that this person saved for the organisation they act for."""
    if not board.open_to(viewer):
        return SavedView.objects.none()
    own = {"user_id": viewer.user_id or 0, "organisation_id": viewer.organisation_id or 0}
    return SavedView.objects.filter(**own, board=board.name)
