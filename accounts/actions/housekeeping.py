"""Rows of accounts that nobody asks for any more."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from accounts.models import PersonalToken, User

# Tables of the platform itself: whoever stands in one of them has done something, or something was done for them.
OURS = frozenset({"accounts", "challenges", "notifications", "admin"})


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
        "unconfirmed": unconfirmed(before=at - settings.UNCONFIRMED_KEPT),
    }


def unconfirmed(*, before: datetime) -> QuerySet:
    """Return who signed up before a moment, never proved an address, never came in, and stands nowhere else.

    Anybody can sign up with any address, which its owner may want to use one day.
    """
    rows = User.objects.filter(registered_at__lt=before, last_login=None, is_operator=False)
    rows = rows.exclude(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)))
    for relation in User._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if isinstance(relation, ForeignObjectRel) and model._meta.app_label in OURS:
            standing = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(standing))
    return rows
