"""Who reads an organiser's ledger 台账: everybody who acts for it; what stands in it is what they may see.

And who reads what people ask about their own data: they themselves, and of corrections the operators.
"""

from django.db.models import QuerySet

from accounts.acting import Acting
from challenges.desk.models import PersonalRequest


def keeps_ledger(viewer: Acting) -> bool:
    """Return True for those who act for an organiser."""
    return getattr(viewer, "kind", "") == "organiser"


def own_requests(viewer: Acting) -> QuerySet[PersonalRequest]:
    """Return what this person has asked about their own data; nothing of others, whatever their office."""
    return PersonalRequest.objects.filter(person_id=viewer.user_id)


def asks_of_operators(viewer: Acting) -> QuerySet[PersonalRequest]:
    """Return the corrections that wait for an operator; none for others, and of nobody's own."""
    if not viewer.is_operator:
        return PersonalRequest.objects.none()
    waiting = PersonalRequest.objects.filter(kind=PersonalRequest.Kind.CORRECTION, outcome="waiting")
    return waiting.exclude(person_id=viewer.user_id)
