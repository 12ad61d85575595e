"""The data of this domain."""

from challenges.listing.models.batch import Batch
from challenges.listing.models.challenge import Challenge, ChallengeType, Confidentiality, Mode
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
    IpResult,
    PaymentPart,
    PlannedMilestone,
)
from challenges.listing.models.ip import IpClause

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
    "IpResult",
    "Mode",
    "Opinion",
    "PaymentPart",
    "PlannedMilestone",
    "Question",
    "Remark",
    "ReturnedText",
    "Undertaking",
]
