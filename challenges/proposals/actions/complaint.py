"""Complaints 资格申诉: a firm disputes the result of its check, and an officer who had no part in it decides."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given, understood
from accounts.typed import substance
from challenges.core.gate import Invalid, Moment, Move, Problem, Refused, moving, overdue
from challenges.core.periods import working_days_later
from challenges.listing.access.eligibility import FAIL
from challenges.listing.states import ChallengeState
from challenges.proposals.actions.proposal_check import REASON_OF, REASONS, clear_check
from challenges.proposals.models import Complaint, Proposal
from challenges.proposals.queries.qualification import Point, kept, requirement_of
from notifications.clock import day_of

LONGEST = 4000


def complain(
    proposal: Proposal, *, disputed: Any, text: str, by: Acting, at: Moment, expected: int | None = None
) -> Proposal:
    """Dispute a result "not qualified", inside the announced time and once for each result.

    `disputed` are keys of `disputable`, `text` names the fact or document that speaks against them. The organiser
    decides within the working days that the rules give for a check. The deadline is inclusive to the second. Raises
    Refused after it, Invalid beside what is missing.
    """
    with moving(proposal, "complain", by=by, at=at, expected=expected) as move:
        require_time(proposal, move.at)
        named, problems = disputable(proposal), []
        keys = list(disputed) if isinstance(disputed, list | tuple) else []
        if not keys:
            problems.append(Problem("disputed", _("请选择对哪一条结论有异议。"), "required"))
        elif [key for key in keys if key not in named]:
            problems.append(Problem("disputed", _("结论里没有这一条。"), "unknown"))
        text = understood(problems, "text", substance.reason, text, empty=_("请写明依据的事实或者文件。"))
        if problems:
            raise Invalid(problems)
        Complaint.objects.create(
            proposal=proposal,
            disputed=[row for key, row in named.items() if key in keys],
            text=fitting(text, field="text", longest=LONGEST),
            filed_by=by.user,
            filed_at=move.at,
        )
        proposal.complaint_until, proposal.due_at = None, check_end(proposal, move.at)
        move.facts["due_at"] = proposal.due_at.isoformat()
    return proposal


def dismiss_complaint(
    proposal: Proposal, *, decision: str, by: Acting, at: datetime, expected: int | None = None
) -> Proposal:
    """Find that the complaint does not hold, and why: the result stands, and the firm learns the reason.

    Raises Refused when nobody complains, or for whoever checked or confirmed.
    """
    with moving(proposal, "dismiss_complaint", by=by, at=at, expected=expected) as move:
        decide(proposal, Complaint.Outcome.DISMISSED, decision, move)
        proposal.due_at = None
    return proposal


def uphold_complaint(
    proposal: Proposal, *, decision: str, by: Acting, at: datetime, expected: int | None = None
) -> Proposal:
    """Find that the complaint holds, and why: both results are void, and two persons check anew.

    Raises Refused when nobody complains, for whoever checked or confirmed, and when the qualification is over.
    """
    with moving(proposal, "uphold_complaint", by=by, at=at, expected=expected) as move:
        require_qualification(proposal)
        decide(proposal, Complaint.Outcome.UPHELD, decision, move)
        clear_check(proposal)
        proposal.due_at = check_end(proposal, move.at)
    return proposal


def decide(proposal: Proposal, outcome: str, decision: str, move: Move) -> None:
    """Write down what was decided on the open complaint, by whom and why."""
    row = require_complaint(proposal)
    row.decision = reason_given(decision, field="decision", longest=LONGEST, empty=_("请写明处理意见和理由。"))
    row.outcome, row.decided_by, row.decided_at = outcome, move.by.user, move.at
    row.save()
    move.facts["decision"] = row.decision


def require_complaint(proposal: Proposal) -> Complaint:
    """Return the complaint that waits for a decision; Refused when there is none."""
    row = proposal.complaints.filter(outcome="").first()
    if row is None:
        raise Refused(_("没有待处理的申诉。"), code="no_complaint")
    return row


def require_qualification(proposal: Proposal) -> None:
    """Refuse when the challenge is past its qualification, where no result can change any more."""
    if proposal.challenge.state != ChallengeState.QUALIFICATION:
        raise Refused(_("榜单已不在资格审查阶段，资格结论不能再变更。"), code="qualification_over")


def require_time(proposal: Proposal, at: datetime) -> None:
    """Refuse a complaint after the announced time, a second one of the same result, and one that can change nothing."""
    require_qualification(proposal)
    until = proposal.complaint_until
    if until is None:
        raise Refused(_("对这次资格结论已经申诉过，或者它不能申诉。"), code="no_complaint")
    if overdue(until, at):
        raise Refused(_("申诉期限已过。"), code="late")


def disputable(proposal: Proposal) -> dict[str, dict]:
    """Return what the result holds against the proposal, by key: failed conditions, and reasons beside them."""
    failed = [point for point in kept(proposal) if point.result == FAIL]
    found = {point.key: {"key": point.key, "kind": point.kind, "params": point.params} for point in failed}
    return found | {row["code"]: {"key": row["code"]} for row in beside(proposal, failed)}


def beside(proposal: Proposal, points: list[Point]) -> list[dict]:
    """Return the reasons of a result that none of these failed conditions says already."""
    told = {REASON_OF[point.kind] for point in points if point.result == FAIL}
    return [row for row in proposal.check_reasons if row["code"] not in told]


def words_of(row: dict) -> str:
    """Return in the reader's language what a row of `disputable` holds against the proposal."""
    return requirement_of(row["kind"], row["params"]) if "kind" in row else str(REASONS[row["key"]])


def check_end(proposal: Proposal, at: datetime) -> datetime:
    """Return until when the organiser decides, or checks anew: the working days that the rules give for a check."""
    rules = proposal.challenge.rules_on(day_of(at))
    return working_days_later(at, rules["qualification_days"], rules)
