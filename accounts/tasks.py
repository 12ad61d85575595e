"""What the clock asks of accounts."""

from celery import shared_task

from accounts.actions import certificate, invitation_mail, signing_in
from notifications.clock import now


@shared_task
def remind_of_certificates():
    """Remind organisations of certificates that run out; may run any number of times."""
    certificate.remind(at=now())


@shared_task
def mail_invitations():
    """Write to those who were invited and have no account; may run any number of times."""
    invitation_mail.mail_strangers(at=now())


@shared_task
def forget_login_attempts():
    """Drop wrong passwords that are too old to count."""
    signing_in.forget(at=now())
