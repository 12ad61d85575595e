"""Who sees an expert's profile, and who changes it."""

from accounts.models import ExpertProfile
from accounts.roles import Kind

SELF, OPERATOR, ORGANISER = "self", "operator", "organiser"

MAY = {
    "save": frozenset({SELF}),
    "verify": frozenset({OPERATOR}),
    "refuse": frozenset({OPERATOR}),
    "set_integrity": frozenset({OPERATOR}),
}


def relations(viewer, profile) -> frozenset[str]:
    """What the viewer is to a profile: its owner, an operator, or a verified organiser who draws panels."""
    if viewer.user_id is None:
        return frozenset()
    if viewer.user_id == profile.user_id:
        return frozenset({SELF})
    if viewer.is_operator:
        return frozenset({OPERATOR})
    if viewer.kind == Kind.ORGANISER and viewer.verified:
        return frozenset({ORGANISER})
    return frozenset()


def visible_to(viewer):
    """Operators and verified organisers see every profile; an expert his own; nobody else any."""
    if viewer.is_operator or (viewer.kind == Kind.ORGANISER and viewer.verified):
        return ExpertProfile.objects.all()
    if viewer.user_id is None:
        return ExpertProfile.objects.none()
    return ExpertProfile.objects.filter(user_id=viewer.user_id)
