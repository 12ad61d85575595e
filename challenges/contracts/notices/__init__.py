"""Who is told of what."""

from challenges.contracts.notices import award, contract, milestone, payment

__all__ = ["award", "contract", "milestone", "payment"]
