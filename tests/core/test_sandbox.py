import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from challenges.core.actions import sandbox
from challenges.listing.models import Challenge
from notifications import checks, clock
from notifications.models import Event, SandboxClock
from tests.factories.challenges import ChallengeFactory, accepting_challenge

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def sandbox_on(settings):
    settings.SANDBOX = True


@pytest.fixture
def closing(sandbox_on):
    """A challenge that closes in ten days of the platform's time, without any proposal."""
    at = clock.now()
    return accepting_challenge(
        opens_at=at - 30 * DAY, closes_at=at + 10 * DAY, first_closes_at=at + 10 * DAY, published_at=at - 30 * DAY
    )


def command(*arguments):
    out = io.StringIO()
    call_command("sandbox", *arguments, stdout=out)
    return out.getvalue()


def test_every_step_on_the_way_happens_at_its_own_time_and_in_order(closing):
    walk = sandbox.advance(15 * DAY, at=clock.now())
    closing.refresh_from_db()
    steps = list(Event.objects.filter(name__in=("challenge.closed", "challenge.sorted_out", "challenge.lapsed")))
    assert closing.state == "lapsed"
    assert walk.taken >= 2
    second = datetime.timedelta(seconds=1)
    assert all(closing.closes_at < step.at < closing.closes_at + 5 * second for step in steps[:2])
    assert walk.at - timezone.now() > 14 * DAY


def test_reminders_on_the_way_are_given_one_by_one(sandbox_on):
    ChallengeFactory(state="formal_check", due_at=clock.now() + 10 * DAY)
    walk = sandbox.advance(20 * DAY, at=clock.now())
    reminders = Event.objects.filter(name="challenge.check_due").order_by("at")
    told = [-event.facts["days"] if not event.facts["overdue"] else event.facts["days"] for event in reminders]
    assert told == [-7, -3, -1, 1, 2, 3, 4, 5]
    assert walk.given == len(told)


def test_the_next_step_is_found_and_reached(closing):
    at = clock.now()
    (first, *_rest) = sandbox.upcoming(at)
    assert (first.noun, first.verb, first.pk) == ("challenge", "close", closing.pk)
    assert sandbox.until_next(at) > 10 * DAY - datetime.timedelta(minutes=1)
    said = command("--next")
    closing.refresh_from_db()
    assert closing.state != "accepting"
    assert "Steps taken:" in said


def test_a_step_that_cannot_be_taken_does_not_hold_the_clock(sandbox_on):
    stuck = ChallengeFactory(state="publicity", publicity_ends_at=clock.now() - DAY)
    walk = sandbox.advance(3 * DAY, at=clock.now())
    assert walk.at > timezone.now() + 2 * DAY
    assert Challenge.objects.get(pk=stuck.pk).state in ("publicity", "awarded")


def test_without_anything_waiting_the_command_says_so(sandbox_on):
    assert "Nothing is waiting for its time." in command("--next")
    assert not SandboxClock.objects.exists()


def test_the_command_shows_the_time_and_what_comes_next_and_moves_nothing(closing):
    said = command("--show")
    assert said.startswith("Platform time ")
    assert f"challenge {closing.pk}  close" in said
    assert not SandboxClock.objects.exists()


def test_the_command_moves_by_a_span(closing):
    command("--advance", "12h")
    assert SandboxClock.objects.get().offset >= DAY / 2 - datetime.timedelta(seconds=10)


@pytest.mark.parametrize("span", ["3", "d", "-1d", "3y", "99999d", "9999d"])
def test_a_span_that_is_none_or_too_long_moves_nothing(closing, span):
    with pytest.raises(CommandError):
        command(f"--advance={span}")
    assert not SandboxClock.objects.exists()


@pytest.mark.parametrize("arguments", [["--show"], ["--next"], ["--advance", "1d"]])
def test_outside_a_sandbox_nothing_moves(arguments):
    with pytest.raises(CommandError, match="no sandbox"):
        command(*arguments)
    with pytest.raises(RuntimeError):
        sandbox.advance(DAY, at=timezone.now())
    assert not SandboxClock.objects.exists()


@pytest.mark.parametrize(
    ("on", "module", "found"),
    [(True, "production", 1), (False, "production", 0), (True, "local", 0), (False, "local", 0)],
)
def test_production_settings_with_a_sandbox_do_not_start(settings, monkeypatch, on, module, found):
    settings.SANDBOX = on
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", f"config.settings.{module}")
    assert len(checks.no_sandbox_in_production(None)) == found
    assert len(checks.no_sandbox_on_a_server(None)) == on
