"""The demo on any day: every state populated, nothing over that is shown as running, something to do for everybody."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from accounts.acting import CLOCK
from challenges.bulletin.models import Notice
from challenges.core.noun import NOUNS, tables
from challenges.listing.models import Batch, Challenge
from challenges.management.commands.seed_demo import seed
from notifications import clock
from notifications.clock import SHANGHAI, day_of, local
from notifications.events import record
from notifications.models import Event, SandboxClock
from tests.factories.challenges import ChallengeFactory
from tests.factories.demo import NEVER_RESTS, faults, standings

MORNING, NIGHT = datetime.time(7, 30), datetime.time(23, 59)


def moment(year, month, day, hour):
    return datetime.datetime.combine(datetime.date(year, month, day), hour, SHANGHAI)


# Fourteen days in a row with New Year and its bridge in them, in turn early and late.
ROW = [moment(2026, 12, 23, (MORNING, NIGHT)[n % 2]) + datetime.timedelta(days=n) for n in range(14)]
# Spring Festival and the National Day as announced and as reckoned; a sandbox begins on a day most years do not have.
SPECIAL = [
    moment(2026, 2, 18, MORNING),
    moment(2027, 2, 7, NIGHT),
    moment(2026, 10, 1, MORNING),
    moment(2027, 10, 1, NIGHT),
]


@pytest.mark.drill
@pytest.mark.days
@pytest.mark.django_db
@pytest.mark.parametrize("at", ROW + SPECIAL, ids=lambda at: f"{local(at):%a-%Y-%m-%d-%H%M}")
def test_the_demo_stands_on_any_day(at):
    seed(at)
    assert faults(at) == []


@pytest.mark.django_db
def test_every_table_is_asked_for_every_state_but_those_that_pass():
    """A new table or a new state is demanded of the demo without a word here; what is left out exists."""
    asked = {noun: choices for noun, choices, _shown in standings()}
    assert {table.noun: set(table.states) for table in tables()}.items() <= asked.items()
    assert all(state in asked[noun] for noun, state in NEVER_RESTS)
    assert all(NOUNS[noun].table.from_state(state) for noun, state in NEVER_RESTS)


@pytest.mark.drill
@pytest.mark.days
@pytest.mark.django_db
def test_a_sandbox_begins_at_the_moment_named(settings):
    settings.SANDBOX = settings.DEMO = True
    call_command("seed_demo", at="2028-02-29T23:59+08:00", stdout=io.StringIO())
    at = moment(2028, 2, 29, NIGHT)
    assert at <= clock.now() < at + datetime.timedelta(minutes=9)
    assert faults(at) == []
    assert set(Batch.objects.values_list("code", flat=True)) == {
        *("2028CJ", "2028XC", "2028RJ", "2028ZB", "2028B2", "2028B1")
    }
    assert "Second call of 2028" in Batch.objects.values_list("name_en", flat=True)
    assert set(Challenge.objects.exclude(budget_number="").values_list("budget_number", flat=True).distinct())
    assert all(row.budget_number.startswith("YS-2028-") for row in Challenge.objects.exclude(budget_number=""))
    assert all(day_of(row.posted_at) == row.dated for row in Notice.objects.exclude(posted_at=None))
    with pytest.raises(ValueError):
        clock.begin_at(at)
    with pytest.raises(CommandError):
        call_command("seed_demo", at="2027-01-01T07:30+08:00")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tomorrow", "不是时刻"),
        ("2028-02-30T07:30+08:00", "不是时刻"),
        ("2028-02-29", "没有写时区"),
        ("2028-02-29T07:30", "没有写时区"),
        ("1999-01-01T00:00+08:00", "2024 年到 2099 年"),
        ("0001-01-01T00:00+14:00", "2024 年到 2099 年"),
        ("9999-12-31T23:59-12:00", "2024 年到 2099 年"),
    ],
)
def test_a_moment_that_is_none_is_refused_in_words(text, says, db, settings):
    settings.SANDBOX = settings.DEMO = True
    with pytest.raises(CommandError, match=says):
        call_command("seed_demo", at=text)
    assert not SandboxClock.objects.exists() and not Event.objects.exists()


def test_only_a_sandbox_begins_at_another_time(db, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="不是沙盒"):
        call_command("seed_demo", at="2028-02-29T07:30+08:00")
    with pytest.raises(RuntimeError):
        clock.begin_at(moment(2028, 2, 29, MORNING))


@pytest.mark.parametrize("days", [-500, 500])
def test_an_empty_sandbox_begins_before_or_after_the_real_time_and_then_runs_forward(days, db, settings):
    settings.SANDBOX = True
    at = clock.now() + datetime.timedelta(days=days)
    clock.begin_at(at)
    assert abs(clock.now() - at) < datetime.timedelta(seconds=30)
    assert str(SandboxClock.objects.get()).startswith("-5" if days < 0 else "+")
    record("challenge.created", subject=ChallengeFactory(), by=CLOCK, at=at)
    with pytest.raises(ValueError):
        clock.begin_at(at + datetime.timedelta(days=1))
