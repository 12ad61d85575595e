"""Objections 异议: filed under a real name inside the publicity; that award waits until they are concluded."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import understood
from accounts.typed import mail
from accounts.typed import phone as telephone
from challenges.award.actions.decision import void_standing
from challenges.award.actions.publicity import standing_publicity
from challenges.award.models import Objection, VoidReason
from challenges.award.queries.result import publicity_of
from challenges.award.states.objection import OPEN_OBJECTION, ObjectionState
from challenges.bulletin.actions.notice import post_now
from challenges.bulletin.models import NoticeKind
from challenges.core import gate, policy
from challenges.core.gate import (
    CLOCK,
    Invalid,
    MassMove,
    Moment,
    NotAllowed,
    Problem,
    Refused,
    moving,
    moving_many,
    overdue,
)
from challenges.core.periods import day_of, working_days_later
from challenges.files.actions import attach
from challenges.files.models import AttachmentKind
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.states import PROPOSAL, ProposalState
from notifications.events import record

# How far an upheld objection throws a challenge back, the farthest last: with several, the farthest holds.
BACK = (ChallengeState.PUBLICITY, ChallengeState.PROPOSED, ChallengeState.EXPERT_REVIEW)
REQUIRED = ("name", "phone", "text", "remedy")


def file(
    challenge: Challenge,
    *,
    by: Acting,
    at: Moment,
    name: str,
    phone: str,
    text: str,
    remedy: str,
    email: str = "",
    evidence: Any = None,
    expected: int | None = None,
) -> Objection:
    """Anybody who is signed in objects to a publicity, under their real name, with facts and what they ask for.

    The award of this challenge waits from now on, and of this one only. Refused after the last second of the period.
    `evidence` is an upload; when it is not taken, nothing is filed. Raises Invalid with every field that is empty.
    """
    fields = {"name": name, "phone": phone, "text": text, "remedy": remedy}
    problems = [Problem(key, _("实名异议须填写这一项。"), "required") for key in REQUIRED if not fields[key].strip()]
    fields["phone"] = understood(problems, "phone", telephone.read, phone)
    email = understood(problems, "email", mail.read, email)
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        if not policy.may(by, "stay", challenge):
            raise NotAllowed()
        if challenge.state not in (ChallengeState.PUBLICITY, ChallengeState.OBJECTION):
            raise Refused(_("只能在公示期内提出异议。"), code="no_publicity")
        ends_at = challenge.publicity_ends_at
        if ends_at is not None and overdue(ends_at, now):
            last = day_of(ends_at)
            raise Refused(_("公示期已于 %(day)s 24:00 结束。") % {"day": last.isoformat()}, code="too_late")
        if challenge.state == ChallengeState.PUBLICITY:
            stay(challenge, by=by, at=now, expected=expected)
        rules = challenge.rules_on(day_of(now))
        objection = Objection.objects.create(
            notice=standing_publicity(challenge),
            challenge=challenge,
            number=f"{challenge.number or challenge.pk}-YY{challenge.objections.count() + 1}",
            filed_by=by.user,
            organisation=by.organisation,
            email=email,
            filed_at=now,
            due_at=working_days_later(now, rules["objection_register_days"], rules),
            created_at=now,
            updated_at=now,
            **{key: value.strip() for key, value in fields.items()},
        )
        record("objection.filed", subject=objection, by=by, at=now, facts={"number": objection.number})
        if evidence:
            with_evidence(objection, evidence, by=by, at=now)
    return objection


def with_evidence(objection: Objection, evidence: Any, *, by: Acting, at: datetime) -> None:
    """Add what bears an objection out, while it is filed; a refusal names the field it was sent in."""
    try:
        attach(objection, evidence, kind=AttachmentKind.EVIDENCE, by=by, at=at)
    except Invalid as wrong:
        raise Invalid([Problem("evidence", one.message, one.code) for one in wrong.problems]) from None


def stay(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """Stop the award of this challenge while an objection is open; part of filing the first one."""
    with moving(challenge, "stay", by=by, at=at, expected=expected):
        pass
    return challenge


def register(objection: Objection, *, by: Acting, at: datetime, expected: int | None = None) -> Objection:
    """The organiser takes the objection up; it is concluded within the days of the rules."""
    with moving(objection, "register", by=by, at=at, expected=expected) as move:
        rules = objection.challenge.rules_on(day_of(move.at))
        objection.handled_by = by.user
        objection.due_at = working_days_later(move.at, rules["objection_conclude_days"], rules)
        move.facts["number"] = objection.number
    return objection


def refuse(objection: Objection, *, by: Acting, at: datetime, decision: str, expected: int | None = None) -> Objection:
    """The organiser does not take it up (anonymous, no facts, outside the matter), and says why."""
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
    """Decide an objection with the written reasons; when none is open any more, the challenge goes on."""
    if not decision.strip():
        raise Invalid([Problem("decision", _("请写明处理意见和理由。"), "required")])
    with transaction.atomic():
        with moving(objection, verb, by=by, at=at, expected=expected) as move:
            objection.decision, objection.back_to = decision.strip(), back_to
            objection.handled_by, objection.decided_at, objection.due_at = by.user, move.at, None
            move.facts |= {"number": objection.number, "back_to": back_to}
        if verb != "refuse":
            facts = {
                "objection": objection.number,
                "outcome": "异议成立" if verb == "uphold" else "异议不成立",
                "decision": objection.decision,
            }
            kind = NoticeKind.OBJECTION_RESULT
            post_now(kind=kind, challenge=objection.challenge, by=by, at=move.at, facts=facts)
        settle(objection.challenge, by=by, at=move.at)
    return objection


def settle(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Let the challenge go on when no objection is open any more: to where the gravest decision sends it."""
    if not challenge.objections.filter(state__in=OPEN_OBJECTION).exists():
        resume(challenge, by=by, at=at)


def resume(challenge: Challenge, *, by: Acting, at: datetime, expected: int | None = None) -> Challenge:
    """Take the challenge out of the objection: on with the publicity, or back to the choice or to the experts.

    A publicity that ended meanwhile is over; the clock then awards. Going back takes away the nominations and the
    choice, so a new publicity must follow. Refused while an objection is open.
    """
    with moving(challenge, "resume", by=by, at=at, expected=expected) as move:
        if challenge.objections.filter(state__in=OPEN_OBJECTION).exists():
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


def take_back(challenge: Challenge, *, at: datetime) -> None:
    """Take away the nominations, the lead firm's choice and its approvals; what was said stays in the record."""
    nominated = challenge.proposals.filter(state__in=PROPOSAL.step("denominate").sources).order_by("id")
    moves = []
    for proposal in nominated:
        proposal.challenge = challenge
        moves.append(MassMove(proposal, ProposalState.SCORED))
    moving_many(moves, "denominate", by=CLOCK, at=at)
    challenge.choices.all().delete()
    void_standing(challenge, VoidReason.OBJECTION, at=at)
