"""Who is told of what in this domain."""

from challenges.award.notices import award_due, challenge_award, decision, objection

__all__ = ["award_due", "challenge_award", "decision", "objection"]
