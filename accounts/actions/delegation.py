"""授权书: lending roles to a member for a time, and taking them back."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.checking import role_problems, understood
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Delegation, Membership, Organisation
from accounts.roles import SIGNER, manager_role
from accounts.rules.scans import require_room, scan_problem
from accounts.typed import day
from notifications.clock import day_of
from notifications.events import record


def grant(
    organisation: Organisation,
    *,
    by: Acting,
    at: datetime.datetime,
    grantee: Any,
    roles: Iterable[str],
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    scope: str = "",
    document: Any = None,
) -> Delegation:
    """Lend roles to a member from `starts_at` to `ends_at` (both aware, both inside).

    Who manages or signs by their own membership may grant; what was lent cannot be lent on, nobody lends to themselves,
    managing cannot be lent, and signing cannot be lent while signing is frozen. Raises Invalid, Refused, NotAllowed.
    """
    roles = list(dict.fromkeys(roles))
    policy.demand(by, "grant_delegation", organisation)
    unfit = scan_problem(document, field="document")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        policy.demand(by, "grant_delegation", organisation)
        _demand_own_role(organisation, by)
        held = (
            grantee and organisation.memberships.active().filter(user=grantee).values_list("roles", flat=True).first()
        )
        problems = role_problems(organisation.kind, roles, beside=held or ())
        if manager_role(organisation.kind) in roles:
            problems.append(Problem("roles", _("管理员角色不能授权他人，请直接调整成员角色。"), "not_lent"))
        if grantee is None or not organisation.memberships.active().filter(user=grantee).exists():
            problems.append(Problem("grantee", _("被授权人须是本单位成员。"), "not_member"))
        elif grantee.pk == by.user_id:
            problems.append(Problem("grantee", _("不能授权给自己。"), "self"))
        for field, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
            understood(problems, field, day.span, moment, today=day_of(at))
        if ends_at <= starts_at:
            problems.append(Problem("ends_at", _("结束时间须晚于开始时间。"), "order"))
        elif ends_at <= at:
            problems.append(Problem("ends_at", _("结束时间已过。"), "past"))
        if unfit:
            problems.append(unfit)
        if problems:
            raise Invalid(problems)
        if SIGNER in roles and organisation.signing_frozen:
            raise Refused(_("法定代表人变更后暂停签署，核验通过前不能授权签字。"), code="signing_frozen")
        if document:
            require_room(Delegation.objects.filter(organisation=organisation).exclude(document="").count())
        delegation = Delegation.objects.create(
            organisation=organisation,
            grantee=grantee,
            roles=roles,
            scope=scope.strip(),
            starts_at=starts_at,
            ends_at=ends_at,
            granted_by=by.user,
            granted_at=at,
            document=document or "",
            document_name=document.name[:255] if document else "",
        )
        facts = {
            "organisation": organisation.name,
            "kind": organisation.kind,
            "roles": roles,
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
        record("delegation.granted", subject=delegation, by=by, at=at, facts=facts)
    return delegation


def revoke(delegation: Delegation, *, by: Acting, at: datetime.datetime) -> Delegation:
    """Take a delegation back, at once. Raises Refused when it is over already, NotAllowed."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=delegation.organisation_id)
        delegation = Delegation.objects.select_related("grantee").get(pk=delegation.pk)
        delegation.organisation = organisation
        policy.demand(by, "revoke", delegation)
        if delegation.revoked_at is not None or delegation.ends_at < at:
            raise Refused(_("该授权已失效。"), code="over")
        delegation.revoked_at, delegation.revoked_by_id = max(at, delegation.granted_at), by.user_id
        delegation.save(update_fields=["revoked_at", "revoked_by"])
        record("delegation.revoked", subject=delegation, by=by, at=at, facts={"organisation": organisation.name})
    return delegation


def _demand_own_role(organisation: Organisation, by: Acting) -> None:
    own = Membership.objects.active().filter(organisation=organisation, user_id=by.user_id).first()
    if own is None or not {SIGNER, manager_role(organisation.kind)} & set(own.roles):
        raise NotAllowed(_("受托取得的角色不能再授权他人。"))
