"""What every action asks of what it was given, before it writes."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from accounts import roles
from accounts.acting import CLOCK, Acting
from accounts.errors import Invalid, LostUpdate, Problem, Refused
from accounts.models import Organisation
from accounts.typed import substance
from accounts.typed.unreadable import Unreadable


def problems_of(row: Any, *, exclude: Iterable[str] = (), unique: bool = True) -> list[Problem]:
    """Every problem of a row, one per message, at its field."""
    try:
        row.full_clean(exclude=set(exclude), validate_unique=unique, validate_constraints=unique)
    except ValidationError as error:
        return [
            Problem("" if field == NON_FIELD_ERRORS else field, " ".join(one.messages), one.code or "invalid")
            for field, errors in error.error_dict.items()
            for one in errors
        ]
    return []


def role_problems(
    kind: str, codes: Iterable[str], *, beside: Iterable[str] = (), field: str = "roles"
) -> list[Problem]:
    """What is wrong with roles given to somebody in an organisation of `kind`: none at all, unknown ones, or such as
    one person may not hold together, with those they hold `beside` them.
    """
    codes = list(codes)
    if not codes:
        return [Problem(field, _("请至少选择一个角色。"), "required")]
    if unknown := roles.unknown(kind, codes):
        said = _("该类单位没有这些角色：%(roles)s。") % {"roles": "、".join(map(str, unknown))}
        return [Problem(field, said, "unknown_role")]
    names = roles.roles_of(kind)
    said = _("“%(one)s”不能兼任“%(other)s”。")
    return [
        Problem(field, said % {"one": names[one], "other": names[other]}, "apart")
        for one, other in roles.clashes(kind, [*codes, *beside])
    ]


def stamp(row: Any, names: Iterable[str]) -> str:
    """A word for the present values of some fields; it changes when one does. For rows that count no versions."""
    told = json.dumps([getattr(row, name) for name in names], cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return "s" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def unchanged_since(row: Any, expected: int | str | None, names: Iterable[str] = ()) -> None:
    """Raise LostUpdate when the caller had read another version of the row, or other values of the fields named."""
    stands = stamp(row, names) if names else row.version
    if expected is not None and stands != expected:
        raise LostUpdate(_("内容已被他人更新，请核对后再提交。"), current=stands)


def require_person(by: Acting) -> None:
    """Refuse a program what takes two persons: whoever issued its token would be both."""
    if by.user is not None and by.user.is_program:
        raise Refused(_("这一步须由两位本人办理，程序不能代办。"), code="program")


def require_two(by: Acting) -> None:
    """Refuse a person alone what takes two: one prepares it, another confirms it. The clock needs nobody."""
    if by is not CLOCK and (by.first is None or by.first.pk == by.user_id):
        raise Refused(_("这一步须由一人提请、另一人复核，不能独自办理。"), code="two_persons")
    require_person(by)


def require_signing(organisation: Organisation) -> None:
    """Refuse to sign for an organisation whose representative changed or that is not verified."""
    if organisation.signing_frozen:
        raise Refused(_("法定代表人变更后尚未重新核验，签署已暂停。"), code="signing_frozen")
    if not organisation.verified:
        raise Refused(_("单位尚未通过核验，不能签署。"), code="unverified")


# The column of most reasons. What is longer is refused and never cut: what was meant may stand at the end.
LONGEST_REASON = 240


def reason_given(text: str | None, *, field: str = "reason", longest: int | None = None, empty: str = "") -> str:
    """The reason without surrounding spaces. Raises Invalid at `field` for none, filler, or more than `longest` signs.

    What binds others rests on a fact or a document; `empty` is what is said where there is no reason.
    """
    problems: list[Problem] = []
    fitted = fitting(text, field=field, longest=longest)
    found = understood(problems, field, substance.reason, fitted, empty=empty)
    if problems:
        raise Invalid(problems)
    return str(found)


def fitting(text: str | None, *, field: str = "reason", longest: int | None = LONGEST_REASON) -> str:
    """The text without surrounding spaces. Raises Invalid at `field` when it has more than `longest` signs."""
    text = (text or "").strip()
    if longest is not None and len(text) > longest:
        said = _("最多 %(longest)s 个字，现在是 %(length)s 个。") % {"longest": longest, "length": len(text)}
        raise Invalid([Problem(field, said, "too_long")])
    return text


def understood(problems: list[Problem], field: str, read: Callable[..., Any], typed: Any, **bounds: Any) -> Any:
    """What `read` of accounts.typed makes of a value; None and a problem at `field` where it makes nothing of it."""
    try:
        return read(typed, **bounds)
    except Unreadable as wrong:
        problems.append(Problem(field, wrong.message, wrong.code))
        return None
