"""Who may see how a panel was drawn, and who draws: the organiser's people. No expert learns who was in the pool."""

from challenges.assignment.models import Draw
from challenges.core.relation import OFFICERS, WATCHERS
from challenges.review.access.review import panel_relations

MAY = {"make": OFFICERS, "apply": OFFICERS, "void": OFFICERS}


def visible_to(viewer):
    """Return the draws this viewer may see: those of their organiser's panels, for officers and the supervisor."""
    if getattr(viewer, "kind", "") != "organiser" or not viewer.roles & set(WATCHERS):
        return Draw.objects.none()
    return Draw.objects.filter(panel__challenge__organiser_id=viewer.organisation_id)


def relations(viewer, draw) -> frozenset[str]:
    """Return what the viewer is to this draw: what they are to its panel."""
    return panel_relations(viewer, draw.panel)
