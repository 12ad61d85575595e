"""Personal tokens: made by their owner in a session, shown once, ended at any time."""

import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import fitting
from accounts.errors import Invalid, NotAllowed, Problem
from accounts.models import PersonalToken, TokenScope
from accounts.models.token import digest

LONGEST = datetime.timedelta(days=366)


def create(
    *,
    by: Acting,
    at: datetime.datetime,
    name: str,
    scopes: list[str],
    expires_at: datetime.datetime,
    with_token: bool = False,
) -> tuple[PersonalToken, str]:
    """Make a token for the organisation the person acts for now; returns it with its secret, which is kept nowhere.

    It ends when the person's password, factors, addresses, roles or standing change, or the organisation's standing.
    Raises NotAllowed when it is asked with a token, Invalid for an unknown scope or a period over a year.
    """
    if by.user_id is None or with_token:
        raise NotAllowed()
    problems = []
    if not name.strip():
        problems.append(Problem("name", _("请写明用途。"), "required"))
    if not scopes or not set(scopes) <= set(TokenScope.values):
        problems.append(Problem("scopes", _("请选择范围。"), "unknown"))
    if not at < expires_at <= at + LONGEST:
        problems.append(Problem("expires_at", _("有效期最长一年。"), "too_long"))
    if problems:
        raise Invalid(problems)
    secret = PersonalToken.make_secret()
    row = PersonalToken.objects.create(
        user=by.user,
        organisation=by.organisation,
        name=fitting(name, field="name", longest=60),
        scopes=sorted(set(scopes)),
        hash=digest(secret),
        hint=secret[-4:],
        created_at=at,
        expires_at=expires_at,
    )
    return row, secret


def void(token: PersonalToken, *, at: datetime.datetime) -> None:
    """End a token whose footing is gone, for good: it stays ended when everything is as it was."""
    PersonalToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def revoke(token: PersonalToken, *, by: Acting, at: datetime.datetime) -> None:
    """End a token of one's own at once."""
    if token.user_id != by.user_id:
        raise NotAllowed()
    PersonalToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
