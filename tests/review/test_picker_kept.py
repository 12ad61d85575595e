"""Who is ticked in the picker of experts stays ticked over a search, and nobody else is, in a real browser."""

import pytest

from challenges.review.actions import panel as panels
from frontend.kit import picker
from tests.factories.review import Review5
from tests.frontend import chromium
from tests.journeys.walker import Walker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]


def test_a_search_ticks_nobody_whom_nobody_ticked(settings, monkeypatch, live_server):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr(picker, "PAGE", 2)
    settings.STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    walk = Review5()
    panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    with chromium.browser() as browser:
        walker = Walker(browser, live_server.url, "zh-hans")
        walker.sit_down(walk.officer.user, walk.officer.organisation)
        walker.go(f"/panels/{panel.pk}/")
        boxes = walker.form_of("compose").locator('[name="compose-members"]').all()
        listed = {int(box.get_attribute("value")) for box in boxes}
        # The choice of a leader begins with somebody listed first: they come along with each search, unticked.
        meant = [one.user for one in walk.experts if one.user_id not in listed][:3]
        for one in meant:
            walker.choose("compose", "members", [one])
        walker.press("compose", leader=meant[0].pk)
        assert walker.faults == []
    assert set(panel.seats.values_list("expert_id", flat=True)) == {one.pk for one in meant}
