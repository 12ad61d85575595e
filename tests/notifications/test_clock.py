import datetime

import pytest
from django.utils import timezone

from notifications import clock
from notifications.models import SandboxClock

THREE_DAYS = datetime.timedelta(days=3)
A_MOMENT = datetime.timedelta(seconds=5)


def test_outside_a_sandbox_the_time_is_the_real_time_and_costs_no_query(db, django_assert_num_queries):
    SandboxClock.objects.create(pk=1, offset=THREE_DAYS)
    with django_assert_num_queries(0):
        told = clock.now()
    assert abs(told - timezone.now()) < A_MOMENT
    assert told.tzinfo == datetime.UTC


def test_outside_a_sandbox_the_time_cannot_be_moved(db):
    with pytest.raises(RuntimeError):
        clock.advance(THREE_DAYS)
    assert not SandboxClock.objects.exists()


def test_a_sandbox_runs_ahead_by_what_it_was_moved(db, settings, django_assert_num_queries):
    settings.SANDBOX = True
    assert abs(clock.now() - timezone.now()) < A_MOMENT
    clock.advance(THREE_DAYS)
    told = clock.advance(datetime.timedelta(hours=1))
    assert abs(told - timezone.now() - THREE_DAYS - datetime.timedelta(hours=1)) < A_MOMENT
    with django_assert_num_queries(1):
        clock.now()


def test_time_never_runs_back(db, settings):
    settings.SANDBOX = True
    with pytest.raises(ValueError):
        clock.advance(-THREE_DAYS)
    assert str(SandboxClock(offset=THREE_DAYS)) == "+3 days, 0:00:00"
