"""What a reader does with a challenge without changing it: follow it, or promise secrecy to read it all."""

from datetime import datetime

from django.db import transaction

from accounts.acting import Acting
from accounts.actions.agreement import agree
from accounts.actions.checking import require_signing
from accounts.errors import NotAllowed, Refused
from accounts.rules.text_parts import TextKind
from challenges.listing.access.challenge import undertaken
from challenges.listing.models import Challenge, Confidentiality, Follow, Undertaking
from notifications.clock import day_of
from notifications.events import record


def follow(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Hear of everything that happens to this challenge from now on."""
    if by.user_id is None:
        raise NotAllowed()
    Follow.objects.get_or_create(challenge=challenge, user_id=by.user_id, defaults={"at": at})


def unfollow(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Hear no more of it."""
    Follow.objects.filter(challenge=challenge, user_id=by.user_id or 0).delete()


def undertake(challenge: Challenge, *, by: Acting, at: datetime, read: str) -> None:
    """Promise secrecy 保密承诺 of a verified firm, to read a restricted challenge in full.

    `read` is the SHA-256 of the text that was read. As the organiser's rule says, whoever may sign for the firm at
    `at` gives it for the firm, or each person gives it for themselves. Raises NotAllowed, Refused, Invalid.
    """
    if by.user_id is None or not by.verified:
        raise NotAllowed()
    if challenge.confidentiality != Confidentiality.RESTRICTED:
        raise Refused(code="not_restricted")
    for_firm = binds_firm(challenge, at)
    with transaction.atomic():
        Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)
        if undertaken(by, challenge):
            return
        if for_firm:
            require_signing(by.unit)
        agreement = agree(
            TextKind.SECRECY,
            owner_id=challenge.organiser_id,
            about=challenge,
            name=f"{challenge.number} {challenge.title}".strip(),
            by=by,
            at=at,
            read=read,
            binding=for_firm,
            personal=not for_firm,
        )
        Undertaking.objects.create(
            challenge=challenge,
            user=by.user,
            organisation=by.unit,
            for_firm=for_firm,
            agreement=agreement,
            at=at,
        )
        record("challenge.undertaken", subject=challenge, by=by, at=at)


def binds_firm(challenge: Challenge, at: datetime) -> bool:
    """Return True where the organiser's rules let the promise be given for the firm, by who may sign for it."""
    return bool(challenge.rules_on(day_of(at)).get("undertaking_by_signer", 1))
