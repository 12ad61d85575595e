"""Every verb of every lifecycle as a resource: `POST /{noun}/{id}/{path}/`. The clock's own steps are nobody's."""

from challenges.actions import (
    challenge,
    challenge_change,
    challenge_check,
    choice,
    feedback,
    member,
    notice,
    objection,
    panel,
    panel_allot,
    panel_vote,
    proposal,
    proposal_check,
    question,
    result,
    review,
    seat,
    statement,
)
from challenges.actions.panel_picks import Pick
from challenges.actions.proposal_submit import submit

from . import bodies
from .resource import Transition


def choose(row, *, by, at, picks):
    """The lead firm chooses, first slot first."""
    return choice.choose(row, by=by, at=at, picks=[choice.Pick(p["proposal"], p["reason"]) for p in picks])


def compose(row, *, by, at, picks):
    """The organiser says who shall sit."""
    chosen = [Pick(p["expert"], reserve=p["reserve"], leader=p["leader"]) for p in picks]
    return panel.compose(row, by=by, at=at, picks=chosen)


def vote(row, *, by, at, votes):
    """The leader records the panel's vote on the proposals that share the rank at the cut."""
    return panel_vote.vote(row, by=by, at=at, votes={v["proposal"]: v["votes"] for v in votes})


def change_share(row, *, by, at, share, task):
    """The leader changes a partner's share and task; the partner confirms anew."""
    return member.change_share(row, by=by, at=at, share=str(share), task=task)


CHALLENGE = (
    Transition("clear_secrecy", "secrecy-clearance", challenge.clear_secrecy),
    Transition("submit_inside", "internal-review", challenge.submit_inside),
    Transition("send_back", "internal-return", challenge.send_back, bodies.Reason),
    Transition("approve", "approval", challenge.approve, signs=True),
    Transition("return_for_repair", "return", challenge_check.return_for_repair, bodies.Remarks),
    Transition("reject", "rejection", challenge_check.reject, bodies.Reason),
    Transition("pass_check", "formal-check", challenge_check.pass_check),
    Transition("ask_opinion", "opinion-requests", challenge_check.ask_opinion, bodies.Experts),
    Transition("give_opinion", "opinion", challenge_check.give_opinion, bodies.Opinion),
    Transition("conclude_argumentation", "argumentation", challenge_check.conclude_argumentation),
    Transition("confirm_funds", "funds-confirmation", challenge_check.confirm_funds, bodies.Funds, signs=True),
    Transition("publish", "publication", challenge_check.publish, bodies.Window),
    Transition("correct", "correction", challenge_change.correct, bodies.Free, bound=True),
    Transition("extend", "extension", challenge_change.extend, bodies.Extension, bound=True),
    Transition("ask_withdrawal", "withdrawal-request", challenge_change.ask_withdrawal, bodies.Reason, signs=True),
    Transition("withdraw", "withdrawal", challenge_change.withdraw, bodies.Withdrawal),
    Transition("begin_review", "review", result.begin_review),
    Transition("propose", "proposal-of-award", result.propose),
    Transition("choose", "choice", choose, bodies.ChoicePicks, signs=True),
    Transition("set_feedback", "feedback-date", feedback.set_feedback, bodies.FeedbackDate),
    Transition("relist", "relisting", challenge_change.relist),
)
QUESTION = (Transition("answer", "answer", question.answer, bodies.Text),)
PROPOSAL = (
    Transition("follow_edition", "edition", proposal.follow_edition),
    Transition("send_for_review", "internal-review", proposal.send_for_review, bound=True),
    Transition("send_back", "internal-return", proposal.send_back, bodies.Reason),
    Transition("submit", "submission", submit, signs=True, bound=True),
    Transition("confirm_edition", "edition-confirmation", proposal.confirm_edition, signs=True, bound=True),
    Transition("withdraw", "withdrawal", proposal.withdraw, bodies.Reason, signs=True, bound=True),
    Transition("resume_draft", "draft", proposal.resume_draft, bound=True),
    Transition("request_supplement", "supplement-request", proposal_check.request_supplement, bodies.Items),
    Transition("supply", "supplement", proposal_check.supply, bodies.Reply, bound=True),
    Transition("check", "check", proposal_check.check, bodies.Check),
    Transition("confirm_check", "check-confirmation", proposal_check.confirm_check),
)
MEMBER = (
    Transition("confirm", "confirmation", member.confirm, signs=True, bound=True),
    Transition("decline", "refusal", member.decline, bodies.Reason, bound=True),
    Transition("remove", "removal", member.remove, bound=True),
    Transition("change_share", "share", change_share, bodies.Share, bound=True),
)
PANEL = (
    Transition("set_blind", "blindness", panel.set_blind, bodies.Blindness),
    Transition("compose", "composition", compose, bodies.SeatPicks),
    Transition("invite", "invitations", panel.invite),
    Transition("set_reviews", "reviews-each", panel_allot.set_reviews, bodies.ReviewsEach),
    Transition("begin_scoring", "scoring", panel.begin_scoring),
    Transition("discuss", "discussion", panel.discuss),
    Transition("vote", "vote", vote, bodies.Votes, signs=True),
    Transition("lock", "lock", panel.lock, signs=True),
    Transition("report", "report", panel.report),
    Transition("reopen", "reopening", panel.reopen, bodies.Reason),
    Transition("cancel", "cancellation", panel.cancel),
)
SEAT = (
    Transition("accept", "acceptance", seat.accept, bound=True),
    Transition("decline", "refusal", seat.decline, bodies.Decline),
    Transition("replace", "replacement", seat.replace, bodies.Reason),
)
REVIEW = (
    Transition("declare_clear", "clearance", review.declare_clear),
    Transition("recuse", "recusal", review.recuse, bodies.Reason),
    Transition("score", "marks", review.score, bodies.Marks),
    Transition("submit", "submission", review.submit, signs=True),
    Transition("reconsider", "reconsideration", statement.reconsider),
    Transition("return_to_expert", "return", review.return_to_expert, bodies.Reason),
)
NOTICE = (
    Transition("edit", "words", notice.edit, bodies.Words),
    Transition("post", "posting", notice.post, signs=True),
    Transition("discard", "discarding", notice.discard),
)
OBJECTION = (
    Transition("register", "registration", objection.register),
    Transition("refuse", "refusal", objection.refuse, bodies.Decision),
    Transition("dismiss", "dismissal", objection.dismiss, bodies.Decision),
    Transition("uphold", "upholding", objection.uphold, bodies.Uphold),
    Transition("withdraw", "withdrawal", objection.withdraw),
)
