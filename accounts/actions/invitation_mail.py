"""Invitations to people who have no account: a mail tells them, since no notice can."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from accounts import letters
from accounts.actions.letter_once import send_once
from accounts.models import Invitation, User
from notifications import sweeps
from notifications.clock import local


def mail_strangers(*, at: datetime.datetime) -> int:
    """Send what has not been sent to mailboxes without an account; returns how many. One that fails is tried again."""
    waiting = Invitation.objects.open(at).filter(mailed_at=None).exclude(email__in=User.objects.values("email"))
    rows = waiting.select_related("organisation", "invited_by").order_by("pk")
    return sweeps.each("invitations", rows, lambda row: mail(row, at), at=at)


def mail(invitation: Invitation, at: datetime.datetime) -> bool:
    """Send one, in the language of whoever invites; return False when another worker has sent it."""
    return send_once(invitation, lambda: letter_of(invitation), at=at)


def letter_of(invitation: Invitation) -> EmailMessage:
    """Return the letter of one invitation."""
    with translation.override(invitation.invited_by.language):
        facts = {
            "person": str(invitation.invited_by),
            "organisation": str(invitation.organisation.name_in(translation.get_language())),
            "until": f"{local(invitation.expires_at):%Y-%m-%d %H:%M}",
            "signup_url": settings.SITE_URL.rstrip("/") + reverse("account_signup"),
        }
        return letters.letter("invitation", invitation.email, facts, key=f"invitation-{invitation.pk}")
