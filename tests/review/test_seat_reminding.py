"""An expert is urged, or a reserve takes over, only where there is something left to do."""

import pytest
from django.db import transaction

from challenges.core.gate import Refused
from challenges.review.actions import panel as panels
from challenges.review.actions import seat as seats
from challenges.review.models import Seat
from notifications import clock
from notifications.models import Event
from tests.assignment.test_draw_pages import enter, text
from tests.factories.review import Review5, expert

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **more):
    """The act is refused with this code, and nothing was changed or recorded."""
    before = list(Seat.objects.order_by("pk").values_list("state", "version", "reminded_at")), Event.objects.count()
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(*args, **more)
    assert caught.value.code == code
    after = list(Seat.objects.order_by("pk").values_list("state", "version", "reminded_at")), Event.objects.count()
    assert before == after


def test_urging_needs_a_panel_that_scores_and_something_left():
    done = Review5().marked()
    refused("nothing_missing", seats.remind, done.seat_of(done.experts[0]), by=done.officer, at=done.at)
    refused("nothing_missing", seats.replace_by_reserve, with_reserve(done), by=done.officer, at=done.at, reason="x")
    early = Review5().accepted()
    refused("panel_not_scoring", seats.remind, early.seat_of(early.experts[0]), by=early.officer, at=early.at)
    panels.lock(done.panel, by=done.experts[0], at=done.at)
    refused("panel_not_scoring", seats.remind, done.seat_of(done.experts[0]), by=done.officer, at=done.at)


def with_reserve(walk):
    """A seat of a panel to which a reserve was added."""
    one = expert("enterprise")
    Seat.objects.create(
        panel=walk.panel,
        expert=one.user,
        state="reserve",
        category="enterprise",
        created_at=walk.at,
        updated_at=walk.at,
    )
    return walk.seat_of(walk.experts[0])


def test_whoever_was_urged_lately_is_not_offered_to_be_urged_again(client):
    walk = Review5().scoring()
    first, second = (walk.seat_of(one) for one in walk.experts[:2])
    Seat.objects.filter(pk=first.pk).update(reminded_at=clock.now())
    enter(client, walk.officer)
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert f"/acts/seat/{first.pk}/remind/" not in page and f"/acts/seat/{second.pk}/remind/" in page
    assert "小时内不再催" in page
    assert "催办 4 位专家" in page
    Seat.objects.filter(panel=walk.panel).update(reminded_at=clock.now())
    page = text(client.get(f"/panels/{walk.panel.pk}/"))
    assert "/remind/" not in page and "位专家</a>" not in page
