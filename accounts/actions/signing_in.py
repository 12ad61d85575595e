"""How often a password may be tried, and by whom.

A stranger who guesses must be stopped, and must not be able to stop the owner: so tries are counted for the pair of
address and account, for the address, and loosely for the account; but a device on which the owner has signed in before
counts by itself, and nothing that strangers do is counted against it.
"""

import datetime
import secrets
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import LoginAttempt
from accounts.typed import mail

SALT = "accounts.known_device"
COOKIE = "known_device"
COOKIE_AGE = datetime.timedelta(days=180)
# A shared machine knows this many of its people.
ACCOUNTS_PER_DEVICE = 8


@dataclass(frozen=True)
class Limit:
    """So many failures within so long."""

    most: int
    within: datetime.timedelta


PAIR = Limit(5, datetime.timedelta(minutes=5))
ADDRESS = Limit(30, datetime.timedelta(minutes=5))
ACCOUNT = Limit(100, datetime.timedelta(hours=1))
DEVICE = Limit(10, datetime.timedelta(minutes=5))
KEPT = datetime.timedelta(days=1)
# Links that were made by nobody here, from one address.
GUESSES = Limit(30, datetime.timedelta(minutes=5))


def attempt(*, email: str, ip: str, device: str, at: datetime.datetime) -> list[int]:
    """Count one try before it is made; returns what `succeeded` takes back. Raises Refused when there were too many.

    `device` is the content of the cookie of known devices. The try is written before it is counted, so that many at
    once cannot all pass; a refused one is not kept, so that waiting always helps.
    """
    known = device_id(device, email)
    if known:
        limits = {_key("device", known): DEVICE}
    else:
        limits = {
            _key("pair", ip, mail.folded(email)): PAIR,
            _key("address", ip): ADDRESS,
            _key("account", mail.folded(email)): ACCOUNT,
        }
    rows = [LoginAttempt.objects.create(key=key, at=at).pk for key in limits]
    for key, limit in limits.items():
        if LoginAttempt.objects.filter(key=key, at__gt=at - limit.within).count() > limit.most:
            succeeded(rows)
            raise Refused(_("尝试次数过多，请几分钟后再试，或重设密码。"), code="too_many_attempts")
    return rows


def require_few_guesses(ip: str, at: datetime.datetime) -> None:
    """Raise Refused for an address from which too many links were tried that are none."""
    recent = LoginAttempt.objects.filter(key=_key("link", ip), at__gt=at - GUESSES.within)
    if recent.count() >= GUESSES.most:
        raise Refused(_("尝试次数过多，请几分钟后再试。"), code="too_many_attempts")


def guessed(ip: str, at: datetime.datetime) -> None:
    """Count a link that is none against the address it was tried from."""
    LoginAttempt.objects.create(key=_key("link", ip), at=at)


def succeeded(rows: list[int]) -> None:
    """Take back the count of a try that was right."""
    LoginAttempt.objects.filter(pk__in=rows).delete()


def forgive(*, email: str, ip: str) -> None:
    """Begin anew for an account whose password was just reset by its owner."""
    LoginAttempt.objects.filter(key__in=[_key("pair", ip, mail.folded(email)), _key("account", email.lower())]).delete()


def forget(*, at: datetime.datetime) -> None:
    """Drop what is too old to count."""
    LoginAttempt.objects.filter(at__lt=at - KEPT).delete()


def device_id(device: str, email: str) -> str:
    """The id under which this device knows the account; empty when its owner has not signed in here."""
    return str(_read(device).get(_account(email), ""))


def remember(device: str, email: str) -> str:
    """The cookie of a device after the account's owner has signed in on it."""
    known = _read(device)
    account = _account(email)
    own = known.pop(account, "") or secrets.token_urlsafe(12)
    recent = list(known.items())[-(ACCOUNTS_PER_DEVICE - 1) :]
    return signing.dumps(dict([*recent, (account, own)]), salt=SALT)


def _read(device: Any) -> Any:
    try:
        return signing.loads(device, salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return {}


def _account(email: Any) -> Any:
    return salted_hmac(SALT, mail.folded(email), algorithm="sha256").hexdigest()[:24]


def _key(*parts: Any) -> Any:
    return salted_hmac("accounts.login_attempt", "\n".join(parts), algorithm="sha256").hexdigest()
