"""The data of this domain."""

from challenges.review.models.report import Report
from challenges.review.models.review import Panel, Rejoinder, Result, Review, Score, ScoreChange, Seat
from challenges.review.models.rubric import Criterion, Rubric
from challenges.review.models.statement import Statement
from challenges.review.models.trial import Sample, Trial, Trialist, TrialMark

__all__ = [
    "Criterion",
    "Panel",
    "Rejoinder",
    "Report",
    "Result",
    "Review",
    "Rubric",
    "Sample",
    "Score",
    "ScoreChange",
    "Seat",
    "Statement",
    "Trial",
    "TrialMark",
    "Trialist",
]
