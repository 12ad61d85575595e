"""Who may read inquiries of an objection and their files, and who may do what with them."""

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.award.models import Inquiry, Side
from challenges.award.states.inquiry import InquiryState
from challenges.bulletin.access import OFFICERS
from challenges.core.relation import is_from, roles_as, standing
from challenges.files.access import Owner, register

FIRMS = (Side.TARGET, Side.LEAD)
# An objector answers for themself, a firm by those who act for it before the platform.
ANSWERERS = frozenset({"asked.self", "asked.signer", "asked.handler"})

MAY = {
    "answer": ANSWERERS,
    "lapse": frozenset({"clock"}),
    "close": frozenset({"clock"}),
    "release": OFFICERS,
    "recount": frozenset({"clock"}),
}


def asked_of(viewer, at: str = "") -> Q:
    """Return the condition for inquiries that were sent to this viewer or their firm; `at` leads to them."""
    found = Q(pk__in=[])
    if viewer.user_id:
        found |= Q(**{f"{at}side": Side.OBJECTOR, f"{at}objection__filed_by_id": viewer.user_id})
    if viewer.organisation_id:
        found |= Q(**{f"{at}side__in": FIRMS, f"{at}organisation_id": viewer.organisation_id})
    return found


def released_to(viewer) -> Q:
    """Return the condition for inquiries to another side that the desk passed on to this viewer."""
    found = Q(pk__in=[])
    if viewer.user_id:
        found |= Q(for_objector=True, objection__filed_by_id=viewer.user_id)
    if viewer.organisation_id:
        asked = Inquiry.objects.filter(side=Side.TARGET, organisation_id=viewer.organisation_id)
        found |= Q(for_target=True, objection__in=asked.values("objection"))
        found |= Q(for_lead=True, objection__challenge__lead_id=viewer.organisation_id)
    return found


def of_desk(viewer) -> Q:
    """Return the condition for inquiries of the organiser for whom this viewer acts."""
    if viewer.kind != "organiser":
        return Q(pk__in=[])
    return Q(objection__challenge__organiser_id=viewer.organisation_id)


def desks(viewer, inquiry) -> bool:
    """Return True where this inquiry is one of the viewer's own desk; asks nothing of the database."""
    return viewer.kind == "organiser" and is_from(viewer, inquiry.objection.challenge.organiser_id)


def visible_to(viewer):
    """Return the inquiries this viewer may read: those to them, those passed on to them, and those of their desk."""
    if viewer is CLOCK:
        return Inquiry.objects.all()
    return Inquiry.objects.filter(asked_of(viewer) | released_to(viewer) | of_desk(viewer))


def relations(viewer, inquiry) -> frozenset[str]:
    """Return what the viewer is to this inquiry."""
    names = standing(viewer)
    if viewer is CLOCK:
        return frozenset(names)
    if is_from(viewer, inquiry.objection.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    if inquiry.side == Side.OBJECTOR:
        if viewer.user_id and viewer.user_id == inquiry.objection.filed_by_id:
            names.add("asked.self")
    elif is_from(viewer, inquiry.organisation_id):
        names |= roles_as("asked", viewer)
    return frozenset(names)


def own_side(viewer) -> Q:
    """Return the condition for files of inquiries that this viewer answers."""
    asked = Inquiry.objects.filter(asked_of(viewer))
    return Q(inquiry__in=asked.values("pk"))


def given_to(viewer) -> Q:
    """Return the condition for files of answers of others: what is not sent yet is nobody's but its writer's."""
    sent = visible_to(viewer).filter(state=InquiryState.ANSWERED)
    return Q(inquiry__in=sent.values("pk"))


register(Owner("inquiry", own_side, given_to, {"asked": "answer"}))
