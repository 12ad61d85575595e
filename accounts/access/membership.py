"""Who sees the members of an organisation, and who changes them."""

from accounts.access import organisation as of_organisation
from accounts.models import Membership

SELF = "self"

MAY = {
    "change_roles": frozenset({of_organisation.MANAGER, of_organisation.APPROVES}),
    "end": frozenset({of_organisation.MANAGER, SELF}),
    "read_hand_over": frozenset({of_organisation.MEMBER, SELF}),
}


def relations(viewer, membership) -> frozenset[str]:
    """What the viewer is to a membership: the person themselves, and what they are to its organisation."""
    found = of_organisation.relations(viewer, membership.organisation)
    return found | {SELF} if viewer.user_id is not None and viewer.user_id == membership.user_id else found


def visible_to(viewer):
    """Operators see all; a member those of the organisation they act for; everybody their own."""
    if viewer.is_operator:
        return Membership.objects.all()
    if viewer.user_id is None:
        return Membership.objects.none()
    own = Membership.objects.filter(user_id=viewer.user_id)
    if viewer.organisation_id is None:
        return own
    return own | Membership.objects.filter(organisation_id=viewer.organisation_id)
