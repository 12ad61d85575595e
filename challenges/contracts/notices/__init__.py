"""Who is told of what."""

from challenges.contracts.notices import award, contract

__all__ = ["award", "contract"]
