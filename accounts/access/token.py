"""Who sees a token (never its secret), and who ends it."""

from django.db.models import Q

from accounts.access import organisation as organisation_access
from accounts.models import PersonalToken
from accounts.roles import APPROVER, SIGNER, SUPERVISOR, manager_role, roles_of

OWN, MANAGER = "own", "manager"

MAY = {"revoke": frozenset({OWN, MANAGER})}


def relations(viewer, token) -> frozenset[str]:
    """Return what the viewer is to a token: its person, or who manages the organisation that holds it."""
    found = set()
    if viewer.user_id is not None and viewer.user_id == token.user_id:
        found.add(OWN)
    if token.of_organisation and MANAGER in organisation_access.relations(viewer, token.organisation):
        found.add(MANAGER)
    return frozenset(found)


def visible_to(viewer):
    """Return one's own tokens, and for who manages the organisation acted for, those that it holds."""
    if viewer.user_id is None:
        return PersonalToken.objects.none()
    seen = Q(user_id=viewer.user_id)
    if manages(viewer):
        seen |= Q(organisation_id=viewer.organisation_id, issued_by__isnull=False)
    return PersonalToken.objects.filter(seen)


def manages(viewer) -> bool:
    """Return whether this viewer issues and ends the tokens of the organisation they act for."""
    return viewer.organisation is not None and MANAGER in organisation_access.relations(viewer, viewer.organisation)


def grantable(kind: str) -> dict:
    """Return the roles that a token of such an organisation may have, with names.

    It neither signs nor manages, and neither approves nor watches what people do.
    """
    withheld = {SIGNER, APPROVER, SUPERVISOR, manager_role(kind)}
    return {code: label for code, label in roles_of(kind).items() if code not in withheld}
