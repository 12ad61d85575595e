"""The life of a proposal with its firm: begin, send for review, send back, withdraw, take up again, confirm."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import reason_given
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused, moment, moving, overdue
from challenges.listing.access import challenge as challenge_access
from challenges.listing.models import Challenge, Confidentiality
from challenges.listing.states import OPEN
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.actions.proposal_draft import keep_version
from challenges.proposals.models import Member, Proposal, Section, SectionKey
from challenges.proposals.queries.proposal import problems
from challenges.proposals.states import MemberState, ProposalState
from notifications.clock import day_of
from notifications.events import record


def create(challenge: Challenge, *, by: Acting, at: Moment) -> Proposal:
    """Begin the firm's proposal for a challenge and return it: a draft with every section, seen by nobody else.

    A firm has one proposal for a challenge; it may begin while its verification is pending. `at` is an aware time.
    Raises NotAllowed (not somebody who writes for an SME or institute), Refused (the challenge takes no proposals now,
    the firm has one already, the promise of secrecy is missing, or the rules ask for an SME in the lead).
    """
    if not proposal_access.may_create(by, challenge):
        raise NotAllowed()
    if challenge_access.layer(by, challenge) != "full":
        if challenge.confidentiality == Confidentiality.RESTRICTED:
            raise Refused(_("这是受限榜单，请先签署保密承诺。"), code="undertaking_missing")
        raise Refused(_("这是内部公开榜单，单位通过核验后才能申报。"), code="unverified")
    with transaction.atomic():
        challenge = Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)
        now = moment(at)
        require_open(challenge, now)
        if by.kind != "sme" and challenge.rules_on(day_of(now))["leader_must_be_sme"]:
            raise Refused(_("本榜单须由中小企业牵头申报；高校院所可受邀作为联合体成员。"), code="leader_not_sme")
        try:
            with transaction.atomic():
                proposal = Proposal.objects.create(
                    challenge=challenge,
                    organisation=by.unit,
                    edition=challenge.edition,
                    created_at=now,
                    updated_at=now,
                )
        except IntegrityError:
            raise Refused(_("贵单位已有本榜单的申报书，请在原申报书上继续。"), code="exists") from None
        Member.objects.create(
            proposal=proposal,
            organisation=by.unit,
            leader=True,
            share=Decimal(100),
            state=MemberState.CONFIRMED,
            confirmed_by=by.user,
            confirmed_at=now,
            created_at=now,
            updated_at=now,
        )
        Section.objects.bulk_create(
            Section(proposal=proposal, key=key, data=first_data(key, challenge)) for key in SectionKey.values
        )
        record("proposal.created", subject=proposal, by=by, at=now)
    return proposal


def first_data(key: str, challenge: Challenge) -> dict:
    """Return what a section begins with: the budget knows the money that the challenge offers."""
    if key != SectionKey.BUDGET:
        return {}
    offered = {"fiscal": challenge.fiscal_wan, "lead": challenge.enterprise_wan + challenge.other_wan}
    return {"cells": {}, "sources": {source: str(amount) for source, amount in offered.items()}}


def require_open(challenge: Challenge, now: datetime) -> None:
    """Refuse when the challenge takes no proposals at this moment; computed from the row, never from a tick."""
    if challenge.state in OPEN and overdue(challenge.closes_at, now):
        raise Refused(_("已过截止时间，不能再申报。"), code="late")
    if not challenge.accepts_at(now):
        raise Refused(_("榜单现在不接受申报。"), code="not_accepting")


def send_for_review(proposal: Proposal, *, by: Acting, at: Moment, expected: int | None = None) -> Proposal:
    """Hand the finished draft to the firm's signer; from here nobody edits it until it is sent back.

    Raises Invalid with everything that is still missing, each beside its field.
    """
    with moving(proposal, "send_for_review", by=by, at=at, expected=expected) as move:
        require_open(proposal.challenge, move.at)
        missing = problems(proposal, move.at)
        if missing:
            raise Invalid(missing)
        proposal.prepared_by = by.user
        keep_version(proposal, reason="review", by=by.user, at=move.at)
    return proposal


def send_back(proposal: Proposal, *, by: Acting, at: datetime, reason: str, expected: int | None = None) -> Proposal:
    """Return the proposal to its writers with the signer's reason, to be edited again."""
    with moving(proposal, "send_back", by=by, at=at, expected=expected) as move:
        move.facts["note"] = reason_given(reason, empty=_("请写明退回理由。"))
    return proposal


def required(text: str, field: str, message: str) -> str:
    """Return the text without blanks around it; Invalid when there is none."""
    text = (text or "").strip()
    if not text:
        raise Invalid([Problem(field, message, "required")])
    return text


def withdraw(proposal: Proposal, *, by: Acting, at: Moment, reason: str = "", expected: int | None = None) -> Proposal:
    """Take a submitted proposal back: freely before the deadline, afterwards with a reason that is kept.

    A reason given before the deadline is not kept: until the close nobody outside the firm learns anything.
    Raises Invalid when the deadline has passed and no reason is given.
    """
    with moving(proposal, "withdraw", by=by, at=at, expected=expected) as move:
        early = proposal.challenge.accepts_at(move.at) and proposal.state == ProposalState.SUBMITTED
        proposal.withdrawal_reason = "" if early else reason_given(reason, empty=_("截止后撤回须写明理由。"))
        proposal.due_at = None
        move.facts["early"] = early
    return proposal


def resume_draft(proposal: Proposal, *, by: Acting, at: Moment, expected: int | None = None) -> Proposal:
    """Take a withdrawn proposal up again as a draft, while the challenge still takes proposals."""
    with moving(proposal, "resume_draft", by=by, at=at, expected=expected) as move:
        require_open(proposal.challenge, move.at)
        proposal.project_leader = ""
    return proposal


def confirm_edition(proposal: Proposal, *, by: Acting, at: Moment, expected: int | None = None) -> Proposal:
    """Say that a submitted proposal stands under the corrected challenge, as it is.

    Without it the proposal is not opened at the close. Raises Refused after the deadline, or when it stands already.
    """
    with moving(proposal, "confirm_edition", by=by, at=at, expected=expected) as move:
        require_open(proposal.challenge, move.at)
        take_edition(proposal)
        move.facts["edition"] = proposal.edition
    return proposal


def follow_edition(proposal: Proposal, *, by: Acting, at: datetime, expected: int | None = None) -> Proposal:
    """Go on with a draft under the corrected challenge, after its writers have looked at what changed."""
    with moving(proposal, "follow_edition", by=by, at=at, expected=expected) as move:
        require_open(proposal.challenge, move.at)
        take_edition(proposal)
        proposal.draft_version += 1
        move.facts["edition"] = proposal.edition
    return proposal


def take_edition(proposal: Proposal) -> None:
    """Bind the proposal to the present edition; Refused when it is bound to it already."""
    if proposal.edition >= proposal.challenge.edition:
        raise Refused(_("已按最新一版确认过。"), code="edition_current")
    proposal.edition = proposal.challenge.edition
