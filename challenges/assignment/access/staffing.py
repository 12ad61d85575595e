"""Who may see and make staffings 组评方案: as with every plan of a batch."""

from challenges.assignment.access.plan import MAY, may_ask, relations, seen
from challenges.assignment.models import Staffing

__all__ = ["MAY", "may_ask", "relations", "visible_to"]


def visible_to(viewer):
    """Return the staffings this viewer may see."""
    return seen(viewer, Staffing.objects.all())
