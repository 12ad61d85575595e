"""Who may see a calibration round and act in it. No expert ever learns what another marked, nor who did."""

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.core.relation import OFFICERS, is_from, roles_as, standing
from challenges.review.models import Seat, Trial, Trialist
from challenges.review.states.review import SEATED
from challenges.review.states.trial import TrialState

WATCHERS = frozenset({"review_officer", "batch_admin", "supervisor"})
TOLD = (TrialState.OPEN, TrialState.CLOSED)

MAY = {
    "revise": OFFICERS,
    "begin": OFFICERS,
    "join": frozenset({"expert"}),
    "close": frozenset({"clock"}),
    "close_early": OFFICERS,
    "void": OFFICERS,
}
TRIALIST_MAY = {"score": frozenset({"own"}), "hand_in": frozenset({"own"})}


def watches(viewer) -> bool:
    """Return True for the organiser's officers and supervisor."""
    return viewer is not CLOCK and viewer.kind == "organiser" and bool(WATCHERS & viewer.roles)


def visible_to(viewer):
    """Return the rounds this viewer may know of: the officers all of their batches, an expert those they sit in."""
    if viewer is CLOCK:
        return Trial.objects.all()
    seen = Q(pk__in=[])
    if watches(viewer):
        seen |= Q(batch__organiser_id=viewer.organisation_id)
    if viewer.user_id and viewer.is_expert:
        seats = Seat.objects.filter(expert_id=viewer.user_id, state__in=SEATED)
        sitting = Trial.panels.through.objects.filter(panel__in=seats.values("panel"))
        seen |= Q(pk__in=sitting.values("trial"), state__in=TOLD)
    return Trial.objects.filter(seen)


def trialists_visible_to(viewer):
    """Return the parts this viewer may know of: the officers all of their rounds, an expert their own."""
    if viewer is CLOCK:
        return Trialist.objects.all()
    seen = Q(pk__in=[])
    if watches(viewer):
        seen |= Q(trial__batch__organiser_id=viewer.organisation_id)
    if viewer.user_id and viewer.is_expert:
        seen |= Q(expert_id=viewer.user_id, trial__in=visible_to(viewer).filter(state__in=TOLD))
    return Trialist.objects.filter(seen)


def seats_in(trial, expert_id: int):
    """Return the seats, asked or accepted, that let an expert take part, the earliest first."""
    return Seat.objects.filter(panel__trials=trial, expert_id=expert_id, state__in=SEATED).order_by("id")


def relations(viewer, trial) -> frozenset[str]:
    """Return what the viewer is to this round; `expert` is one who sits in it and has not taken it up yet."""
    names = standing(viewer)
    if viewer is CLOCK or not viewer.user_id:
        return frozenset(names)
    if is_from(viewer, trial.batch.organiser_id):
        names |= roles_as("organiser", viewer)
    if (
        viewer.is_expert
        and seats_in(trial, viewer.user_id).exists()
        and not trial.trialists.filter(expert_id=viewer.user_id).exists()
    ):
        names.add("expert")
    return frozenset(names)


def trialist_relations(viewer, row) -> frozenset[str]:
    """Return what the viewer is to this part; one's own only while the round is open and the seat stands."""
    names = standing(viewer)
    if (
        viewer is not CLOCK
        and viewer.user_id == row.expert_id
        and row.trial.state == TrialState.OPEN
        and seats_in(row.trial, row.expert_id).exists()
    ):
        names.add("own")
    return frozenset(names)


def may_plan(viewer, batch) -> bool:
    """Return True for officers of the organiser whose batch it is."""
    return is_from(viewer, batch.organiser_id) and bool(OFFICERS & roles_as("organiser", viewer))
