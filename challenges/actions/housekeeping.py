"""Rows that nobody asks for any more are removed, a bounded number of each kind in a pass."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from accounts.actions import housekeeping as accounts
from challenges.models import IdempotencyKey

log = logging.getLogger(__name__)


def ended(*, at: datetime, machine_at: datetime) -> dict[str, QuerySet]:
    """Return the rows whose time is over, by kind."""
    return {
        "idempotency": IdempotencyKey.objects.filter(at__lt=at - settings.IDEMPOTENCY_KEPT),
        **accounts.ended(at=at, machine_at=machine_at),
    }


def tidy(*, at: datetime, machine_at: datetime) -> dict[str, int]:
    """Remove what is over; returns how many of each kind. A kind that cannot be removed holds up no other."""
    done = {}
    for kind, rows in ended(at=at, machine_at=machine_at).items():
        try:
            with transaction.atomic():
                done[kind] = accounts.remove(rows, settings.HOUSEKEEPING_MOST)
        except DatabaseError:
            log.exception("Rows that are over could not be removed: %s", kind)
    return done
