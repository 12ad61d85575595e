"""The data of this domain."""

from challenges.award.models.award import Award, Choice
from challenges.award.models.decision import Approval, Decision, VoidReason
from challenges.award.models.inquiry import Inquiry, Side, Wanted
from challenges.award.models.objection import Objection, ObjectionMatter, ObjectionRemedy, ObjectorStanding
from challenges.award.models.paper import ObjectionPaper

__all__ = [
    "Approval",
    "Award",
    "Choice",
    "Decision",
    "Inquiry",
    "Objection",
    "ObjectionMatter",
    "ObjectionPaper",
    "ObjectionRemedy",
    "ObjectorStanding",
    "Side",
    "VoidReason",
    "Wanted",
]
