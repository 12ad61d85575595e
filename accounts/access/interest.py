"""Who sees the ties an expert declared, and who changes them: they alone.

Organisers meet a tie only as the reason of a conflict with a firm of their own challenge.
"""

from accounts.models import Interest

SELF = "self"

MAY = {"end": frozenset({SELF}), "remove": frozenset({SELF})}


def relations(viewer, interest) -> frozenset[str]:
    """What the viewer is to a declared tie: the expert themselves, or nobody."""
    own = viewer.user_id is not None and viewer.user_id == interest.expert.user_id
    return frozenset({SELF}) if own else frozenset()


def visible_to(viewer):
    """An expert sees the ties they declared and did not take back; nobody else any."""
    if viewer.user_id is None:
        return Interest.objects.none()
    return Interest.objects.standing().filter(expert__user_id=viewer.user_id)
