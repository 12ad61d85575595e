"""Who may see public notices, and who may do what with them."""

from django.db.models import Q

from accounts.acting import CLOCK
from accounts.models import Organisation
from challenges.bulletin.models import Notice
from challenges.bulletin.states import NoticeState
from challenges.core.noun import lends
from challenges.core.relation import is_from, roles_as, standing
from challenges.files.access import Owner, register

OFFICERS = frozenset({"organiser.notice_officer", "organiser.batch_admin"})
# Those who say in which words an organiser's notices are written.
KEEPERS = frozenset({"notice_officer", "batch_admin"})
POSTED = (NoticeState.POSTED, NoticeState.ENDED, NoticeState.SUPERSEDED)

MAY = {
    "edit": OFFICERS,
    "post": OFFICERS,
    "schedule": OFFICERS,
    "unschedule": OFFICERS,
    "come_due": frozenset({"clock"}),
    "discard": OFFICERS,
    "end": frozenset({"clock"}),
    "supersede": OFFICERS | {"clock"},
}


def visible_to(viewer):
    """Return the notices this viewer may read: posted ones are public, drafts are their issuer's."""
    if viewer is CLOCK:
        return Notice.objects.all()
    seen = Q(state__in=POSTED)
    if viewer.organisation_id:
        seen |= Q(issuer_id=viewer.organisation_id)
    return Notice.objects.filter(seen)


def relations(viewer, notice) -> frozenset[str]:
    """Return what the viewer is to this notice."""
    names = standing(viewer)
    if viewer is not CLOCK and is_from(viewer, notice.issuer_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def own_side(viewer) -> Q:
    """Return the condition for files of the notices of the viewer's own organisation."""
    return Q(notice__issuer_id=viewer.organisation_id) if viewer.organisation_id else Q(pk__in=[])


def given_to(viewer) -> Q:
    """Return the condition for files of notices that this viewer reads: with a posted one they are public."""
    return Q(notice__in=visible_to(viewer))


register(Owner("notice", own_side, given_to, {"draft": "edit"}))


def keeps_letterhead(viewer, organisation) -> bool:
    """Return True for those of an organiser who say whom its notices name and in which words they are written."""
    return (
        viewer is not CLOCK
        and is_from(viewer, organisation.pk)
        and viewer.kind == "organiser"
        and bool(KEEPERS & viewer.roles)
    )


def kept_by(viewer):
    """Return the organisations whose letterhead and words this viewer keeps: the own one or none."""
    if viewer.organisation_id and viewer.kind == "organiser":
        return Organisation.objects.filter(pk=viewer.organisation_id)
    return Organisation.objects.none()


@lends("notice", "concerns")
def concerned(notice):
    """Return the challenges that a notice is about; none where it is about a whole call."""
    return [item.challenge for item in notice.items.select_related("challenge")]
