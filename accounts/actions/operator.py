"""Who operates the platform: decided by whoever runs the installation, by a command, and told to all operators."""

import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import CLOCK
from accounts.actions.checking import fitting, understood
from accounts.errors import Invalid, Problem, Refused
from accounts.models import User
from accounts.typed import mail, text
from notifications.events import record


def make(*, email: str, name: str = "", at: datetime.datetime) -> User:
    """Make the owner of a mailbox an operator; a mail asks for a password of the person's own.

    Nobody else ever knows that password. An account whose mailbox was never proved loses the one it had: whoever
    signed up with somebody else's address must not become an operator by it. A right beyond the operators' is taken
    away. Raises Invalid without a mail address, or without a name for a new person; Refused for who is one already.
    """
    problems: list[Problem] = []
    email, name = understood(problems, "email", mail.read, email), fitting(text.line(name), field="name", longest=60)
    if email == "":
        problems.append(Problem("email", _("请填写有效的电子邮箱。"), "required"))
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email).first()
        if user is not None and user.is_operator and user.is_active and not user.is_superuser:
            raise Refused(_("此人已是平台运营人员。"), code="operator")
        if user is None:
            if not name:
                raise Invalid([Problem("name", _("请填写姓名。"), "required")])
            user = User.objects.create_user(email, name=name, registered_at=at)
        elif not EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
            user.set_unusable_password()
        if not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
        user.is_operator, user.is_superuser, user.is_active = True, False, True
        user.save()
        record("operator.made", subject=user, by=CLOCK, at=at, facts={"person": str(user), "email": user.email})
    return user


def end(*, email: str, at: datetime.datetime) -> User:
    """Let somebody be an operator no longer; what was possible ends with the next request. Raises Refused."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=mail.folded(email), is_operator=True).first()
        if user is None:
            raise Refused(_("没有使用这个邮箱的平台运营人员。"), code="no_operator")
        user.is_operator = user.is_staff = user.is_superuser = False
        user.save()
        record("operator.ended", subject=user, by=CLOCK, at=at, facts={"person": str(user), "email": user.email})
    return user
