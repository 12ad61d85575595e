"""Who sees a certificate, and who does what with it."""

from django.db.models import Q

from accounts.access import organisation as of_organisation
from accounts.models import Certificate
from accounts.models.verification import Verification

MAY = {
    "remove": frozenset({of_organisation.MANAGER}),
    "verify": frozenset({of_organisation.OPERATOR}),
    "refuse": frozenset({of_organisation.OPERATOR}),
    "read_file": frozenset({of_organisation.MEMBER, of_organisation.OPERATOR}),
}


def relations(viewer, certificate) -> frozenset[str]:
    """What the viewer is to the organisation that holds the certificate."""
    return of_organisation.relations(viewer, certificate.organisation)


def visible_to(viewer):
    """Verified certificates of verified organisations are public (never the scan); members and operators see all."""
    standing = Certificate.objects.filter(removed_at=None)
    if viewer.is_operator:
        return standing
    public = Q(verification=Verification.VERIFIED, organisation__verification=Verification.VERIFIED)
    if viewer.organisation_id is None:
        return standing.filter(public)
    return standing.filter(public | Q(organisation_id=viewer.organisation_id))
