"""Who may see signals of collusion: the organiser's checkers, officers and supervisor, after the opening alone."""

from challenges.collusion.models import Signal
from challenges.core.noun import lends
from challenges.core.relation import CLOCK, is_from, roles_as, standing
from challenges.listing.models import Challenge
from challenges.listing.states import AFTER_CLOSE, ChallengeState
from challenges.review.models import Seat
from challenges.review.states.review import SEATED

OFFICERS = frozenset({"organiser.checker", "organiser.review_officer", "organiser.batch_admin"})
WATCHERS = OFFICERS | {"organiser.supervisor"}
MAY = {"explain": OFFICERS, "pursue": OFFICERS}

OPENED = AFTER_CLOSE | {ChallengeState.LAPSED, ChallengeState.WITHDRAWN}


def challenges_open_to(viewer):
    """Return the challenges whose signals this viewer may look at.

    Never those on whose panels they sit: a reviewer must not learn who stands behind a blind proposal.
    """
    if viewer is CLOCK:
        return Challenge.objects.filter(state__in=OPENED)
    if not viewer.user_id or not WATCHERS & roles_as("organiser", viewer) or viewer.kind != "organiser":
        return Challenge.objects.none()
    rows = Challenge.objects.filter(organiser_id=viewer.organisation_id, state__in=OPENED)
    if viewer.is_expert:
        rows = rows.exclude(pk__in=seats_of(viewer).values("panel__challenge"))
    return rows


def seats_of(viewer):
    """Return the seats on which this person sits or is asked to sit."""
    return Seat.objects.filter(expert_id=viewer.user_id, state__in=SEATED)


def visible_to(viewer):
    """Return the signals this viewer may see: both proposals must stand where they may look."""
    rows = challenges_open_to(viewer)
    return Signal.objects.filter(first__challenge__in=rows, second__challenge__in=rows)


def relations(viewer, signal) -> frozenset[str]:
    """Return what the viewer is to a signal; to those who may not see it nothing but what they are to everything."""
    names = standing(viewer)
    challenges = (signal.first.challenge, signal.second.challenge)
    if all(may_look(viewer, challenge) for challenge in challenges):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def may_look(viewer, challenge) -> bool:
    """Return True when this viewer may open the page of signals of a challenge."""
    return (
        is_from(viewer, challenge.organiser_id)
        and bool(WATCHERS & roles_as("organiser", viewer))
        and challenge.state in OPENED
        and not (viewer.is_expert and seats_of(viewer).filter(panel__challenge=challenge).exists())
    )


def may_ask(viewer, challenge) -> bool:
    """Return True for those who may have the proposals compared again."""
    return may_look(viewer, challenge) and bool(OFFICERS & roles_as("organiser", viewer))


@lends("signal", "concerns")
def concerned(signal):
    """Return the challenges of both proposals."""
    return [signal.first.challenge, signal.second.challenge]
