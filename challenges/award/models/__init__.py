"""The data of this domain."""

from challenges.award.models.award import Award, Choice, Objection
from challenges.award.models.decision import Approval, Decision, VoidReason

__all__ = ["Approval", "Award", "Choice", "Decision", "Objection", "VoidReason"]
