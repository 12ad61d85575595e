"""The data of the marketplace."""

from .attachment import Attachment, AttachmentKind, ScanState
from .batch import Batch
from .calendar import Calendar, Holiday
from .challenge import Challenge, ChallengeType, Confidentiality, IpClause, Mode
from .challenge_talk import Edition, Follow, Opinion, Question, Remark, Undertaking
from .challenge_terms import Comparator, Condition, Deliverable, Indicator, PaymentPart, PlannedMilestone
from .draw import Draw
from .idempotency import IdempotencyKey
from .job import Job, JobRow
from .notice import Award, Notice, NoticeItem, NoticeKind, Objection
from .proposal import Declaration, Member, Proposal, ProposalVersion, Section, SectionKey, Supplement
from .review import (
    Choice,
    Conflict,
    Criterion,
    Panel,
    Rejoinder,
    Result,
    Review,
    Rubric,
    Score,
    ScoreChange,
    Seat,
)
from .rule import RULE_KEYS, RuleSet
from .saved_view import SavedView
from .staffing import Staffing

__all__ = [
    "RULE_KEYS",
    "Attachment",
    "AttachmentKind",
    "Award",
    "Batch",
    "Calendar",
    "Challenge",
    "ChallengeType",
    "Choice",
    "Comparator",
    "Condition",
    "Confidentiality",
    "Conflict",
    "Criterion",
    "Declaration",
    "Deliverable",
    "Draw",
    "Edition",
    "Follow",
    "Holiday",
    "IdempotencyKey",
    "Indicator",
    "IpClause",
    "Job",
    "JobRow",
    "Member",
    "Mode",
    "Notice",
    "NoticeItem",
    "NoticeKind",
    "Objection",
    "Opinion",
    "Panel",
    "PaymentPart",
    "PlannedMilestone",
    "Proposal",
    "ProposalVersion",
    "Question",
    "Rejoinder",
    "Remark",
    "Result",
    "Review",
    "Rubric",
    "RuleSet",
    "SavedView",
    "ScanState",
    "Score",
    "ScoreChange",
    "Seat",
    "Section",
    "SectionKey",
    "Staffing",
    "Supplement",
    "Undertaking",
]
