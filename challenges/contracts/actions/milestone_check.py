"""The check of a milestone: the lead firm says what it finds, then the organiser decides; two of different sides."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given
from accounts.errors import Invalid, Problem
from challenges.contracts.actions import payment
from challenges.contracts.actions.milestone import check_ends, rules_of
from challenges.contracts.models import LeadOpinion, Milestone
from challenges.core.gate import Refused, moving
from challenges.core.periods import days_later

LONGEST = 4000


def give_opinion(
    milestone: Milestone, *, by: Acting, at: datetime, opinion: str, text: str = "", expected: int | None = None
) -> Milestone:
    """The lead firm says what it finds: pass, rectify once, or fail, the latter two with reasons.

    It says so once. The organiser then has the days of the rules.
    """
    if opinion not in LeadOpinion.values:
        raise Invalid([Problem("opinion", _("请从列出的选项中选择。"), "choice")])
    plain = opinion == LeadOpinion.PASS
    said = fitting(text, field="text", longest=LONGEST) if plain else reason_given(text, field="text", longest=LONGEST)
    with moving(milestone, "give_opinion", by=by, at=at, expected=expected) as move:
        if milestone.opinion:
            raise Refused(_("发榜方已经出具意见。"), code="opinion_given")
        if opinion == LeadOpinion.RECTIFY:
            require_first(milestone)
        milestone.opinion, milestone.opinion_text = opinion, said
        milestone.opinion_by, milestone.opinion_at = by.user, move.at
        milestone.due_at = check_ends(milestone, move.at)
        move.facts |= {"opinion": opinion}
    return milestone


def accept(
    milestone: Milestone, *, by: Acting, at: datetime, decision: str = "", expected: int | None = None
) -> Milestone:
    """The organiser finds that the milestone is passed; what is to be paid for it falls due.

    Refused while the lead firm finds otherwise. Where it gave no opinion in its time, the organiser decides alone.
    """
    said = fitting(decision, field="decision", longest=LONGEST)
    with moving(milestone, "accept", by=by, at=at, expected=expected) as move:
        require_agreed(milestone)
        close(milestone, said, by, move.at)
        payment.fall_due(list(milestone.payments.all()), contract=milestone.contract, at=move.at)
    return milestone


def require_agreed(milestone: Milestone) -> None:
    """Raise Refused while the lead firm finds that it is not passed."""
    if milestone.opinion and milestone.opinion != LeadOpinion.PASS:
        raise Refused(_("发榜方的意见不是同意通过，不能认定通过。"), code="not_agreed")


def rectify(milestone: Milestone, *, by: Acting, at: datetime, decision: str, expected: int | None = None) -> Milestone:
    """The organiser sends the milestone back once, saying what is to be put right; it has the days of the rules."""
    said = reason_given(decision, field="decision", longest=LONGEST)
    with moving(milestone, "rectify", by=by, at=at, expected=expected) as move:
        require_first(milestone)
        rules = rules_of(milestone.contract, move.at)
        milestone.decision, milestone.decided_by, milestone.decided_at = said, by.user, move.at
        milestone.rectified_at = move.at
        milestone.due_at = days_later(move.at, rules["milestone_rectify_days"], rules)
    return milestone


def require_first(milestone: Milestone) -> None:
    """Raise Refused for a second rectification."""
    if milestone.rectified_at is not None:
        raise Refused(_("整改只能一次，这个里程碑已经整改过。"), code="rectified")


def fail(milestone: Milestone, *, by: Acting, at: datetime, decision: str, expected: int | None = None) -> Milestone:
    """The organiser finds that the milestone is failed, and why; what was to be paid for it never falls due."""
    said = reason_given(decision, field="decision", longest=LONGEST)
    with moving(milestone, "fail", by=by, at=at, expected=expected) as move:
        close(milestone, said, by, move.at)
        payment.cancel(list(milestone.payments.all()), reason=said, at=move.at)
    return milestone


def close(milestone: Milestone, said: str, by: Acting, at: datetime) -> None:
    """Note who decided, why and when."""
    milestone.decision, milestone.decided_by, milestone.decided_at = said, by.user, at
    milestone.due_at = None
