"""Every verb of the choice and of an objection as a resource."""

from challenges.award.actions import choice, feedback, inquiry, objection, objection_review
from challenges.award.api import award_bodies
from challenges.core.actions.take_back import take_back
from challenges.core.api import bodies
from challenges.core.api.resource import Transition


def picks(data: dict) -> dict:
    """Return the choice as the action takes it, first slot first."""
    return {"picks": [choice.Pick(row["proposal"], row["reason"]) for row in data["picks"]]}


CHALLENGE = (
    Transition("choose", "choice", choice.choose, award_bodies.ChoicePicks, signs=True, given=picks),
    Transition("choose_anew", "other-choice", choice.choose_anew, award_bodies.ChoicePicks, signs=True, given=picks),
    Transition("set_feedback", "feedback-date", feedback.set_feedback, award_bodies.FeedbackDate),
)
OBJECTION = (
    Transition("register", "registration", objection.register, award_bodies.Registration),
    Transition("take_back", "taking-back", take_back, bound=True),
    Transition("refuse", "refusal", objection.refuse, award_bodies.Decision),
    Transition("dismiss", "dismissal", objection.dismiss, award_bodies.Decision),
    Transition("uphold", "upholding", objection.uphold, award_bodies.Uphold),
    Transition("inquire", "inquiries", inquiry.inquire, award_bodies.Inquire),
    Transition("withdraw", "withdrawal", objection.withdraw),
    Transition("ask_review", "review-request", objection_review.ask_review, bodies.Reason),
    Transition("affirm", "affirmation", objection_review.affirm, award_bodies.Decision),
    Transition("reverse", "reversal", objection_review.reverse, award_bodies.Reversal),
)
INQUIRY = (
    Transition("answer", "answer", inquiry.answer, award_bodies.Answer),
    Transition("release", "release", inquiry.release, award_bodies.Release),
)
