"""Who sees a delegation, and who takes it back."""

from accounts.access import organisation as of_organisation
from accounts.models import Delegation

GRANTEE = "grantee"

MAY = {
    "revoke": frozenset({of_organisation.MANAGER, of_organisation.HEAD, of_organisation.APPROVES}),
    "read_document": frozenset({of_organisation.MEMBER, of_organisation.OPERATOR, GRANTEE}),
}


def relations(viewer, delegation) -> frozenset[str]:
    """What the viewer is to a delegation: the one who received it, and what they are to the organisation."""
    found = of_organisation.relations(viewer, delegation.organisation)
    return found | {GRANTEE} if viewer.user_id is not None and viewer.user_id == delegation.grantee_id else found


def visible_to(viewer):
    """Operators see all; a member those of the organisation they act for."""
    if viewer.is_operator:
        return Delegation.objects.all()
    if viewer.organisation_id is None:
        return Delegation.objects.none()
    return Delegation.objects.filter(organisation_id=viewer.organisation_id)
