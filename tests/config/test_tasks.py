"""Every task ends in time, runs once, and no tick of the clock waits for a worker for ever."""

import time

import pytest
from django.conf import settings

from config.beat import Beat
from config.celery import app
from config.run import WORKER_ENDS_AFTER

app.loader.import_default_modules()
OURS = sorted(name for name in app.tasks if name.split(".")[0] in ("accounts", "challenges", "notifications"))


def limits(name):
    """The soft and the hard limit of a task in seconds: its own, else everybody's."""
    task = app.tasks[name]
    return (
        task.soft_time_limit or app.conf.task_soft_time_limit,
        task.time_limit or app.conf.task_time_limit,
    )


def test_the_platform_has_tasks():
    assert len(OURS) > 8


@pytest.mark.parametrize("name", OURS)
def test_a_task_is_asked_to_end_before_it_is_ended_and_long_before_it_would_run_twice(name):
    soft, hard = limits(name)
    assert 0 < soft < hard
    # A message waits behind one task of the same length at most, because no worker takes more than it works on.
    assert app.conf.worker_prefetch_multiplier == 1
    assert 2 * hard < settings.REDIS_TRANSPORT_OPTIONS["visibility_timeout"]
    assert hard < WORKER_ENDS_AFTER


@pytest.mark.parametrize("name", app.conf.beat_schedule)
def test_a_tick_calls_a_task_that_exists_and_expires(name):
    entry = app.conf.beat_schedule[name]
    assert entry["task"] in app.tasks
    assert entry["schedule"] <= entry["options"]["expires"] <= max(3600, entry["schedule"])
    # What a night without a worker leaves behind.
    assert entry["options"]["expires"] / entry["schedule"] <= 60


def test_every_limit_that_is_set_belongs_to_a_task():
    assert set(settings.CELERY_TASK_ANNOTATIONS) <= set(OURS)


def test_the_clock_begins_with_everything_due_keeps_nothing_and_shows_that_it_lives(settings, tmp_path):
    settings.BEAT_PULSE = str(tmp_path / "pulse")
    sent = []
    clock = Beat(app=app, schedule={})
    clock.apply_async = lambda entry, **_: sent.append(entry.task)
    limit = time.monotonic() + 20
    while len(set(sent)) < len(app.conf.beat_schedule) and time.monotonic() < limit:
        wait = clock.tick()
    assert set(sent) == {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert 0 <= wait <= 5
    assert [path.name for path in tmp_path.iterdir()] == ["pulse"]
