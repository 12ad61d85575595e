"""Who may see a motion, and who may confirm it: whoever may take the act, but never the one who prepared it."""

from django.db.models import QuerySet

from accounts.acting import CLOCK, Acting
from challenges.core import policy
from challenges.core.models import Motion
from challenges.core.motions import ACTS
from challenges.core.relation import is_from, standing

MAY = {
    "confirm": frozenset({"taker"}),
    "refuse": frozenset({"taker"}),
    "withdraw": frozenset({"preparer"}),
}


def visible_to(viewer: Acting) -> QuerySet[Motion]:
    """Return the motions this viewer may see: their own organisation's, on rows that they may see."""
    if viewer is CLOCK:
        return Motion.objects.all()
    if not viewer.user_id or not viewer.organisation_id:
        return Motion.objects.none()
    own = Motion.objects.filter(organisation_id=viewer.organisation_id)
    seen = Motion.objects.none()
    for act in ACTS.values():
        seen |= own.filter(act=act.name, subject_id__in=act.seen_by(viewer).values("pk"))
    return seen


def relations(viewer: Acting, motion: Motion) -> frozenset[str]:
    """Return what the viewer is to a motion: who prepared it, one who may take the act, or neither."""
    names = standing(viewer)
    if viewer is CLOCK or not viewer.user_id:
        return frozenset(names)
    if motion.prepared_by_id == viewer.user_id:
        names.add("preparer")
    act = ACTS[motion.act]
    row = act.find(motion.subject_id)
    if row is not None and is_from(viewer, motion.organisation_id) and policy.may(viewer, act.verb, row):
        names.add("taker")
    return frozenset(names)
