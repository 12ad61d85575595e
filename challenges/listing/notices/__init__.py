"""Who is told of what in this domain."""

from challenges.listing.notices import challenge

__all__ = ["challenge"]
