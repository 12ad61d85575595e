"""Who may see and make the plans of a batch: the organiser's officers; the supervisor may look."""

from challenges.core.relation import OFFICERS, WATCHERS, is_from, roles_as, standing

LISTERS = frozenset({"review_officer", "batch_admin", "supervisor"})
MAY = {"solve": frozenset({"clock"}), "revise": OFFICERS, "apply": OFFICERS, "void": OFFICERS}


def seen(viewer, rows):
    """Return those of the plans that this viewer may see."""
    if getattr(viewer, "kind", "") != "organiser" or not viewer.roles & set(WATCHERS):
        return rows.none()
    return rows.filter(batch__organiser_id=viewer.organisation_id)


def lists(viewer) -> bool:
    """Return True for those who look through the plans of their organiser's batches: who forms panels, who watches."""
    return getattr(viewer, "kind", "") == "organiser" and bool(viewer.roles & LISTERS)


def relations(viewer, plan) -> frozenset[str]:
    """Return what the viewer is to this plan: what they are to its batch."""
    names = standing(viewer)
    if is_from(viewer, plan.batch.organiser_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def may_ask(viewer, batch) -> bool:
    """Return True for officers of the organiser whose batch it is."""
    return is_from(viewer, batch.organiser_id) and bool(OFFICERS & roles_as("organiser", viewer))
