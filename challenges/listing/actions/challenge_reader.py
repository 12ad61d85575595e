"""What a reader does with a challenge without changing it: follow it, or promise secrecy to read it all."""

from datetime import datetime

from accounts.acting import Acting
from accounts.errors import NotAllowed, Refused
from challenges.core.gate import keep_origin
from challenges.listing.models import Challenge, Confidentiality, Follow, Undertaking
from notifications.events import record


def follow(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Hear of everything that happens to this challenge from now on."""
    if by.user_id is None:
        raise NotAllowed()
    Follow.objects.get_or_create(challenge=challenge, user_id=by.user_id, defaults={"at": at})


def unfollow(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Hear no more of it."""
    Follow.objects.filter(challenge=challenge, user_id=by.user_id or 0).delete()


def undertake(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Promise secrecy 保密承诺, as a person of a verified firm, to read a restricted challenge in full."""
    if by.user_id is None or not by.verified:
        raise NotAllowed()
    if challenge.confidentiality != Confidentiality.RESTRICTED:
        raise Refused(code="not_restricted")
    _row, fresh = Undertaking.objects.get_or_create(
        challenge=challenge, user_id=by.user_id, organisation_id=by.organisation_id, defaults={"at": at}
    )
    if fresh:
        keep_origin(record("challenge.undertaken", subject=challenge, by=by, at=at), by)
