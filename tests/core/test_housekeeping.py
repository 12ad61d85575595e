"""Rows that nobody asks for any more go, those that somebody does stay, and no pass takes more than it may."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import LoginAttempt, PersonalToken
from accounts.tasks import forget_login_attempts
from challenges.core.actions import housekeeping
from challenges.core.models import IdempotencyKey
from challenges.tasks import tidy as task
from config.celery import app
from notifications.clock import machine, now
from tests.factories.notifications import person

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sessions(count, age):
    until = machine() - age
    return [Session.objects.create(session_key=f"s{age}{n}"[:40], expire_date=until) for n in range(count)]


def devices(count, age):
    """Devices whose session is over, or still stands."""
    made = []
    for number in range(count):
        key = f"d{age}{number}"[:40]
        if age < timedelta():
            Session.objects.create(session_key=key, expire_date=machine() - age)
        row = UserSession.objects.create(user=person(), ip="127.0.0.1", session_key=key, user_agent="x")
        UserSession.objects.filter(pk=row.pk).update(last_seen_at=machine() - HOUR)
        made.append(row)
    return made


def tokens(count, age):
    return [
        PersonalToken.objects.create(
            user=person(), name="x", hash=f"{age}{n}", hint="x", created_at=now(), expires_at=now() - age - 364 * DAY
        )
        for n in range(count)
    ]


def idempotency(count, age):
    return [
        IdempotencyKey.objects.create(user=person(), key=f"{n}", request_hash="x", at=now() - age - 6 * DAY)
        for n in range(count)
    ]


def unconfirmed(count, age):
    """People who signed up so long ago, and whose address was proved by nobody."""
    made = []
    for _n in range(count):
        row = person(registered_at=now() - age - 29 * DAY, last_login=None)
        EmailAddress.objects.create(user=row, email=row.email, verified=False, primary=True)
        made.append(row)
    return made


KINDS = {
    "sessions": sessions,
    "devices": devices,
    "tokens": tokens,
    "idempotency": idempotency,
    "unconfirmed": unconfirmed,
}
OVER, STANDING = 3 * DAY, -3 * HOUR


def test_every_kind_is_tried():
    assert set(KINDS) == set(housekeeping.ended(at=now(), machine_at=machine()))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_over_goes_and_what_stands_stays(kind):
    over, standing = KINDS[kind](3, OVER), KINDS[kind](2, STANDING)
    task()
    model = type(over[0])
    left = set(model._base_manager.values_list("pk", flat=True))
    assert not left & {row.pk for row in over}
    assert left >= {row.pk for row in standing}
    assert task() is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_pass_takes_no_more_than_it_may_and_the_next_goes_on(kind, settings):
    settings.HOUSEKEEPING_MOST = 2
    KINDS[kind](5, OVER)
    counts = [housekeeping.tidy(at=now(), machine_at=machine())[kind] for _ in range(4)]
    assert counts == [2, 2, 1, 0]


def test_a_sandbox_that_runs_ahead_signs_nobody_out():
    [row] = sessions(1, -HOUR)
    housekeeping.tidy(at=now() + 400 * DAY, machine_at=machine())
    assert Session.objects.filter(pk=row.pk).exists()


def test_one_kind_that_fails_holds_up_no_other(monkeypatch, caplog):
    sessions(1, OVER)
    real = housekeeping.ended

    def broken(**when):
        found = real(**when)
        return {"broken": found["tokens"].extra(where=["no_such_column = 1"]), **found}

    monkeypatch.setattr(housekeeping, "ended", broken)
    done = housekeeping.tidy(at=now(), machine_at=machine())
    assert "broken" not in done
    assert done["sessions"] == 1
    assert "broken" in caplog.text


def test_the_clock_calls_it_and_login_attempts_have_their_own():
    called = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"challenges.tasks.tidy", "accounts.tasks.forget_login_attempts"} <= called
    LoginAttempt.objects.create(key="x", at=now() - 2 * DAY)
    forget_login_attempts()
    assert not LoginAttempt.objects.exists()
