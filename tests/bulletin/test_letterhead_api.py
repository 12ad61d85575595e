"""The letterhead and the words of notices over the interface: read and changed by who keeps them."""

import pytest

from challenges.bulletin.models import Letterhead, Wording
from challenges.bulletin.queries.wording import shipped
from challenges.core.actions import motion as motions
from challenges.core.models import Motion
from notifications import clock
from notifications.clock import day_of
from tests.core.test_api_journey import send
from tests.factories.accounts import acting, operator
from tests.factories.challenges import accepting_challenge
from tests.files.test_file_owners import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return accepting_challenge().organiser


def body_of(kind="withdrawal", **changed):
    words = shipped(kind)
    return {
        "kind": kind,
        "effective_on": day_of(clock.now()).isoformat(),
        "title": words.title,
        "parts": {**words.parts, **changed},
    }


def test_the_letterhead_is_read_and_changed_at_the_version_that_was_read(organiser):
    client = signed_in(acting(organiser, "notice_officer"))
    url = f"organisations/{organiser.pk}/letterhead/"
    first = client.get(f"/api/v1/{url}")
    assert first.json()["lacking"] == [] and first.json()["can"][0]["verb"] == "change"
    answer = send(client, "patch", url, {"agency_code": "粤科"}, **{"If-Match": first["ETag"]})
    assert (answer.status_code, answer.json()["agency_code"]) == (200, "粤科")
    assert Letterhead.objects.get(organisation=organiser).contact_name == first.json()["contact_name"]
    late = send(client, "patch", url, {"agency_code": "深科"}, **{"If-Match": first["ETag"]})
    empty = send(client, "patch", url, {"supervision_phone": "abc"})
    assert (late.status_code, empty.status_code) == (412, 422)
    assert empty.json()["errors"][0]["field"] == "supervision_phone"
    assert Letterhead.objects.get(organisation=organiser).agency_code == "粤科"


def test_an_organisers_words_are_prepared_and_hold_once_another_confirms(organiser):
    client = signed_in(acting(organiser, "notice_officer"))
    url = f"organisations/{organiser.pk}/wordings/"
    rows = client.get(f"/api/v1/{url}").json()
    assert len(rows["items"]) == 9 and not any(row["own"] for row in rows["items"])
    lacks = send(client, "post", url, body_of(matter="理由是{理由}"))
    assert (lacks.status_code, lacks.json()["errors"][0]["field"]) == (422, "parts.matter")
    answer = send(client, "post", url, body_of(basis="依据：本单位第 7 号文件。"))
    assert answer.status_code == 202 and not Wording.objects.filter(organiser=organiser).exists()
    motion = Motion.objects.get(pk=answer.json()["motion_id"])
    motions.confirm(motion, by=acting(organiser, "batch_admin"), at=clock.now())
    (row,) = [row for row in client.get(f"/api/v1/{url}").json()["items"] if row["own"]]
    assert (row["kind"], row["parts"][0]["text"]) == ("withdrawal", "依据：本单位第 7 号文件。")
    assert row["parts"][1]["needed"] == ["理由", "申报书的处理"]


def test_the_platforms_words_are_its_operators(organiser):
    client, second = signed_in(operator()), operator()
    assert client.get("/api/v1/wordings/").json()["can"][0]["href"] == "/api/v1/wordings/"
    answer = send(client, "post", "wordings/", body_of(basis="依据：平台规定。"))
    assert answer.status_code == 202
    motions.confirm(Motion.objects.get(), by=second, at=clock.now())
    rows = {row["kind"]: row for row in client.get("/api/v1/wordings/").json()["items"]}
    assert rows["withdrawal"]["parts"][0]["text"] == "依据：平台规定。" and not rows["withdrawal"]["own"]


def test_nobody_else_finds_them(organiser):
    own = (f"organisations/{organiser.pk}/letterhead/", f"organisations/{organiser.pk}/wordings/")
    for who in (acting(accepting_challenge().organiser, "notice_officer"), acting(organiser, "supervisor"), operator()):
        client = signed_in(who)
        assert [client.get(f"/api/v1/{url}").status_code for url in own] == [404, 404]
        assert send(client, "patch", own[0], {"agency_code": "粤"}).status_code == 404
        assert send(client, "post", own[1], body_of()).status_code == 404
    officer = signed_in(acting(organiser, "notice_officer"))
    assert officer.get("/api/v1/wordings/").status_code == 404
    assert send(officer, "post", "wordings/", body_of()).status_code == 404 and not Motion.objects.exists()
