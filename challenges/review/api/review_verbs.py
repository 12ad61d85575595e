"""Every verb of the review as a resource."""

from challenges.core.actions.take_back import take_back
from challenges.core.api import bodies
from challenges.core.api.resource import Transition
from challenges.review.actions import (
    panel,
    panel_allot,
    panel_extend,
    panel_vote,
    result,
    review,
    seat,
    statement,
)
from challenges.review.actions.panel_picks import Pick
from challenges.review.actions.set_aside import set_aside
from challenges.review.api import review_bodies


def compose(row, *, by, at, picks):
    """The organiser says who shall sit."""
    chosen = [Pick(p["expert"], reserve=p["reserve"], leader=p["leader"]) for p in picks]
    return panel.compose(row, by=by, at=at, picks=chosen)


def vote(row, *, by, at, votes):
    """The leader records the panel's vote on the proposals that share the rank at the cut."""
    return panel_vote.vote(row, by=by, at=at, votes={v["proposal_id"]: v["votes"] for v in votes})


CHALLENGE = (
    Transition("begin_review", "review", result.begin_review),
    Transition("propose", "proposal-of-award", result.propose),
)
PANEL = (
    Transition("set_blind", "blindness", panel.set_blind, review_bodies.Blindness),
    Transition("compose", "composition", compose, review_bodies.SeatPicks),
    Transition("set_aside", "ties-set-aside", set_aside, review_bodies.SetAside),
    Transition("invite", "invitations", panel.invite),
    Transition("set_reviews", "reviews-each", panel_allot.set_reviews, review_bodies.ReviewsEach),
    Transition("begin_scoring", "scoring", panel.begin_scoring),
    Transition("extend", "extension", panel_extend.extend, review_bodies.Longer),
    Transition("discuss", "discussion-opening", panel.discuss),
    Transition("vote", "vote", vote, review_bodies.Votes, signs=True),
    Transition("lock", "lock", panel.lock, signs=True),
    Transition("report", "report", panel.report),
    Transition("reopen", "reopening", panel.reopen, bodies.Reason),
    Transition("cancel", "cancellation", panel.cancel),
)
SEAT = (
    Transition("accept", "acceptance", seat.accept, bodies.ReadText, bound=True),
    Transition("decline", "refusal", seat.decline, review_bodies.Decline),
    Transition("remind", "reminder", seat.remind, bodies.Reason),
    Transition("replace", "replacement", seat.replace, bodies.Reason),
)
REVIEW = (
    Transition("declare_clear", "clearance", review.declare_clear),
    Transition("recuse", "recusal", review.recuse, bodies.Reason),
    Transition("score", "marks", review.score, review_bodies.Marks),
    Transition("submit", "submission", review.submit, signs=True),
    Transition("reconsider", "reconsideration", statement.reconsider),
    Transition("return_to_expert", "return", review.return_to_expert, bodies.Reason),
    Transition("take_back", "taking-back", take_back, bound=True),
)
