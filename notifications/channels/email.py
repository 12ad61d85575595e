"""Mail: a plain and an HTML part in the reader's language, many letters over one connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formataddr
from smtplib import SMTPConnectError, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from notifications.channels import ChannelDown, Letter

CODE = "email"
LABEL = _("电子邮件")


def compose(letter: Letter, connection=None) -> EmailMultiAlternatives:
    """The mail of a letter, with its Message-ID and, where the reader may switch it off, the way to do so."""
    with translation.override(letter.language):
        context = {"letter": letter, "site_url": settings.SITE_URL, "language": letter.language}
        plain = render_to_string("notices/mail.txt", context)
        html = render_to_string("notices/mail.html", context)
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    name = letter.person.get_full_name() if hasattr(letter.person, "get_full_name") else ""
    return EmailMultiAlternatives(
        subject=letter.subject,
        body=plain,
        to=[formataddr((name, letter.person.email))],
        headers=headers,
        connection=connection,
        alternatives=[(html, "text/html")],
    )


@contextmanager
def session() -> Iterator[Callable[[Letter], None]]:
    """One connection to the mail server, opened at once and opened again after a letter broke it."""
    connection = get_connection()
    _open(connection)

    def send(letter: Letter) -> None:
        _open(connection)
        try:
            compose(letter, connection).send()
        except Exception as problem:
            connection.close()
            if isinstance(problem, SMTPServerDisconnected | SMTPConnectError | ConnectionError | TimeoutError):
                raise ChannelDown(str(problem)) from problem
            raise

    try:
        yield send
    finally:
        connection.close()


def _open(connection) -> None:
    try:
        connection.open()
    except (OSError, SMTPConnectError, SMTPServerDisconnected) as problem:
        raise ChannelDown(str(problem)) from problem
