"""Who may see objections, and who may do what with them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from challenges.award.models import Inquiry, Objection, Side
from challenges.award.states.objection import ObjectionState
from challenges.bulletin.access import OFFICERS
from challenges.core.noun import lends
from challenges.core.relation import is_from, roles_as, standing

MAY = {
    "register": OFFICERS,
    "take_back": frozenset({"doer"}),
    "refuse": OFFICERS,
    "uphold": OFFICERS,
    "dismiss": OFFICERS,
    "inquire": OFFICERS,
    "withdraw": frozenset({"own"}),
    "ask_review": frozenset({"own", "target.signer", "target.handler"}),
    "affirm": OFFICERS,
    "reverse": OFFICERS,
    "let_stand": frozenset({"clock"}),
    "recount": frozenset({"clock"}),
}


def in_full(viewer) -> Q:
    """Return the condition for objections of which this viewer reads everything: their own, and their desk's."""
    seen = Q(pk__in=[])
    if viewer.user_id:
        seen |= Q(filed_by_id=viewer.user_id)
    if viewer.kind == "organiser":
        seen |= Q(challenge__organiser_id=viewer.organisation_id)
    return seen


def whole_to(viewer):
    """Return the objections this viewer may read in full, with the objector's name, words and files."""
    return Objection.objects.all() if viewer is CLOCK else Objection.objects.filter(in_full(viewer))


def visible_to(viewer):
    """Return the objections this viewer may know of: those they read in full, and those on which their firm was asked.

    Of the latter a firm reads number, matter and decision, what it was asked, and what was passed on to it: never who
    objected, nor in which words (`whole_to`).
    """
    if viewer is CLOCK:
        return Objection.objects.all()
    seen = in_full(viewer)
    if viewer.organisation_id:
        asked = Inquiry.objects.filter(side__in=(Side.TARGET, Side.LEAD), organisation_id=viewer.organisation_id)
        seen |= Q(pk__in=asked.values("objection"))
    return Objection.objects.filter(seen)


def reads_whole(viewer, objection) -> bool:
    """Return True when this viewer reads the objection in full; asks nothing of the database."""
    if viewer is CLOCK or (viewer.user_id and viewer.user_id == objection.filed_by_id):
        return True
    return viewer.kind == "organiser" and is_from(viewer, objection.challenge.organiser_id)


def reads_review(viewer, objection) -> bool:
    """Return True when this viewer reads why a review was asked for: the desk, and the side that asked."""
    if viewer is CLOCK or (viewer.kind == "organiser" and is_from(viewer, objection.challenge.organiser_id)):
        return True
    own = bool(viewer.user_id) and viewer.user_id == objection.filed_by_id
    if objection.review_side != Side.TARGET:
        return own
    return not own and viewer.organisation_id != objection.challenge.lead_id


def relations(viewer, objection) -> frozenset[str]:
    """Return what the viewer is to this objection."""
    names = standing(viewer)
    if viewer is CLOCK:
        return frozenset(names)
    if is_from(viewer, objection.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    if viewer.user_id and viewer.user_id == objection.filed_by_id:
        names.add("own")
    if objection.state == ObjectionState.UPHELD and viewer.organisation_id and objected_to(viewer, objection):
        names |= roles_as("target", viewer)
    return frozenset(names)


def objected_to(viewer, objection) -> bool:
    """Return True for whoever acts for a firm that was heard as the one objected to."""
    asked = objection.inquiries.filter(side=Side.TARGET, organisation_id=viewer.organisation_id)
    return bool(viewer.kind != "organiser" and asked.exists())


@lends("officer", "own")
def own_objection(viewer, row) -> str:
    """Return why an officer neither registers nor decides an objection: it is theirs, or that of a firm of theirs."""
    row = row.objection if row.noun == "inquiry" else row
    if row.noun != "objection":
        return ""
    if row.filed_by_id in viewer.hands or row.organisation_id in viewer.elsewhere:
        return _("这件异议由您本人或者您所在的单位提出，请由其他同事登记和办理。")
    return ""
