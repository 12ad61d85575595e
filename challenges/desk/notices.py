"""What happens with the ledger as a whole, and with what people ask about their own data: who is told of it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.notices import ACCOUNTS
from challenges.core.notices.audience import recipients
from challenges.desk.models import PersonalRequest
from notifications.registry import Recipient, notice, silent

silent("ledger.exported", _("导出的人和用途记录在案。"))
silent("personal.exported", _("本人下载自己的个人信息。"))


def of_person(event: Any) -> Iterator[Recipient]:
    """Yield whoever asked, while they have an account."""
    asked = PersonalRequest.objects.filter(pk=event.subject_id, person__is_active=True)
    yield from recipients(asked.values_list("person", flat=True), url="/settings/data/", reason=_("这关系到您的账户。"))


def of_operators(_event: Any) -> Iterator[Recipient]:
    """Yield those who answer."""
    people = User.objects.filter(is_active=True, is_operator=True).values_list("pk", flat=True)
    yield from recipients(people, url="/processing/", reason=_("您是平台运营人员。"))


notice("personal.correction_asked", topic=ACCOUNTS, audience=of_operators, statutory=True, facts=("due",))
notice("personal.answered", topic=ACCOUNTS, audience=of_person, statutory=True, facts=("corrected", "reason"))
notice("personal.erasure_asked", topic=ACCOUNTS, audience=of_person, statutory=True, facts=("due",))
notice("personal.erasure_refused", topic=ACCOUNTS, audience=of_person, statutory=True, facts=("reason",))
silent("personal_rule.changed", _("提请和复核的运营人员知道；页面写明依据和生效日期。"))
silent("personal.withdrawn", _("本人撤回。"))
silent("personal.erased", _("账户已删除，没有可以通知的地址。"))
silent("personal.name_erased", _("账户早已删除，没有可以通知的地址。"))
