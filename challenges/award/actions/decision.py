"""Decisions 审定: what the lead firm chose is approved step by step, each step on the version that was read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting, reason_given
from challenges.award.access import decision as access
from challenges.award.models import Approval, Decision, VoidReason
from challenges.award.queries.decision import (
    HINDRANCES,
    content_of,
    contents_of,
    hindrance,
    standing_decision,
    states,
    still_stands,
)
from challenges.award.states.decision import STANDING, DecisionState
from challenges.core import gate, policy
from challenges.core.gate import (
    CLOCK,
    LostUpdate,
    MassMove,
    Moment,
    Move,
    NotAllowed,
    Refused,
    after,
    moving,
    moving_many,
)
from challenges.core.periods import day_of
from challenges.core.queries import rules
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.queries.proposal_snapshot import digest
from notifications.events import record


def put_forward(challenge: Challenge, *, by: Acting, at: Moment) -> Decision:
    """The organiser puts the standing choice before its approvers, where it lies before none.

    That is so after it was sent back and the lead firm stands by its choice. Whoever opens it does not approve it.
    """
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        if not access.may_open(by, challenge):
            raise NotAllowed(policy.why_not(by, challenge))
        if challenge.state != ChallengeState.PROPOSED:
            raise Refused(
                _("现在是“%(state)s”，不能提请审定。") % {"state": challenge.get_state_display()}, code="wrong_state"
            )
        if content_of(challenge) is None:
            raise Refused(_("发榜方还没有确定拟揭榜单位。"), code="not_chosen")
        stands = standing_decision(challenge)
        if stands is not None and stands.state != DecisionState.RETURNED and still_stands(stands, challenge):
            raise Refused(_("已经提请审定，请在审定页办理。"), code="already_open")
        void_standing(challenge, VoidReason.OPENED_ANEW, at=now)
        return write_down(challenge, by=by, at=now, opened_by=by.user)


def write_down(challenge: Challenge, *, by: Acting, at: datetime, opened_by: Any = None) -> Decision:
    """Write down what is decided now and the steps it needs: the rule `decision_chain` in force that day.

    Must run while the challenge is locked. Refused for a chain that does not end with an approver.
    """
    content = content_of(challenge)
    if content is None:
        raise Refused(_("发榜方还没有确定拟揭榜单位。"), code="not_chosen")
    chain = challenge.rules_on(day_of(at))["decision_chain"]
    if not rules.chain(chain):
        said = _("审定顺序没有写全，或者最后一步不是“审定人”，请组织方先更正规则。")
        raise Refused(said, code="no_approver")
    decision = Decision.objects.create(
        challenge_id=challenge.pk,
        panel_id=content["panel"]["id"],
        number=1 + Decision.objects.filter(challenge_id=challenge.pk).count(),
        content=content,
        digest=digest(content),
        opened_by=opened_by,
        created_at=at,
        updated_at=at,
    )
    Approval.objects.bulk_create(
        Approval(decision=decision, position=position, role=role) for position, role in enumerate(chain, start=1)
    )
    facts = {"number": decision.number, "digest": decision.digest, "steps": len(chain)}
    record("decision.opened", subject=decision, by=by, at=at, facts=facts)
    return decision


def approve(
    decision: Decision, *, by: Acting, at: datetime, read: str, opinion: str = "", expected: int | None = None
) -> Decision:
    """The approver whose turn it is agrees to the version they read; after the last of them the decision is complete.

    `read` is the SHA-256 of what they read. Raises LostUpdate when another version stands, Refused for whoever chose,
    opened, or approved a step before.
    """
    with transaction.atomic():
        require_read(decision, read, by)
        with moving(decision, "approve", by=by, at=at, expected=expected) as move:
            sign(decision, Approval.Verdict.APPROVED, opinion, by=by, move=move)
        if access.next_step(decision) is None:
            complete(decision, by=CLOCK, at=move.at)
    return decision


def send_back(
    decision: Decision,
    *,
    by: Acting,
    at: datetime,
    read: str,
    opinion: str,
    message: str = "",
    expected: int | None = None,
) -> Decision:
    """The approver whose turn it is does not agree, and says why; the lead firm chooses anew or stands by it.

    The opinion stays with the organiser; `message` is what the lead firm reads.
    """
    opinion = reason_given(opinion, field="opinion", empty=_("退回须写明审定意见。"))
    with transaction.atomic():
        require_read(decision, read, by)
        with moving(decision, "send_back", by=by, at=at, expected=expected) as move:
            sign(decision, Approval.Verdict.SENT_BACK, opinion, by=by, move=move)
            decision.message = fitting(message, field="message")
    return decision


def require_read(decision: Decision, read: str, by: Acting) -> None:
    """Refuse when what the approver read is not what stands now: it was overtaken, or is another version."""
    gate.lock(decision)
    if not access.visible_to(by).filter(pk=decision.pk).exists():
        raise NotAllowed()
    overtaken = decision.state == DecisionState.VOID or not still_stands(decision, decision.challenge)
    if overtaken or read != decision.digest:
        stands = standing_decision(decision.challenge)
        words = _("你读过之后，审定的内容有了改变，没有记录你的意见。请看下面的对照，再就现在的版本办理。")
        raise LostUpdate(words, current=stands.digest if stands else None)


def sign(decision: Decision, verdict: str, opinion: str, *, by: Acting, move: Move) -> None:
    """Write one person's verdict on the step whose turn it is."""
    gate.require_person(by)
    code = hindrance(by, decision)
    if code:
        raise Refused(HINDRANCES[code](), code=code)
    step = access.next_step(decision)
    if step is None:
        raise NotAllowed()
    step.verdict, step.by, step.at = verdict, by.user, move.at
    step.digest, step.opinion = decision.digest, opinion.strip()
    step.save()
    move.facts |= {"step": step.position, "role": step.role, "digest": decision.digest}


def complete(decision: Decision, *, by: Acting, at: datetime) -> Decision:
    """Close the decision when nobody is left to approve; the publicity may be drafted from now on."""
    with moving(decision, "complete", by=by, at=at, expected=decision.version) as move:
        decision.completed_at = move.at
        move.facts["number"] = decision.number
    return decision


def void_standing(challenge: Challenge, reason: str, *, at: datetime) -> int:
    """Void what was decided, because it was changed; those who had approved are told. Returns how many fell.

    Must run while the challenge is locked, inside the act that changes it.
    """
    rows = list(Decision.objects.filter(challenge_id=challenge.pk, state__in=STANDING))
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(void_reason=reason)
    return moving_many(
        [MassMove(row, DecisionState.VOID, {"why": str(reason)}) for row in rows], "void", by=CLOCK, at=at
    )


@after("challenge.withdraw")
def fall_with_challenge(move: Move) -> None:
    """Nothing is decided any more about a challenge that was taken back."""
    void_standing(move.subject, VoidReason.WITHDRAWN, at=move.at)


@after("panel.reopen", "panel.lock")
def fall_with_ranking(move: Move) -> None:
    """What was decided on an earlier ranking falls with it."""
    reason = VoidReason.REOPENED if move.step.verb == "reopen" else VoidReason.RANKED_ANEW
    void_standing(move.subject.challenge, reason, at=move.at)


def faults(challenges: Iterable[Challenge]) -> dict[int, Refused]:
    """Return what is wrong with the decisions of these challenges, by id: none, or not complete, or not what stands.

    In four queries for as many as there are; those that may be announced are not among them.
    """
    challenges = list(challenges)
    contents = contents_of(challenges)
    rows = Decision.objects.filter(challenge__in=challenges, state__in=STANDING)
    decisions = {row.challenge_id: row for row in rows}
    found = {row.pk: undecided(decisions.get(row.pk), contents.get(row.pk)) for row in challenges}
    return {pk: refused for pk, refused in found.items() if refused is not None}


def undecided(decision: Decision | None, content: dict | None) -> Refused | None:
    """Return why what stands may not be announced by this decision; None when it may."""
    if decision is None:
        return Refused(_("择定还没有提请审定。"), code="not_decided")
    if not states(decision, content):
        return Refused(_("审定之后内容有了改变，请重新提请审定。"), code="decision_outdated")
    if decision.state != DecisionState.COMPLETE:
        said = _("审定现在是“%(state)s”，完成后才能公示。") % {"state": decision.get_state_display()}
        return Refused(said, code="not_decided")
    return None
