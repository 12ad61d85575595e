"""Rows of accounts that nobody asks for any more."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import PersonalToken


def remove(rows: QuerySet, most: int) -> int:
    """Remove the first `most` of these rows; returns how many they were."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    rows.model._base_manager.filter(pk__in=keys).delete()
    return len(keys)


def ended(*, at: datetime, machine_at: datetime) -> dict[str, QuerySet]:
    """Return the rows whose time is over, by kind. Sessions go by the machine's time, which no sandbox moves."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    before = at - settings.TOKENS_KEPT
    return {
        "sessions": Session.objects.filter(expire_date__lt=machine_at),
        "devices": UserSession.objects.filter(~Exists(alive), last_seen_at__lt=machine_at),
        "tokens": PersonalToken.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)),
    }
