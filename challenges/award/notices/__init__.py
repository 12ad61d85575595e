"""Who is told of what in this domain."""

from challenges.award.notices import award_due, challenge_award, decision, inquiry, objection

__all__ = ["award_due", "challenge_award", "decision", "inquiry", "objection"]
