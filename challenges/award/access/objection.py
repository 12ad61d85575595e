"""Who may see objections, and who may do what with them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from challenges.award.models import Objection
from challenges.bulletin.access import OFFICERS
from challenges.core.noun import lends
from challenges.core.relation import is_from, roles_as, standing

MAY = {
    "register": OFFICERS,
    "take_back": frozenset({"doer"}),
    "refuse": OFFICERS,
    "uphold": OFFICERS,
    "dismiss": OFFICERS,
    "withdraw": frozenset({"own"}),
    "ask_review": frozenset({"own"}),
    "affirm": OFFICERS,
    "reverse": OFFICERS,
    "let_stand": frozenset({"clock"}),
    "recount": frozenset({"clock"}),
}


def visible_to(viewer):
    """Return the objections this viewer may read: the objector's own, and the organiser's."""
    if viewer is CLOCK:
        return Objection.objects.all()
    seen = Q(pk__in=[])
    if viewer.user_id:
        seen |= Q(filed_by_id=viewer.user_id)
    if viewer.kind == "organiser":
        seen |= Q(challenge__organiser_id=viewer.organisation_id)
    return Objection.objects.filter(seen)


def relations(viewer, objection) -> frozenset[str]:
    """Return what the viewer is to this objection."""
    names = standing(viewer)
    if viewer is CLOCK:
        return frozenset(names)
    if is_from(viewer, objection.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    if viewer.user_id and viewer.user_id == objection.filed_by_id:
        names.add("own")
    return frozenset(names)


@lends("officer", "own")
def own_objection(viewer, row) -> str:
    """Return why an officer neither registers nor decides an objection: it is theirs, or that of a firm of theirs."""
    if row.noun != "objection":
        return ""
    if row.filed_by_id in viewer.hands or row.organisation_id in viewer.elsewhere:
        return _("这件异议由您本人或者您所在的单位提出，请由其他同事登记和办理。")
    return ""
