"""The consortium 联合体: the leader invites, each organisation confirms for itself; a changed share, anew."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting
from accounts.models import Organisation
from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.core.gate import Invalid, Moment, Problem, Refused, moving
from challenges.proposals.access.proposal import APPLICANTS
from challenges.proposals.models import Member, Proposal
from challenges.proposals.queries.consortium import controlled
from challenges.proposals.states import ENDED, WITH_THE_FIRM, MemberState, ProposalState

LONGEST_TASK = 200


def invite(
    proposal: Proposal, organisation: Organisation, *, by: Acting, at: Moment, share: str = "0", task: str = ""
) -> Member:
    """Ask an organisation to join the consortium, with its share of the money in percent and its task.

    One that declined or was removed is asked again. The shares need not total 100 while the draft is written; they
    must before it is sent for review.
    Raises Invalid (not an SME or institute, there already, the lead firm itself or tied to it, a bad share).
    """
    given, task = share_of(share), task_of(task)
    there = proposal.members.filter(organisation=organisation).first()
    if there is not None and there.state in (MemberState.DECLINED, MemberState.REMOVED):
        return invite_again(there, by=by, at=at, share=share, task=task)
    with moving(proposal, "invite_member", by=by, at=at) as move:
        if proposal.members.filter(organisation=organisation).exists():
            raise Invalid([Problem("organisation", _("该单位已在联合体中。"), "there_already")])
        suited(proposal, organisation)
        member = Member.objects.create(
            proposal=proposal,
            organisation=organisation,
            share=given,
            task=task,
            created_at=move.at,
            updated_at=move.at,
        )
        proposal.draft_version += 1
        move.facts["member"] = member.pk
    return member


def suited(proposal: Proposal, organisation: Organisation) -> None:
    """Refuse an organisation that may never stand in this consortium."""
    if organisation.kind not in APPLICANTS:
        raise Invalid([Problem("organisation", _("只能邀请中小企业或高校院所。"), "kind")])
    if controlled(organisation, proposal.challenge.lead):
        raise Invalid([Problem("organisation", _("该单位与发榜方存在控制或关联关系，不能参加。"), "control_relation")])


def share_of(typed: Any) -> Decimal:
    """Return a share in percent with at most two decimals, from 0 to 100; Invalid otherwise."""
    try:
        return number.read(typed, unit="percent", lowest=0, highest=100, places=2)
    except Unreadable as wrong:
        said = _("份额须是 0 到 100 之间的数字，最多两位小数。%(why)s") % {"why": wrong.message}
        raise Invalid([Problem("share", said, "share")]) from wrong


def task_of(typed: str) -> str:
    """Return the task without blanks around it; Invalid when it is too long."""
    task = (typed or "").strip()
    if len(task) > LONGEST_TASK:
        say = _("任务有 %(length)s 字，最多 %(longest)s 字。") % {"length": len(task), "longest": LONGEST_TASK}
        raise Invalid([Problem("task", say, "too_long")])
    return task


def invite_again(member: Member, *, by: Acting, at: Moment, share: str = "0", task: str = "") -> Member:
    """Ask an organisation that declined or was removed once more."""
    given, task = share_of(share), task_of(task)
    with moving(member, "invite_again", by=by, at=at) as move:
        writable(member)
        suited(member.proposal, member.organisation)
        member.share, member.task = given, task
        touch(member.proposal, move.at)
        move.facts["member"] = member.pk
    return member


def confirm(member: Member, *, by: Acting, at: Moment, expected: int | None = None) -> Member:
    """Say for an organisation that it joins with this share and task.

    Raises Refused when the organisation is unverified, may not sign now, or stands already in another proposal for
    the same challenge; Refused too once the proposal has been handed in.
    """
    with moving(member, "confirm", by=by, at=at, expected=expected) as move:
        with_the_firm(member)
        if elsewhere(member):
            raise Refused(_("贵单位已参加本榜单的另一份申报，不能重复参加。"), code="elsewhere")
        member.confirmed_by, member.confirmed_at = by.user, move.at
        touch(member.proposal, move.at)
    return member


def elsewhere(member: Member) -> bool:
    """Return True when the organisation leads or has joined another living proposal for this challenge."""
    others = Member.objects.filter(
        organisation=member.organisation,
        state=MemberState.CONFIRMED,
        proposal__challenge=member.proposal.challenge_id,
    ).exclude(proposal=member.proposal_id)
    return others.exclude(proposal__state__in=ENDED).exists()


def decline(member: Member, *, by: Acting, at: Moment, reason: str = "", expected: int | None = None) -> Member:
    """Say for an organisation that it does not join, or no longer; possible until the proposal is handed in."""
    with moving(member, "decline", by=by, at=at, expected=expected) as move:
        with_the_firm(member)
        not_the_leader(member)
        leave(member, move.at)
        move.facts["note"] = fitting(reason)
    return member


def remove(member: Member, *, by: Acting, at: Moment, expected: int | None = None) -> Member:
    """Take an organisation out of the consortium while the draft is written."""
    with moving(member, "remove", by=by, at=at, expected=expected) as move:
        writable(member)
        not_the_leader(member)
        leave(member, move.at)
    return member


def change_share(
    member: Member, *, by: Acting, at: Moment, share: Any, task: str, expected: int | None = None
) -> Member:
    """Change an organisation's share or task; a partner that had confirmed must confirm the new terms.

    The leader's own row stays confirmed: its signer answers for it when the proposal is handed in.
    """
    given, task = share_of(share), task_of(task)
    with moving(member, "change_share", by=by, at=at, expected=expected) as move:
        writable(member)
        same = (member.share, member.task) == (given, task)
        move.facts.update(share_before=str(member.share), share=str(given))
        move.recorded = not same
        move.to(member.state if same or member.leader else MemberState.INVITED)
        member.share, member.task = given, task
        if not same and not member.leader:
            member.confirmed_by = member.confirmed_at = None
        touch(member.proposal, move.at)
    return member


def leave(member: Member, at: datetime) -> None:
    """Clear what an organisation that leaves had; its share is free again."""
    member.share = Decimal(0)
    member.confirmed_by = member.confirmed_at = None
    touch(member.proposal, at)


def touch(proposal: Proposal, at: datetime) -> None:
    """Count a change of the draft, so that what is being handed in is noticed to be another text."""
    proposal.draft_version += 1
    proposal.updated_at = at
    proposal.save(update_fields=["draft_version", "updated_at"])


def writable(member: Member) -> None:
    """Refuse changes by the leader's writers unless the proposal is a draft."""
    if member.proposal.state != ProposalState.DRAFT:
        raise Refused(_("申报书不在草稿状态，不能改动联合体。"), code="wrong_state")


def with_the_firm(member: Member) -> None:
    """Refuse answers of members once the proposal has left the firm."""
    if member.proposal.state not in WITH_THE_FIRM:
        raise Refused(_("申报书已提交或已结束，不能再答复。"), code="wrong_state")


def not_the_leader(member: Member) -> None:
    """Refuse to take the leader out of its own consortium."""
    if member.leader:
        raise Refused(_("牵头单位不能退出自己的联合体；可以撤回整份申报。"), code="leader")
