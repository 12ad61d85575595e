"""How somebody leaves an organisation: what hangs on them is handed over, and what was theirs alone ends."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.acting import Acting
from accounts.actions.membership import active, keep_a_manager
from accounts.errors import Invalid, Problem, Refused
from accounts.lent import lent
from accounts.models import Delegation, Membership, Organisation, PersonalToken
from accounts.roles import SIGNER, SUPERVISOR, Kind, labels, manager_role
from notifications.events import record

# What is handed over beside roles: the drafts that the person began, and the filters they keep.
WORK = "work"


def named(what: str, kind: str) -> str:
    """Return what is handed over in words: a role of an organisation of this kind, or the work."""
    return _("起草的材料和保存的筛选") if what == WORK else "".join(map(str, labels(kind, [what])))


def end(
    membership: Membership, *, by: Acting, at: datetime.datetime, heirs: Mapping[str, int | None] | None = None
) -> Membership:
    """End a membership: the person leaves, or is removed. What they have in other organisations stays as it is.

    `heirs` names the membership of whoever takes over each role of theirs, and their `WORK`. Their tokens for this
    organisation and what was lent to them end. Raises Invalid with a problem for each heir who cannot take over,
    Refused where nobody would be left who manages, or who signs what waits for a signature, NotAllowed.
    """
    with transaction.atomic():
        organisation, membership = active(membership, "end", by)
        require_removable(membership, by)
        begun = [list(matter) for ask in lent("membership", "begun") for matter in ask(membership)]
        taken = _handed_over(membership, {kind: pk for kind, pk in (heirs or {}).items() if pk}, by, bool(begun))
        keep_a_manager(organisation, membership)
        keep_a_signer(organisation, membership, at)
        membership.ended_at = max(at, membership.since)
        membership.save(update_fields=["ended_at"])
        facts = {
            "organisation": organisation.name,
            "kind": organisation.kind,
            "person": str(membership.user),
            "roles": membership.roles,
            "heirs": {kind: str(heir.user) for kind, heir in taken.items()},
            "begun": begun,
            **_ended(membership, by, at),
        }
        record("membership.ended", subject=membership, by=by, at=at, facts=facts)
        _told(membership, taken, facts, by, at)
    return membership


def require_removable(membership: Membership, by: Acting) -> None:
    """Refuse to remove the supervisor: two take that role away first."""
    if membership.user_id != by.user_id and SUPERVISOR in membership.roles:
        raise Refused(_("不能直接移除纪检监督，须先由两人调整其岗位。"), code="supervisor")


def require_leavable(membership: Membership, by: Acting, at: datetime.datetime) -> None:
    """Refuse what no choice of heirs would allow: what this person does alone is given to nobody here."""
    require_removable(membership, by)
    organisation = membership.organisation
    staying = organisation.memberships.active().exclude(pk=membership.pk).exists()
    if not (staying and gives_roles(membership, by)):
        keep_a_manager(organisation, membership)
        keep_a_signer(organisation, membership, at)


def keep_a_signer(organisation: Organisation, leaving: Membership, at: datetime.datetime) -> None:
    """Refuse to let the last one go who signs while something waits for a signature."""
    if SIGNER not in leaving.roles or organisation.memberships.active().exclude(pk=leaving.pk).with_role(SIGNER):
        return
    lends = Delegation.objects.in_force(at).filter(organisation=organisation).exclude(grantee_id=leaving.user_id)
    if any(SIGNER in roles for roles in lends.values_list("roles", flat=True)):
        return
    if waiting := sum(len(ask(organisation)) for ask in lent("organisation", "unsigned")):
        said = _("有 %(n)s 件事等待签字，单位不能没有签字人，请先指定接手的签字人。")
        raise Refused(said % {"n": waiting}, code="last_signer")


def gives_roles(membership: Membership, by: Acting) -> bool:
    """Return True when this person may give the leaver's roles to others by themselves; an organiser's take two."""
    return membership.organisation.kind != Kind.ORGANISER and policy.may(by, "change_roles", membership)


def _handed_over(membership: Membership, heirs: Mapping[str, int], by: Acting, busy: bool) -> dict[str, Membership]:
    """Give the roles to the heirs, and let the market move what is its own; returns who takes over what."""
    rows = membership.organisation.memberships.active().filter(user__is_active=True).exclude(pk=membership.pk)
    staying = {row.pk: row for row in rows.select_related("user", "organisation")}
    problems, taken = [], {}
    for kind, pk in heirs.items():
        heir = staying.get(pk)
        if heir is None:
            problems.append(Problem(kind, _("接手人须是本单位的其他成员。"), "not_member"))
        elif kind != WORK and kind not in membership.roles:
            problems.append(Problem(kind, _("此人没有这个岗位，不需交接。"), "not_held"))
        elif kind != WORK and kind not in heir.roles and not gives_roles(membership, by):
            said = _("接手人还没有这个岗位，请先由管理员调整其岗位；组织方的岗位由两人办理。")
            problems.append(Problem(kind, said, "not_given"))
        else:
            taken[kind] = heir
    if problems:
        raise Invalid(problems)
    for kind, heir in taken.items():
        if kind != WORK and kind not in heir.roles:
            heir.roles = [*heir.roles, kind]
            heir.save(update_fields=["roles"])
    if heir := taken.get(WORK):
        able = {*membership.roles, manager_role(membership.organisation.kind)}
        if busy and not able & set(heir.roles):
            said = _("接手人没有办理这些事项的岗位，请同时交接一个岗位。")
            raise Invalid([Problem(WORK, said, "cannot_work")])
        for hand in lent("membership", "hand_over"):
            hand(membership, heir)
    return taken


def _ended(membership: Membership, by: Acting, at: datetime.datetime) -> dict[str, int]:
    """End what was the leaver's alone in this organisation; returns how much of each."""
    own = {"organisation_id": membership.organisation_id, "revoked_at": None}
    delegations = Delegation.objects.filter(grantee_id=membership.user_id, **own)
    tokens = PersonalToken.objects.filter(user_id=membership.user_id, issued_by=None, **own)
    return {
        "delegations": delegations.update(revoked_at=at, revoked_by_id=by.user_id),
        "tokens": tokens.update(revoked_at=at),
    }


def _told(membership: Membership, taken: dict[str, Membership], facts: dict, by: Acting, at: datetime.datetime) -> None:
    """Write down for each heir what they have taken over."""
    heirs: dict[int, Any] = {heir.pk: heir for heir in taken.values()}
    for heir in heirs.values():
        kinds = [kind for kind, one in taken.items() if one.pk == heir.pk]
        given = {name: facts[name] for name in ("organisation", "kind", "person")}
        given["roles"] = [kind for kind in kinds if kind != WORK]
        given["matters"] = len(facts["begun"]) if WORK in kinds else 0
        given["left"] = membership.pk
        record("membership.taken_over", subject=heir, by=by, at=at, facts=given)
