"""What a person consented to by themselves and may withdraw, and why what else they agreed to cannot be withdrawn.

A consent is withdrawn as easily as it was given (个人信息保护法 art. 15); what somebody promised or signed is no
consent to the processing of data, and binds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.errors import Refused
from accounts.lent import lent
from accounts.models import BindingText, User
from accounts.rules.text_parts import TextKind
from notifications.phrase import Phrase


@dataclass(frozen=True)
class Consent:
    """A consent of a person: to which text, for what, since when, and what follows when they withdraw it.

    `key` names it on the page. `withdrawn_at` stands where it was withdrawn or refused last; else `withdraw` does it.
    """

    key: str
    text: BindingText
    about: str
    at: datetime
    follows: Phrase
    withdraw: Callable[..., Any]
    withdrawn_at: datetime | None = None


_DECLARED = _("随申报书由单位签署，是单位的承诺，不能单独撤回；提交截止前可以撤回整份申报。")
# Why an agreement to a text of each kind is not withdrawn, and what its person does instead.
BINDS: dict[str, Phrase] = {
    TextKind.SECRECY: _("已经作出的保密承诺有约束力，不能撤回，到保密期限届满为止。"),
    TextKind.INTEGRITY: _DECLARED,
    TextKind.NO_CONTROL: _DECLARED,
    TextKind.TRUTH: _DECLARED,
    TextKind.STATE_SECRETS: _DECLARED,
    TextKind.PUBLICITY: _DECLARED,
    TextKind.DATA: _DECLARED,
    TextKind.OBJECTION: _("是已经阅读须知的记录，不能撤回；异议本身在办结前可以撤回。"),
    TextKind.EXPERT: _("对评审的承诺有约束力，不能撤回；不能继续评审的，在评审组页面提出回避。"),
    TextKind.TERMS: _("账户依这份协议使用；不再同意的，在“我的个人信息”提出删除账户。"),
    TextKind.PRIVACY: _("账户依这份规则处理；不再同意的，在“我的个人信息”提出删除账户。"),
}
# Given by the person alone, and withdrawn by them at any time.
WITHDRAWN = frozenset({TextKind.TEAM, TextKind.PUBLISH, TextKind.LEAD_DATA})


def consents(user: User, at: datetime) -> list[Consent]:
    """Return every consent that this person gave by themselves, the latest first; each domain tells of its own."""
    found = [one for of in lent("person", "consents") for one in of(user, at)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def withdraw(key: str, *, by: Acting, at: datetime) -> None:
    """Withdraw one's own consent. Raises Refused for what is none, is withdrawn already, or cannot be now."""
    found = next((one for one in consents(by.user, at) if one.key == key), None)
    if found is None or found.withdrawn_at is not None:
        raise Refused(_("这项同意已经撤回，或者不是您作出的。"), code="no_consent")
    found.withdraw(by=by, at=at)
