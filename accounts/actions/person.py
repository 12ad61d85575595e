"""What happens to a person's account."""

import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.checking import problems_of, unchanged_since, understood
from accounts.errors import Invalid, NotAllowed, Problem
from accounts.models import ExpertProfile, User
from accounts.typed import phone as telephone
from accounts.typed import text


def admit(*, email: str, name: str, at: datetime.datetime, password: str | None = None, **fields: Any) -> User:
    """Make an account whose mailbox counts as proved: for operators and demonstrations, not for sign-up pages."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name, registered_at=at, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def prefer(user: User, *, by: Any, language: str | None = None, theme: str | None = None) -> User:
    """Choose one's language or look; None leaves it. Raises Invalid for what does not exist, NotAllowed for others."""
    if by.user_id != user.pk:
        raise NotAllowed()
    problems = []
    if language is not None and language not in dict(settings.LANGUAGES):
        problems.append(Problem("language", _("不支持该语言。"), "invalid_choice"))
    if theme is not None and theme not in User.Theme.values:
        problems.append(Problem("theme", _("没有这种外观。"), "invalid_choice"))
    if problems:
        raise Invalid(problems)
    user.language = user.language if language is None else language
    user.theme = user.theme if theme is None else theme
    user.save(update_fields=["language", "theme"])
    return user


PROFILE = ("name", "phone")


def change_profile(user: User, *, by: Any, name: str, phone: str = "", expected: str | None = None) -> User:
    """Change one's own name and telephone; `expected` is the stamp of what was read (`PROFILE`).

    Raises Invalid, NotAllowed, LostUpdate when another window changed them since.
    """
    if by.user_id != user.pk:
        raise NotAllowed()
    problems: list[Problem] = []
    name, phone = text.line(name), understood(problems, "phone", telephone.read, phone)
    if not name:
        problems.insert(0, Problem("name", _("请填写姓名。"), "required"))
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        unchanged_since(User.objects.select_for_update().get(pk=user.pk), expected, PROFILE)
        user.name, user.phone = name, phone
        if problems := problems_of(user, exclude={"email", "password"}, unique=False):
            raise Invalid(problems)
        user.save(update_fields=["name", "phone"])
    for profile in ExpertProfile.objects.filter(user=user):
        profile.user = user
        profile.spell()
        profile.save(update_fields=["spelled"])
    return user
