"""The data of the marketplace."""

from .allotment import Allotment
from .attachment import Attachment, AttachmentKind, ScanState
from .award import Award, Choice, Objection
from .batch import Batch
from .calendar import Calendar, Holiday
from .challenge import Challenge, ChallengeType, Confidentiality, IpClause, Mode
from .challenge_talk import Edition, Follow, Opinion, Question, Remark, Undertaking
from .challenge_terms import Comparator, Condition, Deliverable, Indicator, PaymentPart, PlannedMilestone
from .conflict import Conflict
from .decision import Approval, Decision, VoidReason
from .draw import Draw
from .idempotency import IdempotencyKey
from .job import Job, JobRow
from .notice import Notice, NoticeItem, NoticeKind
from .proposal import Declaration, Member, Proposal, ProposalVersion, Section, SectionKey, Supplement
from .report import Report
from .review import Panel, Rejoinder, Result, Review, Score, ScoreChange, Seat
from .rubric import Criterion, Rubric
from .rule import RULE_KEYS, RuleSet
from .saved_view import SavedView
from .signal import Comparison, Signal, SignalKind, SignalStrength
from .staffing import Staffing
from .statement import Statement
from .trial import Sample, Trial, Trialist, TrialMark

__all__ = [
    "RULE_KEYS",
    "Allotment",
    "Approval",
    "Attachment",
    "AttachmentKind",
    "Award",
    "Batch",
    "Calendar",
    "Challenge",
    "ChallengeType",
    "Choice",
    "Comparator",
    "Comparison",
    "Condition",
    "Confidentiality",
    "Conflict",
    "Criterion",
    "Decision",
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
    "Report",
    "Result",
    "Review",
    "Rubric",
    "RuleSet",
    "Sample",
    "SavedView",
    "ScanState",
    "Score",
    "ScoreChange",
    "Seat",
    "Section",
    "SectionKey",
    "Signal",
    "SignalKind",
    "SignalStrength",
    "Staffing",
    "Statement",
    "Supplement",
    "Trial",
    "TrialMark",
    "Trialist",
    "Undertaking",
    "VoidReason",
]
