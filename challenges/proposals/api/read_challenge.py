"""What proposals add to a challenge over the API: how many lie sealed, for the lead firm and the organiser."""

from challenges.core.noun import lends
from challenges.proposals.queries.sealed import sealed_for


@lends("challenge", "shown")
def sealed_of(viewer, challenge) -> dict:
    """Return `sealed`, for those who may know it."""
    number = sealed_for(viewer, challenge)
    return {} if number is None else {"sealed": number}
