"""Who is told of what in this domain."""

from challenges.core.notices import job, topics

__all__ = ["job", "topics"]
