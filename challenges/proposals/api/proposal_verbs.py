"""Every verb of a proposal and of a place in a consortium as a resource."""

from challenges.core.actions.take_back import take_back
from challenges.core.api import bodies
from challenges.core.api.resource import Transition
from challenges.proposals.actions import complaint, member, proposal, proposal_check, team
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.api import proposal_bodies


def invite_again(row, *, by, at, share, task):
    """Ask an organisation that declined or was removed once more."""
    return member.invite_again(row, by=by, at=at, share=str(share), task=task)


def change_share(row, *, by, at, share, task):
    """The leader changes a partner's share and task; the partner confirms anew."""
    return member.change_share(row, by=by, at=at, share=str(share), task=task)


PROPOSAL = (
    Transition("follow_edition", "edition", proposal.follow_edition),
    Transition("ask_team", "team-request", team.ask, bound=True),
    Transition("send_for_review", "internal-review", proposal.send_for_review, bound=True),
    Transition("send_back", "internal-return", proposal.send_back, bodies.Reason),
    Transition("submit", "submission", submit, bodies.ReadTexts, signs=True, bound=True),
    Transition("confirm_edition", "edition-confirmation", proposal.confirm_edition, signs=True, bound=True),
    Transition("withdraw", "withdrawal", proposal.withdraw, bodies.Reason, signs=True, bound=True),
    Transition("resume_draft", "draft", proposal.resume_draft, bound=True),
    Transition("request_supplement", "supplement-request", proposal_check.request_supplement, proposal_bodies.Items),
    Transition("supply", "supplement", proposal_check.supply, proposal_bodies.Reply, bound=True),
    Transition("check", "check", proposal_check.check, proposal_bodies.Check),
    Transition("confirm_check", "check-confirmation", proposal_check.confirm_check),
    Transition("complain", "complaint", complaint.complain, proposal_bodies.Complaint, bound=True),
    Transition(
        "dismiss_complaint", "complaint-dismissal", complaint.dismiss_complaint, proposal_bodies.ComplaintDecision
    ),
    Transition(
        "uphold_complaint", "complaint-upholding", complaint.uphold_complaint, proposal_bodies.ComplaintDecision
    ),
    Transition("take_back", "taking-back", take_back, bound=True),
)
MEMBER = (
    Transition("confirm", "confirmation", member.confirm, signs=True, bound=True),
    Transition("decline", "refusal", member.decline, bodies.Reason, bound=True),
    Transition("remove", "removal", member.remove, bound=True),
    Transition("invite_again", "invitation", invite_again, proposal_bodies.Share, bound=True),
    Transition("change_share", "share", change_share, proposal_bodies.Share, bound=True),
)
