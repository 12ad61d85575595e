"""The data of this domain."""

from challenges.listing.models.batch import Batch
from challenges.listing.models.challenge import Challenge, ChallengeType, Confidentiality, IpClause, Mode
from challenges.listing.models.challenge_talk import (
    Edition,
    Follow,
    Opinion,
    Question,
    Remark,
    ReturnedText,
    Undertaking,
)
from challenges.listing.models.challenge_terms import (
    Comparator,
    Condition,
    Deliverable,
    Indicator,
    PaymentPart,
    PlannedMilestone,
)

__all__ = [
    "Batch",
    "Challenge",
    "ChallengeType",
    "Comparator",
    "Condition",
    "Confidentiality",
    "Deliverable",
    "Edition",
    "Follow",
    "Indicator",
    "IpClause",
    "Mode",
    "Opinion",
    "PaymentPart",
    "PlannedMilestone",
    "Question",
    "Remark",
    "ReturnedText",
    "Undertaking",
]
