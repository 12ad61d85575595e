"""授权书: lending roles to a member for a time, and taking them back."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.checking import require_two, role_problems, understood
from accounts.actions.membership import granted_by_two, held
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Delegation, Membership, Organisation
from accounts.roles import APPROVER, SIGNER, SUPERVISOR, manager_role
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
    managing cannot be lent, and signing cannot be lent while signing is frozen. To lend an organiser's role is to give
    it: it takes two, as soon as there is a second (`membership.granted_by_two`), and neither of them gains it. Raises
    Invalid, Refused, NotAllowed.
    """
    roles = list(dict.fromkeys(roles))
    policy.demand(by, "grant_delegation", organisation)
    unfit = scan_problem(document, field="document")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        policy.demand(by, "grant_delegation", organisation)
        two = granted_by_two(organisation, by, grantee and grantee.pk)
        _demand_own_role(organisation, by)
        if two:
            require_two(by)
        member = grantee and organisation.memberships.active().filter(user=grantee).first()
        problems = role_problems(organisation.kind, roles, beside=held(member, at) if member else ())
        if manager_role(organisation.kind) in roles:
            problems.append(Problem("roles", _("管理员角色不能授权他人，请直接调整成员角色。"), "not_lent"))
        if member is None:
            problems.append(Problem("grantee", _("被授权人须是本单位成员。"), "not_member"))
        elif grantee.pk in (by.user_id, by.first and by.first.pk):
            problems.append(Problem("grantee", _("不能授权给自己。"), "self"))
        for field, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
            understood(problems, field, day.span, moment, today=day_of(at))
        if ends_at <= starts_at:
            problems.append(Problem("ends_at", _("结束时间须晚于开始时间。"), "order"))
        elif ends_at <= at:
            problems.append(Problem("ends_at", _("结束时间已过。"), "past"))
        if unfit:
            problems.append(unfit)
        if document and two:
            said = _("组织方的授权由一人提请、另一人复核，以复核记录为据，不另附授权书。")
            problems.append(Problem("document", said, "by_record"))
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
        if SUPERVISOR in delegation.roles and by.user_id != delegation.grantee_id and APPROVER not in by.roles:
            raise Refused(_("纪检监督岗位只能由审定人调整。"), code="supervisor")
        if not {SIGNER, manager_role(organisation.kind)} & by.roles and set(delegation.roles) != {SUPERVISOR}:
            raise NotAllowed()
        if delegation.revoked_at is not None or delegation.ends_at < at:
            raise Refused(_("该授权已失效。"), code="over")
        delegation.revoked_at, delegation.revoked_by_id = max(at, delegation.granted_at), by.user_id
        delegation.save(update_fields=["revoked_at", "revoked_by"])
        record("delegation.revoked", subject=delegation, by=by, at=at, facts={"organisation": organisation.name})
    return delegation


def _demand_own_role(organisation: Organisation, by: Acting) -> None:
    """Refuse to lend on what was lent: one of the two, where it takes two, manages or signs by their own membership."""
    people = [by.user_id, by.first and by.first.pk]
    own = (
        Membership.objects.active()
        .filter(organisation=organisation, user_id__in=people)
        .values_list("roles", flat=True)
    )
    if not {SIGNER, manager_role(organisation.kind)} & {role for roles in own for role in roles}:
        raise NotAllowed(_("受托取得的角色不能再授权他人。"))
