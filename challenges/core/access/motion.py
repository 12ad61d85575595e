"""Who may see a motion, and who may confirm it: whoever may take the act, but never the one who prepared it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.acting import CLOCK, CONSOLE, Acting
from challenges.core import policy
from challenges.core.models import Motion
from challenges.core.motions import ACTS, Act
from challenges.core.noun import lends
from challenges.core.relation import is_from, standing

MAY = {
    "confirm": frozenset({"taker", "console"}),
    "refuse": frozenset({"taker"}),
    "withdraw": frozenset({"preparer"}),
    "expire": frozenset({"clock"}),
    "recount": frozenset({"clock"}),
}


# What whoever confirms may answer.
ANSWERS = ("confirm", "refuse")


def visible_to(viewer: Acting) -> QuerySet[Motion]:
    """Return the motions this viewer may see: their own organisation's, on rows that they may see."""
    if viewer is CLOCK:
        return Motion.objects.all()
    if viewer is CONSOLE:
        return Motion.objects.filter(organisation=None)
    if not viewer.user_id:
        return Motion.objects.none()
    own = Motion.objects.filter(organisation=None) if viewer.is_operator else Motion.objects.none()
    if viewer.organisation_id:
        own |= Motion.objects.filter(organisation_id=viewer.organisation_id)
    seen = Motion.objects.none()
    for act in ACTS.values():
        seen |= own.filter(act=act.name, subject_id__in=act.seen_by(viewer).values("pk"))
    return seen


def may_take(viewer: Acting, act: Act, row: Any) -> bool:
    """Return True when this viewer may take an act that takes two, as one of them."""
    return act.subject.may(viewer, row) if act.subject else policy.may(viewer, act.verb, row)


def why_not(viewer: Acting, act: Act, row: Any) -> str:
    """Return why an officer leaves an act to colleagues because the matter is their own; "" for everybody else."""
    return "" if act.subject else policy.why_not(viewer, row)


def ours(viewer: Acting, motion: Motion) -> bool:
    """Return True for those among whom the second person is found: of one organisation, or the operators."""
    return viewer.is_operator if motion.organisation_id is None else is_from(viewer, motion.organisation_id)


@lends("motion", "withheld")
def own_matter(viewer: Acting, motion: Motion) -> tuple[tuple[str, ...], str] | None:
    """Return why one of the organisation may not answer: what it is about is their own matter, or is about them."""
    act = ACTS[motion.act]
    row = act.find(motion.subject_id)
    if row is None or motion.prepared_by_id == viewer.user_id or not ours(viewer, motion):
        return None
    why = why_not(viewer, act, row)
    if not why and act.person and act.person(row, act.given(motion.arguments)) == viewer.user_id:
        why = _("这件事与您本人有关，请由其他同事办理。")
    return (ANSWERS, why) if why else None


def relations(viewer: Acting, motion: Motion) -> frozenset[str]:
    """Return what the viewer is to a motion: who prepared it, one who may take the act, or neither."""
    names = standing(viewer)
    if viewer is CONSOLE and motion.organisation_id is None:
        names.add("console")
    if not viewer.user_id:
        return frozenset(names)
    if motion.prepared_by_id == viewer.user_id:
        names.add("preparer")
    act = ACTS[motion.act]
    row = act.find(motion.subject_id)
    if ours(viewer, motion) and row is not None and may_take(viewer, act, row):
        names.add("taker")
    return frozenset(names)
