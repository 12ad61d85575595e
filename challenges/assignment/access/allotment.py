"""Who may see and make allotments 派评方案: as with every plan of a batch."""

from challenges.assignment.access.plan import MAY, may_ask, relations, seen
from challenges.assignment.models import Allotment

__all__ = ["MAY", "may_ask", "relations", "visible_to"]


def visible_to(viewer):
    """Return the allotments this viewer may see."""
    return seen(viewer, Allotment.objects.all())
