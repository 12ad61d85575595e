"""How people come into an organisation, and change their roles there; `leaving` is how they go."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.checking import require_two, role_problems, unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Delegation, Invitation, Membership, Organisation
from accounts.roles import APPROVER, SUPERVISOR, Kind, manager_role
from accounts.typed import mail
from notifications.events import record

# How long an invitation may be accepted. Nothing hangs on it but tidiness: it can be sent again.
OPEN_FOR = datetime.timedelta(days=14)


def invite(
    organisation: Organisation, *, by: Acting, at: datetime.datetime, email: str, roles: Iterable[str]
) -> Invitation:
    """Ask the owner of a mailbox to become a member in these roles. They accept once they have proved to own it.

    An older invitation of the same mailbox that has run out is closed by the new one. An organiser's roles are given
    by two, as soon as there is a second (`granted_by_two`). Raises Invalid, NotAllowed, Refused.
    """
    roles = list(dict.fromkeys(roles))
    with transaction.atomic():
        organisation = _locked(organisation)
        policy.demand(by, "invite", organisation)
        if manager_role(organisation.kind) not in _held(organisation, by):
            raise NotAllowed()
        if granted_by_two(organisation, by):
            require_two(by)
        problems = role_problems(organisation.kind, roles)
        email = understood(problems, "email", mail.read, email)
        if email == "":
            problems.insert(0, Problem("email", _("请填写有效的电子邮箱。"), "invalid"))
        if organisation.memberships.active().filter(user__email=email).exists():
            problems.insert(0, Problem("email", _("此人已是本单位成员。"), "member"))
        elif organisation.invitations.open(at).filter(email=email).exists():
            problems.insert(0, Problem("email", _("已向此邮箱发出邀请，尚未答复。"), "invited"))
        if problems:
            raise Invalid(problems)
        organisation.invitations.filter(email=email, answered_at=None).update(
            answered_at=at, outcome=Invitation.Outcome.WITHDRAWN
        )
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            roles=roles,
            invited_by=by.user,
            invited_at=at,
            expires_at=at + OPEN_FOR,
        )
        facts = {"organisation": organisation.name, "kind": organisation.kind, "roles": roles}
        record("invitation.sent", subject=invitation, by=by, at=at, facts=facts)
    return invitation


def accept(invitation: Invitation, *, by: Acting, at: datetime.datetime) -> Membership:
    """Become a member as invited. Raises Refused when the invitation is closed or has run out, NotAllowed."""
    with transaction.atomic():
        invitation = _open(invitation, "accept", by, at)
        if invitation.organisation.memberships.active().filter(user=by.user).exists():
            raise Refused(_("您已是该单位成员。"), code="member")
        _answer(invitation, Invitation.Outcome.ACCEPTED, at)
        membership = Membership.objects.create(
            organisation=invitation.organisation, user=by.user, roles=invitation.roles, since=at
        )
        facts = {"organisation": invitation.organisation.name, "person": str(by.user)}
        record("invitation.accepted", subject=invitation, by=by, at=at, facts=facts)
    return membership


def decline(invitation: Invitation, *, by: Acting, at: datetime.datetime) -> None:
    """Say no to an invitation. Raises Refused when it is closed or has run out, NotAllowed."""
    with transaction.atomic():
        invitation = _open(invitation, "decline", by, at)
        _answer(invitation, Invitation.Outcome.DECLINED, at)
        facts = {"organisation": invitation.organisation.name, "person": str(by.user)}
        record("invitation.declined", subject=invitation, by=by, at=at, facts=facts)


def withdraw(invitation: Invitation, *, by: Acting, at: datetime.datetime) -> None:
    """Take an invitation back before it is answered. Raises Refused, NotAllowed."""
    with transaction.atomic():
        invitation = _open(invitation, "withdraw", by, at)
        _answer(invitation, Invitation.Outcome.WITHDRAWN, at)
        record("invitation.withdrawn", subject=invitation, by=by, at=at)


def granted_by_two(organisation: Organisation, by: Acting, whom: int | None = None) -> bool:
    """Return True when giving a role takes two: of an organiser, once somebody may confirm it beside `by`.

    `whom` is who gets it, and confirms nothing of their own.
    """
    if organisation.kind != Kind.ORGANISER:
        return False
    others = organisation.memberships.active().filter(user__is_active=True).exclude(user_id__in=[by.user_id, whom])
    return any(GRANTING & set(roles) for roles in others.values_list("roles", flat=True))


ROLES = ("roles",)
# Who gives the roles of an organiser, and confirms them.
GRANTING = frozenset({manager_role(Kind.ORGANISER), APPROVER})


def change_roles(
    membership: Membership, *, by: Acting, at: datetime.datetime, roles: Iterable[str], expected: str | None = None
) -> Membership:
    """Give a member other roles; `expected` is the stamp of those that were read (`ROLES`).

    The last manager cannot lose that role. An organiser's roles are changed by two, neither of whom gains any, and
    one of whom is an approver where the supervision is taken away. Raises Invalid, Refused, NotAllowed, LostUpdate.
    """
    roles = list(dict.fromkeys(roles))
    with transaction.atomic():
        organisation, membership = active(membership, "change_roles", by)
        unchanged_since(membership, expected, ROLES)
        if problems := role_problems(organisation.kind, roles, beside=lent_to(membership, at)):
            raise Invalid(problems)
        if organisation.kind == Kind.ORGANISER:
            _keep_apart(membership, roles, by)
        if granted_by_two(organisation, by, membership.user_id):
            require_two(by)
        if manager_role(organisation.kind) not in roles:
            keep_a_manager(organisation, membership)
        before, membership.roles = membership.roles, roles
        membership.save(update_fields=["roles"])
        facts = {"organisation": organisation.name, "kind": organisation.kind, "roles": roles, "before": before}
        record("membership.roles_changed", subject=membership, by=by, at=at, facts=facts)
    return membership


def lent_to(membership: Membership, at: datetime.datetime) -> set[str]:
    """Return the roles that are lent to a member, at `at` or later."""
    lent = Delegation.objects.filter(organisation_id=membership.organisation_id, grantee_id=membership.user_id)
    return {
        role
        for roles in lent.filter(revoked_at=None, ends_at__gte=at).values_list("roles", flat=True)
        for role in roles
    }


def held(membership: Membership, at: datetime.datetime) -> set[str]:
    """Return the roles a member has, and those that are lent to them, at `at` or later: what others must go with."""
    return {*membership.roles, *lent_to(membership, at)}


def _locked(organisation: Organisation) -> Any:
    # One lock per organisation: who counts its managers, counts them while nobody else changes them.
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def active(membership: Membership, verb: Any, by: Acting) -> Any:
    """Return the organisation, locked, and the membership as it is. Raises NotAllowed, Refused once it has ended."""
    organisation = _locked(membership.organisation)
    membership = Membership.objects.select_related("user").get(pk=membership.pk)
    membership.organisation = organisation
    policy.demand(by, verb, membership)
    if membership.ended_at is not None:
        raise Refused(_("此人已不是本单位成员。"), code="ended")
    return organisation, membership


def _keep_apart(membership: Membership, roles: Any, by: Acting) -> None:
    """Who runs the reviews gives themselves no role, and does not send away who watches them."""
    gained, lost = set(roles) - set(membership.roles), set(membership.roles) - set(roles)
    if gained and membership.user_id in (by.user_id, by.first and by.first.pk):
        raise Refused(_("不能给自己增加岗位，请由另一位有权限的同事办理。"), code="own_roles")
    held = _held(membership.organisation, by)
    if SUPERVISOR in lost and membership.user_id != by.user_id and APPROVER not in held:
        raise Refused(_("纪检监督岗位只能由审定人调整。"), code="supervisor")
    if manager_role(Kind.ORGANISER) not in held and (gained | lost) - {SUPERVISOR}:
        raise Refused(_("审定人只调整纪检监督岗位，其他岗位由批次管理员办理。"), code="supervision_alone")


def _held(organisation: Organisation, by: Acting) -> frozenset[str]:
    """The roles of whoever acts, and of whoever prepared it, where it takes two."""
    if by.first is None:
        return by.roles
    theirs = organisation.memberships.active().filter(user_id=by.first.pk).values_list("roles", flat=True).first()
    return by.roles | set(theirs or ())


def keep_a_manager(organisation: Organisation, leaving: Any) -> None:
    """Refuse to let an organisation lose the last member who may manage it."""
    manager = manager_role(organisation.kind)
    others = organisation.memberships.active().exclude(pk=leaving.pk)
    if manager in leaving.roles and not others.with_role(manager):
        raise Refused(_("单位至少要有一名管理员，请先指定另一名管理员。"), code="last_manager")


def _open(invitation: Any, verb: Any, by: Acting, at: datetime.datetime) -> Any:
    organisation = _locked(invitation.organisation)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.organisation = organisation
    policy.demand(by, verb, invitation)
    if invitation.answered_at is not None:
        raise Refused(_("该邀请已处理。"), code="answered")
    if invitation.expires_at <= at:
        raise Refused(_("该邀请已过有效期，请联系对方重新邀请。"), code="expired")
    return invitation


def _answer(invitation: Any, outcome: Any, at: datetime.datetime) -> None:
    invitation.answered_at, invitation.outcome = at, outcome
    invitation.save(update_fields=["answered_at", "outcome"])
