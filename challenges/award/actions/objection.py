"""Objections 异议 once filed: registered by one officer, concluded by another; the award waits until then."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from challenges.award.actions.decision import void_standing
from challenges.award.models import Objection, VoidReason
from challenges.award.queries.result import publicity_of
from challenges.award.states.objection import OPEN_OBJECTION, ObjectionState
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.bulletin.queries.notice_values import moment
from challenges.core.gate import CLOCK, Invalid, MassMove, Problem, Refused, moving, moving_many
from challenges.core.periods import day_of, working_days_later
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.states import PROPOSAL, ProposalState

# How far an upheld objection throws a challenge back, the farthest last: with several, the farthest holds.
BACK = (ChallengeState.PUBLICITY, ChallengeState.PROPOSED, ChallengeState.EXPERT_REVIEW)
LONGEST = 4000
# What the public is told: official papers are in Chinese.
OUTCOMES = {"refuse": "不予受理", "uphold": "异议成立", "dismiss": "异议不成立"}
FOLLOWS: dict[str, str] = {
    ChallengeState.PROPOSED: "后续处理：退回拟定，由发榜方重新择定并重新公示。",
    ChallengeState.EXPERT_REVIEW: "后续处理：退回专家评审，重新评审后再行择定和公示。",
}
NOT_TAKEN_UP = "不予受理的，异议人可以在公示期内补正后重新提出；复核只对受理后作出的结论进行。"


def register(
    objection: Objection, *, by: Acting, at: datetime, note: str = "", expected: int | None = None
) -> Objection:
    """The organiser takes the objection up; another officer concludes it within the days of the rules.

    `note` tells that officer what is taken up and what was looked into so far. Raises Invalid when it says nothing.
    """
    note = reason_given(note, field="note", longest=LONGEST) if note.strip() else ""
    with moving(objection, "register", by=by, at=at, expected=expected) as move:
        rules = objection.challenge.rules_on(day_of(move.at))
        objection.registered_by, objection.register_note = by.user, note
        objection.handled_by = by.user
        objection.due_at = working_days_later(move.at, rules["objection_conclude_days"], rules)
        move.facts["number"] = objection.number
    return objection


def refuse(objection: Objection, *, by: Acting, at: datetime, decision: str, expected: int | None = None) -> Objection:
    """The organiser does not take it up (no facts, outside the matter), and says why; it takes two officers."""
    return conclude(objection, "refuse", by=by, at=at, decision=decision, expected=expected)


def dismiss(objection: Objection, *, by: Acting, at: datetime, decision: str, expected: int | None = None) -> Objection:
    """The organiser finds that the objection does not hold, and says why."""
    return conclude(objection, "dismiss", by=by, at=at, decision=decision, expected=expected)


def uphold(
    objection: Objection, *, by: Acting, at: datetime, decision: str, back_to: str, expected: int | None = None
) -> Objection:
    """The organiser finds that the objection holds: back to the choice ("proposed") or to the experts."""
    if back_to not in BACK[1:]:
        raise Invalid([Problem("back_to", _("请选择退回拟定或者退回专家评审。"), "unknown_state")])
    return conclude(objection, "uphold", by=by, at=at, decision=decision, back_to=back_to, expected=expected)


def withdraw(objection: Objection, *, by: Acting, at: datetime, expected: int | None = None) -> Objection:
    """The objector takes their objection back."""
    with transaction.atomic():
        with moving(objection, "withdraw", by=by, at=at, expected=expected) as move:
            objection.due_at, objection.decided_at = None, move.at
            move.facts["number"] = objection.number
        settle(objection.challenge, by=CLOCK, at=move.at)
    return objection


def conclude(
    objection: Objection, verb: str, *, by: Acting, at: datetime, decision: str, back_to: str = "", expected: int | None
) -> Objection:
    """Decide an objection with the written reasons; when none is open any more, the challenge goes on.

    Number, matter and reasons are published; reasons that name the objector are refused.
    """
    decision = reason_given(decision, field="decision", longest=LONGEST, empty=_("请写明处理意见和理由。"))
    require_impersonal(objection, decision)
    with transaction.atomic():
        with moving(objection, verb, by=by, at=at, expected=expected) as move:
            objection.decision, objection.back_to = decision, back_to
            objection.handled_by, objection.decided_at, objection.due_at = by.user, move.at, None
            if verb != "refuse":
                rules = objection.challenge.rules_on(day_of(move.at))
                objection.review_until = working_days_later(move.at, rules["objection_review_days"], rules)
            move.facts |= {"number": objection.number, "back_to": back_to}
        tell(objection, OUTCOMES[verb], decision, by=by, at=move.at)
        settle(objection.challenge, by=by, at=move.at)
    return objection


def require_impersonal(objection: Objection, why: str) -> None:
    """Raise Invalid at `decision` for reasons that would tell the public who objected."""
    personal = [objection.name, objection.phone, objection.email]
    if any(word and word in why for word in personal):
        words = _("处理意见会随结果公告公开，请不要写异议人的姓名、电话或者邮箱。")
        raise Invalid([Problem("decision", words, "personal")])


def tell(objection: Objection, outcome: str, why: str, *, by: Acting, at: datetime) -> None:
    """Publish what was found on an objection and why: its number and matter, never who objected nor what they wrote."""
    until = objection.review_until
    facts = {"objection": objection.number, "outcome": outcome, "decision": why}
    with translation.override("zh-hans"):
        facts["matter"] = str(objection.get_matter_display())
    facts["follows"] = FOLLOWS.get(objection.back_to, "")
    if until:
        facts["review"] = f"申请复核的截止时间：{moment(until)}（北京时间），按工作日计算，公告当日不计入。"
    else:
        facts["review"] = "复核以一次为限，不再受理对复核决定的复核申请。" if objection.reviewed_at else NOT_TAKEN_UP
    kind = NoticeKind.OBJECTION_RESULT
    post_now(kind=kind, challenge=objection.challenge, by=by, at=at, facts=facts)


def settle(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Let the challenge go on when nothing holds it up any more: to where the gravest decision sends it."""
    if challenge.state == ChallengeState.OBJECTION and not held_up(challenge, at):
        resume(challenge, by=by, at=at)


def held_up(challenge: Challenge, at: datetime) -> bool:
    """Return whether an objection holds the award up: an open one, and where the rules say so, a review to come."""
    if challenge.objections.filter(state__in=OPEN_OBJECTION).exists():
        return True
    reviewable = Q(state=ObjectionState.REVIEWING) | Q(review_until__isnull=False)
    waits = challenge.rules_on(day_of(at)).get("objection_review_stays")
    return bool(waits) and challenge.objections.filter(reviewable).exists()


def resume(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """Take the challenge out of the objection: on with the publicity, or back to the choice or to the experts.

    A publicity that ended meanwhile is over; the clock then awards. Going back takes away the nominations and the
    choice, so a new publicity must follow. Refused while an objection is open.
    """
    with moving(challenge, "resume", by=by, at=at, expected=expected) as move:
        if held_up(challenge, move.at):
            raise Refused(_("还有没办结的异议。"), code="objection_open")
        upheld = challenge.objections.filter(notice=publicity_of(challenge), state=ObjectionState.UPHELD).values_list(
            "back_to", flat=True
        )
        target = max(upheld, key=BACK.index, default=BACK[0])
        move.to(target)
        if target != ChallengeState.PUBLICITY:
            take_back(challenge, at=move.at)
            rules = challenge.rules_on(day_of(move.at))
            days = rules["choice_days" if target == ChallengeState.PROPOSED else "review_days"]
            challenge.publicity_ends_at = challenge.feedback_at = challenge.feedback_due_at = None
            challenge.due_at = working_days_later(move.at, days, rules)
    return challenge


def take_back(challenge: Challenge, *, at: datetime, why: VoidReason = VoidReason.OBJECTION) -> None:
    """Take away the nominations, the lead firm's choice and its approvals; what was said stays in the record."""
    nominated = challenge.proposals.filter(state__in=PROPOSAL.step("denominate").sources).order_by("id")
    moves = []
    for proposal in nominated:
        proposal.challenge = challenge
        moves.append(MassMove(proposal, ProposalState.SCORED))
    moving_many(moves, "denominate", by=CLOCK, at=at)
    challenge.choices.all().delete()
    void_standing(challenge, why, at=at)
