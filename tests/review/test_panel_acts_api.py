"""The acts on panels and seats that only pages had."""

import pytest
import time_machine

from tests.core.test_api_journey import send
from tests.factories.challenges import DAY
from tests.factories.review import Review5
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


def test_an_officer_gives_a_panel_more_time_and_reminds_an_expert():
    walk = Review5().scoring()
    walk.panel.refresh_from_db()
    seat = walk.panel.seats.get(expert_id=walk.experts[1].user_id)
    with time_machine.travel(walk.at, tick=False):
        client = client_of(walk.officer)
        later = (walk.panel.due_at + DAY).isoformat()
        url = f"panels/{walk.panel.pk}/extension/"
        refused = send(client, "post", url, {"due_at": later, "reason": " "})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
        done = send(client, "post", url, {"due_at": later, "reason": "系统检修"})
        assert (done.status_code, done.json()["due_at"]) == (200, later.replace("+00:00", "Z"))
        reminder = f"seats/{seat.pk}/reminder/"
        assert send(client, "post", reminder, {"reason": "评语缺依据页码"}).status_code == 200
        again = send(client, "post", reminder)
        assert (again.status_code, again.json()["code"]) == (409, "reminded_lately")
        assert (
            send(client_of(walk.experts[1]), "post", url, {"due_at": later, "reason": "评语缺依据页码"}).status_code
            == 403
        )
