"""Who may read and write in a panel's discussion: before the lock the experts of the proposal and nobody else."""

from django.db.models import Exists, OuterRef, Q

from accounts.acting import CLOCK
from challenges.core.relation import WATCHERS
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.models import Review, Statement
from challenges.review.states.review import ReviewState, SeatState


def own_reviews(viewer):
    """Return the reviews that let this expert into a discussion: their seat stands, they have not stepped aside."""
    rows = Review.objects.filter(seat__expert_id=viewer.user_id, seat__state=SeatState.ACCEPTED)
    return rows.exclude(state=ReviewState.RECUSED)


def visible_to(viewer):
    """Return the statements this viewer may read.

    An expert reads what is said of the proposals they review themselves; the organiser's officers and the supervisor
    read it once the scores are locked, for what is said before would tell them the marks.
    """
    if viewer is CLOCK:
        return Statement.objects.all()
    seen = Q(pk__in=[])
    if viewer.kind == "organiser" and viewer.roles & set(WATCHERS):
        seen |= Q(panel__challenge__organiser_id=viewer.organisation_id, panel__state__in=CLOSED_SCORES)
    if viewer.user_id and viewer.is_expert:
        own = own_reviews(viewer).filter(seat__panel=OuterRef("panel"), proposal=OuterRef("proposal"))
        seen |= Q(Exists(own))
    return Statement.objects.filter(seen)


def may_speak(viewer, panel, proposal) -> bool:
    """Return True for an expert who reviews this proposal on this panel."""
    if viewer is CLOCK or not viewer.user_id or not viewer.is_expert:
        return False
    return own_reviews(viewer).filter(seat__panel=panel, proposal=proposal).exists()
