"""Tokens for programs: made in a session by a person or an administrator, shown once, ended at will."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import policy
from accounts.access.token import grantable
from accounts.acting import Acting
from accounts.actions.checking import fitting
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from accounts.models import Organisation, PersonalToken, TokenScope, User
from accounts.models.token import digest
from notifications.events import record

LONGEST = datetime.timedelta(days=366)
# Where the programs of organisations have their addresses: a name that no mail ever reaches (RFC 2606).
PROGRAMS = "programs.invalid"


def create(
    *,
    by: Acting,
    at: datetime.datetime,
    name: str,
    scopes: list[str],
    expires_at: datetime.datetime,
    areas: Iterable[str] = (),
    with_token: bool = False,
) -> tuple[PersonalToken, str]:
    """Make a token for the organisation the person acts for now; returns it with its secret, which is kept nowhere.

    It ends when the person's password, factors, addresses, roles or standing change, or the organisation's standing.
    Raises NotAllowed when it is asked with a token, Invalid for an unknown scope or a period over a year.
    """
    if by.user_id is None or with_token:
        raise NotAllowed()
    require(wrong_with(name, scopes, expires_at, at=at))
    return made(by.user, by.organisation, name, scopes, areas, at=at, expires_at=expires_at)


def issue(
    *,
    by: Acting,
    at: datetime.datetime,
    name: str,
    scopes: list[str],
    roles: list[str],
    expires_at: datetime.datetime,
    areas: Iterable[str] = (),
    with_token: bool = False,
) -> tuple[PersonalToken, str]:
    """Make a token that belongs to the organisation acted for; returns it with its secret, which is kept nowhere.

    It acts in exactly these roles and is recorded under its name. It outlasts whoever issued it, and ends when the
    organisation's standing changes or any of its administrators ends it. Signing stays with people. Raises NotAllowed
    for who does not manage the organisation or asks with a token, Refused before it is verified, Invalid.
    """
    if by.organisation is None or with_token:
        raise NotAllowed()
    policy.demand(by, "issue_token", by.organisation)
    if not by.verified:
        raise Refused(_("单位核验通过后才能生成单位令牌。"), code="unverified")
    problems = wrong_with(name, scopes, expires_at, at=at)
    if TokenScope.SUBMIT in scopes:
        problems.append(Problem("scopes", _("单位令牌不能提交和签署，这些由本人办理。"), "personal"))
    if not roles or not set(roles) <= grantable(by.kind).keys():
        problems.append(Problem("roles", _("请选择岗位。"), "unknown"))
    require(problems)
    with transaction.atomic():
        address = f"{uuid.uuid4().hex}@{PROGRAMS}"
        program = User.objects.create_user(address, name=fitting(name, field="name", longest=60), is_program=True)
        more = {"roles": sorted(set(roles)), "issued_by": by.user}
        row, secret = made(program, by.organisation, name, scopes, areas, at=at, expires_at=expires_at, **more)
        facts = {"name": row.name, "roles": row.roles, "scopes": row.scopes, "areas": row.areas}
        record("token.issued", subject=row, by=by, at=at, facts=facts)
    return row, secret


def wrong_with(name: str, scopes: list[str], expires_at: datetime.datetime, *, at: datetime.datetime) -> list[Problem]:
    """Return what is wrong with a token that is to be made."""
    problems = []
    if not name.strip():
        problems.append(Problem("name", _("请写明用途。"), "required"))
    if not scopes or not set(scopes) <= set(TokenScope.values):
        problems.append(Problem("scopes", _("请选择范围。"), "unknown"))
    if not at < expires_at <= at + LONGEST:
        problems.append(Problem("expires_at", _("有效期最长一年。"), "too_long"))
    return problems


def require(problems: list[Problem]) -> None:
    """Raise Invalid when anything is wrong."""
    if problems:
        raise Invalid(problems)


def made(
    user: User,
    organisation: Organisation | None,
    name: str,
    scopes: Iterable[str],
    areas: Iterable[str],
    *,
    at: datetime.datetime,
    expires_at: datetime.datetime,
    **more: Any,
) -> tuple[PersonalToken, str]:
    """Keep a new token by the hash of its secret."""
    secret = PersonalToken.make_secret()
    row = PersonalToken.objects.create(
        user=user,
        organisation=organisation,
        name=fitting(name, field="name", longest=60),
        scopes=sorted(set(scopes)),
        areas=sorted(set(areas)),
        hash=digest(secret),
        hint=secret[-4:],
        created_at=at,
        expires_at=expires_at,
        **more,
    )
    return row, secret


def void(token: PersonalToken, *, at: datetime.datetime) -> None:
    """End a token whose footing is gone, for good: it stays ended when everything is as it was."""
    PersonalToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def revoke(token: PersonalToken, *, by: Acting, at: datetime.datetime) -> None:
    """End a token at once: one's own, or one that the organisation holds which one manages."""
    policy.demand(by, "revoke", token)
    with transaction.atomic():
        ended = PersonalToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
        if ended and token.of_organisation:
            record("token.ended", subject=token, by=by, at=at, facts={"name": token.name})
