"""Whose the files of a challenge are: its lead firm's; and others read them as its layers say."""

from django.db.models import Q

from challenges.files.access import Owner, register
from challenges.files.models import AttachmentKind
from challenges.listing.models import Challenge, Confidentiality, Opinion, Undertaking
from challenges.listing.states import PUBLIC


def own_side(viewer) -> Q:
    """Return the condition for files of the viewer's own challenges."""
    return Q(challenge__lead_id=viewer.organisation_id) if viewer.organisation_id else Q(pk__in=[])


def given_to(viewer) -> Q:
    """Return the condition for files of others' challenges: funds letters go to the organiser alone."""
    seen = terms_of(Challenge.objects.filter(in_full(viewer)))
    if viewer.organisation_id and viewer.kind == "organiser":
        organised = Q(challenge__organiser_id=viewer.organisation_id)
        seen |= organised & ~Q(challenge__state__in=["draft", "internal_review"])
    return seen


def terms_of(challenges) -> Q:
    """Return the condition for the files of these challenges that belong to what is listed."""
    return Q(challenge__in=challenges) & ~Q(kind=AttachmentKind.FUNDS_LETTER)


def in_full(viewer) -> Q:
    """Return the condition for challenges of others that this viewer reads in full, as their layers say."""
    seen = Q(confidentiality=Confidentiality.PUBLIC)
    if viewer.verified:
        seen |= Q(confidentiality=Confidentiality.INTERNAL)
        signed = Undertaking.objects.of(viewer).values("challenge")
        seen |= Q(confidentiality=Confidentiality.RESTRICTED, pk__in=signed)
    seen &= Q(state__in=PUBLIC)
    if viewer.user_id and viewer.is_expert:
        seen |= Q(pk__in=Opinion.objects.filter(expert_id=viewer.user_id).values("challenge"))
    return seen


RIGHTS = {"draft": "edit", "returned": "edit", "pending_publish": "confirm_funds"}

register(Owner("challenge", own_side, given_to, RIGHTS))
