"""Where a journey begins: the demo's people, and no challenge yet."""

import pytest

from challenges.management.commands.seed_demo import DATA, json
from challenges.site.demo.needs import Needs
from challenges.site.demo.people import People
from notifications import clock
from notifications.clock import day_of


@pytest.fixture
def town(settings, monkeypatch):
    """The demo's people, one batch, and a sandbox clock."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.SANDBOX = True
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    data = json.loads(DATA.read_text(encoding="utf-8"))
    at = clock.now()
    people = People(data, at, day_of(at))
    people.make()
    needs = Needs(people, data, at)
    needs.open_batches()
    return people
