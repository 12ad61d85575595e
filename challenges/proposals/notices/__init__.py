"""Who is told of what in this domain."""

from challenges.proposals.notices import challenge_applied, proposal

__all__ = ["challenge_applied", "proposal"]
