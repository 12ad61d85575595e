"""The data of this domain."""

from challenges.core.models.calendar import Calendar, Holiday
from challenges.core.models.idempotency import IdempotencyKey
from challenges.core.models.job import Job, JobRow
from challenges.core.models.motion import Motion
from challenges.core.models.rule import RULE_KEYS, RuleSet
from challenges.core.models.saved_view import SavedView
from challenges.core.models.signed import SignedFrom

__all__ = [
    "RULE_KEYS",
    "Calendar",
    "Holiday",
    "IdempotencyKey",
    "Job",
    "JobRow",
    "Motion",
    "RuleSet",
    "SavedView",
    "SignedFrom",
]
