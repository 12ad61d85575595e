"""Every verb of a challenge before its review, and of a question, as a resource."""

from challenges.core.actions.take_back import take_back
from challenges.core.api import bodies
from challenges.core.api.resource import Transition
from challenges.listing.actions import challenge, challenge_change, challenge_check, question
from challenges.listing.api import challenge_bodies, challenge_draft


def correct(row, *, by, at, **typed):
    """Publish a new edition with what was changed, and why."""
    challenge_draft.require_own_rows(typed, row)
    return challenge_change.correct(row, by=by, at=at, **typed)


CHALLENGE = (
    Transition("clear_secrecy", "secrecy-clearance", challenge.clear_secrecy),
    Transition("submit_inside", "internal-review", challenge.submit_inside),
    Transition("send_back", "internal-return", challenge.send_back, bodies.Reason),
    Transition("approve", "approval", challenge.approve, signs=True),
    Transition("return_for_repair", "return", challenge_check.return_for_repair, challenge_bodies.Remarks),
    Transition("take_back", "taking-back", take_back, bound=True),
    Transition("reject", "rejection", challenge_check.reject, bodies.Reason),
    Transition("pass_check", "formal-check", challenge_check.pass_check),
    Transition("ask_opinion", "opinion-requests", challenge_check.ask_opinion, challenge_bodies.Experts),
    Transition("give_opinion", "opinion", challenge_check.give_opinion, challenge_bodies.Opinion),
    Transition("conclude_argumentation", "argumentation", challenge_check.conclude_argumentation),
    Transition(
        "confirm_funds", "funds-confirmation", challenge_check.confirm_funds, challenge_bodies.Funds, signs=True
    ),
    Transition("publish", "publication", challenge_check.publish, challenge_bodies.Window),
    Transition("correct", "correction", correct, challenge_draft.Correction, bound=True),
    Transition("extend", "extension", challenge_change.extend, challenge_bodies.Extension, bound=True),
    Transition("ask_withdrawal", "withdrawal-request", challenge_change.ask_withdrawal, bodies.Reason, signs=True),
    Transition("withdraw", "withdrawal", challenge_change.withdraw, challenge_bodies.Withdrawal),
    Transition("relist", "relisting", challenge_change.relist),
)
QUESTION = (Transition("answer", "answer", question.answer, bodies.Text),)
