"""What waits for an operator's word, oldest first."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Certificate, ExpertProfile, Organisation
from accounts.models.verification import Verification

# An operator works through the queue; what does not fit on the page comes up as they go.
SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """The queue, cut to what a page holds, with the whole number."""

    organisations: list[Organisation]
    certificates: list[Certificate]
    experts: list[ExpertProfile]
    total: int


def waiting() -> Waiting:
    """Organisations to verify (again, after a new representative), certificates and experts."""
    organisations = Organisation.objects.filter(Q(verification=Verification.PENDING) | Q(signing_frozen=True))
    certificates = Certificate.objects.filter(verification=Verification.PENDING, removed_at=None)
    experts = ExpertProfile.objects.filter(verification=Verification.PENDING)
    return Waiting(
        list(organisations.order_by("created_at", "pk")[:SHOWN]),
        list(certificates.select_related("organisation").order_by("pk")[:SHOWN]),
        list(experts.select_related("user").prefetch_related("employments").order_by("pk")[:SHOWN]),
        organisations.count() + certificates.count() + experts.count(),
    )
