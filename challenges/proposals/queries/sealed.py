"""How many proposals lie sealed: the one thing the organiser and the lead firm may know of them before the opening."""

from challenges.listing.access import challenge as access
from challenges.proposals.states import SEALED


def sealed_count(challenge) -> int:
    """Return how many proposals for this challenge lie sealed."""
    return challenge.proposals.filter(state__in=SEALED).count()


def sealed_for(viewer, challenge) -> int | None:
    """Return that number for the lead firm and the organiser of a published challenge; None for everybody else."""
    if challenge.published_at is None or not access.relations(viewer, challenge) & {"lead", "organiser"}:
        return None
    return sealed_count(challenge)
