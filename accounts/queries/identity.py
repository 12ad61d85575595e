"""Whether a person is known: by a real name in their profile, and by a mailbox that is proved to be theirs."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.typed import substance


def unknown_by(user: Any) -> dict[str, str]:
    """Return what a person completes before they say something under their real name: sentences by `name`, `mail`.

    Empty for whoever is known. A program is nobody.
    """
    found = {}
    if user.is_program or not substance.is_name(user.name):
        found["name"] = _("个人资料里没有填写真实姓名，请先填写。")
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        found["mail"] = _("邮箱 %(mail)s 尚未验证，请先验证。") % {"mail": user.email}
    return found


def proved_mails(user: Any) -> list[str]:
    """Return the addresses that this person has proved to own."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted(set(proved))
