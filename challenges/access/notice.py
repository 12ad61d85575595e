"""Who may see notices and objections, and who may do what with them."""

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.models import Notice, Objection
from challenges.states.notice import NoticeState

from .relation import is_from, roles_as, standing

OFFICERS = frozenset({"organiser.notice_officer", "organiser.batch_admin"})
POSTED = (NoticeState.POSTED, NoticeState.ENDED, NoticeState.SUPERSEDED)

NOTICE_MAY = {
    "edit": OFFICERS,
    "post": OFFICERS,
    "discard": OFFICERS,
    "end": frozenset({"clock"}),
    "supersede": OFFICERS | {"clock"},
}

OBJECTION_MAY = {
    "register": OFFICERS,
    "refuse": OFFICERS,
    "uphold": OFFICERS,
    "dismiss": OFFICERS,
    "withdraw": frozenset({"own"}),
    "recount": frozenset({"clock"}),
}


def visible_to(viewer):
    """Return the notices this viewer may read: posted ones are public, drafts are their issuer's."""
    if viewer is CLOCK:
        return Notice.objects.all()
    seen = Q(state__in=POSTED)
    if viewer.organisation_id:
        seen |= Q(issuer_id=viewer.organisation_id)
    return Notice.objects.filter(seen)


def objections_visible_to(viewer):
    """Return the objections this viewer may read: the objector's own, and the organiser's."""
    if viewer is CLOCK:
        return Objection.objects.all()
    seen = Q(pk__in=[])
    if viewer.user_id:
        seen |= Q(filed_by_id=viewer.user_id)
    if viewer.kind == "organiser":
        seen |= Q(challenge__organiser_id=viewer.organisation_id)
    return Objection.objects.filter(seen)


def notice_relations(viewer, notice) -> frozenset[str]:
    """Return what the viewer is to this notice."""
    names = standing(viewer)
    if viewer is not CLOCK and is_from(viewer, notice.issuer_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def objection_relations(viewer, objection) -> frozenset[str]:
    """Return what the viewer is to this objection."""
    names = standing(viewer)
    if viewer is CLOCK:
        return frozenset(names)
    if is_from(viewer, objection.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    if viewer.user_id and viewer.user_id == objection.filed_by_id:
        names.add("own")
    return frozenset(names)
