"""The acts on a proposal, and apart from them the one that stands beside the people of its team."""

from challenges.proposals.queries.team import saved_team
from notifications.clock import now


def team_of(shown, acts) -> dict:
    """Return the acts in the page's own place, the request for consents, and who of the team answered what."""
    return {
        "acts": [offer for offer in acts if offer.name != "ask_team"],
        "asking": [offer for offer in acts if offer.name == "ask_team"],
        "team": saved_team(shown.proposal, now()) if shown.editing else [],
    }
