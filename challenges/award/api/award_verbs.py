"""Every verb of the choice and of an objection as a resource."""

from challenges.award.actions import choice, feedback, objection
from challenges.award.api import award_bodies
from challenges.core.api.resource import Transition


def choose(row, *, by, at, picks):
    """The lead firm chooses, first slot first."""
    return choice.choose(row, by=by, at=at, picks=[choice.Pick(p["proposal"], p["reason"]) for p in picks])


CHALLENGE = (
    Transition("choose", "choice", choose, award_bodies.ChoicePicks, signs=True),
    Transition("set_feedback", "feedback-date", feedback.set_feedback, award_bodies.FeedbackDate),
)
OBJECTION = (
    Transition("register", "registration", objection.register),
    Transition("refuse", "refusal", objection.refuse, award_bodies.Decision),
    Transition("dismiss", "dismissal", objection.dismiss, award_bodies.Decision),
    Transition("uphold", "upholding", objection.uphold, award_bodies.Uphold),
    Transition("withdraw", "withdrawal", objection.withdraw),
)
