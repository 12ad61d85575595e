"""A person's own notices over the API."""

import pytest

from notifications import inbox, preferences, relay
from notifications.models import InboxItem
from tests.factories.notifications import AT, event, person
from tests.notifications.conftest import declared, reader, told

__all__ = ["declared", "reader", "told"]


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def notices(told, reader):
    def _notices(count):
        told(reader, person())
        for number in range(count):
            event(facts={"title": f"榜{number}"})
        relay.dispatch(AT)

    return _notices


@pytest.mark.parametrize("path", ["", "reading/", "preferences/", "1/"])
def test_a_visitor_is_asked_to_sign_in(client, db, path):
    method = client.post if path == "reading/" else client.get
    answer = method(f"/api/v1/inbox/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_the_cursor_walks_every_notice_once_newest_first(signed_in, notices):
    notices(5)
    url, seen = "/api/v1/inbox/?limit=2&topic=sheets", []
    while url:
        body = signed_in.get(url).json()
        seen += [row["title"] for row in body["items"]]
        url = body["next"]
    assert seen == [f"已发布：榜{number}" for number in reversed(range(5))]


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_costs_the_same_however_long(signed_in, notices, count, django_assert_num_queries):
    notices(count)
    with django_assert_num_queries(3):
        assert len(signed_in.get("/api/v1/inbox/?limit=50").json()["items"]) == count


def test_a_notice_is_told_in_its_readers_language(signed_in, notices, reader):
    notices(1)
    reader.language = "en"
    reader.save()
    pk = inbox.page(reader).entries[0].item.pk
    body = signed_in.get(f"/api/v1/inbox/{pk}/").json()
    assert body == {
        "id": pk,
        "event": "sheet.posted",
        "topic": "sheets",
        "at": "2026-11-23T09:00:00Z",
        "read_at": None,
        "title": "Posted: 榜0",
        "body": "榜0",
        "reason": "你关注了这张榜",
        "url": "/sheets/7/",
    }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("cursor=forged", "bad_cursor"),
        ("limit=0", "bad_limit"),
        ("topic=nosuch", "unknown_filter"),
        ("unread=maybe", "unknown_filter"),
        ("sort=at", "unknown_filter"),
    ],
)
def test_a_bad_query_is_named(signed_in, query, code):
    answer = signed_in.get(f"/api/v1/inbox/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_notices_of_others_do_not_exist(signed_in, notices, reader):
    notices(1)
    foreign = InboxItem.objects.exclude(person=reader).get()
    hidden, missing = signed_in.get(f"/api/v1/inbox/{foreign.pk}/"), signed_in.get("/api/v1/inbox/999999/")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    told = [signed_in.post("/api/v1/inbox/reading/", {"ids": [pk]}, "application/json") for pk in (foreign.pk, 999999)]
    assert told[0].status_code == 422 and told[0].content == told[1].content
    assert told[0].json()["errors"][0]["field"] == "ids.0"
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_notices_are_marked_as_read(signed_in, notices, reader):
    notices(3)
    first = inbox.page(reader).entries[0].item.pk
    post = lambda body: signed_in.post("/api/v1/inbox/reading/", body, "application/json").json()  # noqa: E731
    assert post({"ids": [first]}) == {"read": 1, "unread": 2}
    assert len(signed_in.get("/api/v1/inbox/?unread=1").json()["items"]) == 2
    assert post({"all": True, "topic": "sheets"}) == {"read": 2, "unread": 0}
    assert post({}) == {"read": 0, "unread": 0}
    assert signed_in.post("/api/v1/inbox/reading/", {"ids": ["x"]}, "application/json").status_code == 422


def test_preferences_are_read_and_chosen_anew(signed_in, told, reader):
    told(reader)
    before = signed_in.get("/api/v1/inbox/preferences/").json()
    assert {"topic": "sheets", "channel": "email", "mode": "instant"} in before["choices"]
    wanted = {"digest_hour": 20, "choices": [{"topic": "sheets", "channel": "email", "mode": "daily"}]}
    after = signed_in.put("/api/v1/inbox/preferences/", wanted, "application/json").json()
    assert after["digest_hour"] == 20
    assert wanted["choices"][0] in after["choices"]


@pytest.mark.parametrize(
    "change", [{"digest_hour": 24}, {"choices": [{"topic": "operations", "channel": "email", "mode": "off"}]}]
)
def test_what_does_not_exist_cannot_be_chosen(signed_in, told, reader, change):
    told(reader)
    wanted = {"digest_hour": 20, "choices": []} | change
    answer = signed_in.put("/api/v1/inbox/preferences/", wanted, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert preferences.digest_hour(reader) == 8
