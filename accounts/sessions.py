"""Where somebody is signed in: a new or a lost second factor, and another primary address, end it everywhere else."""

from allauth.account.signals import email_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession


def end_others(user, *, but: str | None) -> int:
    """End the person's sessions other than `but` (a session key); returns how many.

    A session that was opened before a second factor existed never showed it: it must not outlive the change. A new
    password ends the others by itself, because every session carries a hash of the password.
    """
    others = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    for session in others:
        session.end()
    return len(others)


def _changed(sender, request, user, **more):
    end_others(user, but=request.session.session_key)


def connect() -> None:
    """Listen to what allauth does to factors and addresses."""
    for happened in (authenticator_added, authenticator_removed, email_changed):
        happened.connect(_changed, dispatch_uid="accounts.sessions")
