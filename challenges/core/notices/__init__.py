"""Who is told of what in this domain."""

from challenges.core.notices import job, motion, topics

__all__ = ["job", "motion", "topics"]
