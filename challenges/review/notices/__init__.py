"""Who is told of what in this domain."""

from challenges.review.notices import challenge_review, pack, review, statement, trial

__all__ = ["challenge_review", "pack", "review", "statement", "trial"]
