"""What stands at the foot of every page: the papers of the site, who runs it, its filing numbers. All by settings.

Asked by a template tag and not by the request, so that pages of faults and of signing in carry it as well.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.rules.text_parts import TextKind
from notifications.typed import is_link


@dataclass(frozen=True)
class Line:
    """One entry: words, and where they lead; `url` is empty for words alone. `name` stands before data of others."""

    text: str
    url: str = ""
    name: str = ""


def operator() -> str:
    """Return who runs the installation, in the reader's language where a name in it is given; empty when not set."""
    english = (get_language() or "").startswith("en")
    return (settings.OPERATOR_NAME_EN if english else "") or settings.OPERATOR_NAME


def led(url: str) -> str:
    """Return an address of the settings when a page may lead to it; empty else, so that the words stand alone."""
    return url if is_link(url) else ""


def papers() -> list[Line]:
    """Return the papers that bind or inform whoever uses the site."""
    found = [
        (str(TextKind.PRIVACY.label), led(settings.PRIVACY_URL) or reverse("text", args=["privacy"])),
        (str(TextKind.TERMS.label), led(settings.TERMS_URL) or reverse("text", args=["terms"])),
    ]
    found.append((_("无障碍声明"), reverse("accessibility")))
    return [Line(text, url) for text, url in found]


def contact() -> list[Line]:
    """Return how whoever runs the site is reached."""
    phone = settings.CONTACT_PHONE
    mail = settings.CONTACT_MAIL
    dialled = "".join(sign for sign in phone if sign in "+0123456789")
    found = [(_("电话"), phone, dialled and f"tel:{dialled}"), (_("邮箱"), mail, mail and f"mailto:{mail}")]
    return [Line(text, url, name) for name, text, url in found if text]


def filings() -> list[Line]:
    """Return the filing numbers of the site: ICP 备案号 and 公安备案号."""
    found = [(settings.ICP_NUMBER, settings.ICP_URL), (settings.POLICE_NUMBER, settings.POLICE_URL)]
    return [Line(text, led(url)) for text, url in found if text]


def content() -> dict[str, str | list[Line]]:
    """Return all that stands at the foot, as its template draws it."""
    return {"papers": papers(), "operator": operator(), "contact": contact(), "filings": filings()}
