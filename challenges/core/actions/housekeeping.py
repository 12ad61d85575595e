"""Rows and files that nobody asks for any more are removed, a bounded number of each kind in a pass."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.actions import housekeeping as accounts
from challenges.core.models import IdempotencyKey
from notifications import sweeps
from notifications.mailbox import forget_oldest


def ended(*, at: datetime, machine_at: datetime) -> dict[str, QuerySet]:
    """Return the rows whose time is over, by kind."""
    return {
        "idempotency": IdempotencyKey.objects.filter(at__lt=at - settings.IDEMPOTENCY_KEPT),
        **accounts.ended(at=at, machine_at=machine_at),
    }


def tidy(*, at: datetime, machine_at: datetime) -> dict[str, int]:
    """Remove what is over; returns how many of each kind. A kind that cannot be removed holds up no other."""
    done: dict[str, int] = {}
    kinds = ended(at=at, machine_at=machine_at)

    def remove(kind: str) -> None:
        with transaction.atomic():
            done[kind] = accounts.remove(kinds[kind], settings.HOUSEKEEPING_MOST)

    def forget(kind: str) -> None:
        done[kind] = folders[kind]()

    folders = {"mails": lambda: forget_oldest(settings.MAILBOX_MOST)}
    sweeps.each("housekeeping", kinds, remove, at=at, name=sweeps.Row)
    sweeps.each("folders", folders, forget, at=at, name=sweeps.Row)
    return done
