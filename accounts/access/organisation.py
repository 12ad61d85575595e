"""Who sees an organisation, and who does what with it."""

from accounts.models import Organisation
from accounts.roles import APPROVER, SIGNER, manager_role

OPERATOR, MEMBER, MANAGER, HEAD, APPROVES = "operator", "member", "manager", "signer", "approver"

MAY = {
    "change_details": frozenset({MANAGER}),
    "change_representative": frozenset({MANAGER, HEAD}),
    "resubmit": frozenset({MANAGER}),
    "verify": frozenset({OPERATOR}),
    "refuse": frozenset({OPERATOR}),
    "withdraw_verification": frozenset({OPERATOR}),
    "hand_in_document": frozenset({MANAGER}),
    "read_document": frozenset({MANAGER, OPERATOR}),
    "invite": frozenset({MANAGER, APPROVES}),
    "grant_delegation": frozenset({MANAGER, HEAD, APPROVES}),
    "add_certificate": frozenset({MANAGER}),
    "issue_token": frozenset({MANAGER}),
    "see_members": frozenset({MEMBER, OPERATOR}),
}


def relations(viewer, organisation) -> frozenset[str]:
    """What the viewer is to an organisation: operator; member, manager or signer of it when they act for it.

    An operator who belongs to the organisation is not its operator: nobody verifies their own house.
    """
    found = set()
    if viewer.organisation_id is not None and viewer.organisation_id == organisation.pk:
        found.add(MEMBER)
        if viewer.has(manager_role(organisation.kind)):
            found.add(MANAGER)
        if viewer.has(SIGNER):
            found.add(HEAD)
        if viewer.has(APPROVER):
            found.add(APPROVES)
    elif viewer.is_operator and not organisation.memberships.active().filter(user_id=viewer.user_id).exists():
        found.add(OPERATOR)
    return frozenset(found)


def visible_to(viewer):
    """Verified organisations are public; one that waits or was refused is seen by its members and by operators."""
    if viewer.is_operator:
        return Organisation.objects.all()
    if viewer.organisation_id is None:
        return Organisation.objects.verified()
    return Organisation.objects.verified() | Organisation.objects.filter(pk=viewer.organisation_id)
