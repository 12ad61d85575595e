"""What an expert may declare a tie to: the challenge, and once they have accepted each proposal they would review."""

from challenges.proposals.models import Proposal
from challenges.proposals.states import ProposalState
from challenges.review.access.review import closed_to
from challenges.review.states.review import SEATED, PanelState, SeatState

OPEN = (PanelState.INVITING, PanelState.SCORING, PanelState.DISCUSSION)


def may_declare(seat) -> bool:
    """Return True while the expert of this seat may declare a tie: invited or sitting, and the panel not locked."""
    return seat.state in SEATED and seat.panel.state in OPEN


def declarable(viewer, seat):
    """Return the proposals this expert may name, as a queryset.

    None before they accept, because they are told no firm then, and none in a blind review: there they step aside on
    the sheet itself. None that are closed to them already.
    """
    if seat.state != SeatState.ACCEPTED or seat.panel.blind or not may_declare(seat):
        return Proposal.objects.none()
    rows = Proposal.objects.filter(challenge_id=seat.panel.challenge_id, state=ProposalState.QUALIFIED)
    return rows.exclude(pk__in=closed_to(viewer, seat.panel)).select_related("organisation").order_by("pk")
