"""The review 复核 of what was concluded on an objection: asked once, in time, and decided by a third officer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from challenges.award.actions.inquiry import close_open
from challenges.award.actions.objection import BACK, settle, tell
from challenges.award.actions.objection_words import LONGEST, require_impersonal
from challenges.award.models import Objection, Side
from challenges.award.queries.hearing import require_heard
from challenges.award.states.objection import ObjectionState
from challenges.core.gate import CLOCK, Invalid, Problem, Refused, moving, overdue
from challenges.core.periods import day_of, working_days_later


def ask_review(
    objection: Objection, *, by: Acting, at: datetime, reason: str, expected: int | None = None
) -> Objection:
    """The objector asks for a review of the conclusion, or the firm objected to where it holds: once and in time.

    An officer who neither registered nor concluded it decides. The award waits for the review of an objection that
    holds; for that of one that does not, where the rules say so. Raises Refused
    after the last moment (inclusive to the second), Invalid for a reason that says nothing.
    """
    reason = reason_given(reason, field="reason", longest=LONGEST)
    with moving(objection, "ask_review", by=by, at=at, expected=expected) as move:
        until = objection.review_until
        if until is None or overdue(until, move.at):
            raise Refused(_("申请复核的期限已过，或者已经复核过一次。"), code="review_over")
        rules = objection.challenge.rules_on(day_of(move.at))
        objection.review_until = None
        own = by.user_id == objection.filed_by_id
        objection.review_side = Side.OBJECTOR if own else Side.TARGET
        objection.review_asked_by, objection.review_asked_at, objection.review_text = by.user, move.at, reason
        objection.due_at = working_days_later(move.at, rules["objection_review_decide_days"], rules)
        move.facts |= {"number": objection.number, "side": objection.review_side}
    return objection


def affirm(objection: Objection, *, by: Acting, at: datetime, decision: str, expected: int | None = None) -> Objection:
    """A third officer finds that the conclusion stands, and says why; the result is published."""
    return decide(objection, "affirm", by=by, at=at, decision=decision, back_to=objection.back_to, expected=expected)


def reverse(
    objection: Objection, *, by: Acting, at: datetime, decision: str, back_to: str = "", expected: int | None = None
) -> Objection:
    """A third officer finds the contrary, and says why; the result is published.

    An objection that now holds sends the matter back, as `back_to` says, where the award still waits for it; what was
    awarded or sent back meanwhile stays, and the notice tells the finding.
    """
    holds = not objection.back_to
    if holds and back_to not in BACK[1:]:
        raise Invalid([Problem("back_to", _("请选择退回拟定或者退回专家评审。"), "unknown_state")])
    given = back_to if holds else ""
    return decide(objection, "reverse", by=by, at=at, decision=decision, back_to=given, expected=expected)


def decide(
    objection: Objection, verb: str, *, by: Acting, at: datetime, decision: str, back_to: str, expected: int | None
) -> Objection:
    """Decide the review; an objection that holds is one that sends the matter somewhere."""
    decision = reason_given(decision, field="decision", longest=LONGEST, empty=_("请写明处理意见和理由。"))
    require_impersonal(objection, decision)
    with transaction.atomic():
        with moving(objection, verb, by=by, at=at, expected=expected) as move:
            if back_to:
                require_heard(objection, move.at)
            close_open(objection, at=move.at)
            move.to(ObjectionState.UPHELD if back_to else ObjectionState.DISMISSED)
            objection.review_decision, objection.back_to = decision, back_to
            objection.reviewed_by, objection.reviewed_at, objection.due_at = by.user, move.at, None
            move.facts |= {"number": objection.number, "back_to": back_to}
        kept = "维持原结论" if verb == "affirm" else "改变原结论"
        found = "异议成立" if back_to else "异议不成立"
        tell(objection, f"经复核，{kept}：{found}", decision, by=by, at=move.at)
        settle(objection.challenge, by=by, at=move.at)
    return objection


def let_stand(objection: Objection, *, by: Acting, at: datetime) -> Objection:
    """The clock notes that nobody asked for a review in time: the conclusion is final."""
    with transaction.atomic():
        with moving(objection, "let_stand", by=by, at=at) as move:
            objection.review_until = None
            move.facts["number"] = objection.number
        settle(objection.challenge, by=CLOCK, at=move.at)
    return objection
