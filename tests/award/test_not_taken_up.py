"""Not taking up an objection: prepared by one officer, confirmed by another, on pages and over the interface."""

import json

import pytest

from challenges.award.models import Objection
from challenges.bulletin.models import Notice
from challenges.core.models import Motion
from tests.factories.review import Review5, objected
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
WHY = "没有写明哪份报告的编号不一致"


@pytest.fixture
def walk():
    return Review5().publicised()


def untouched(row):
    return (
        Objection.objects.get(pk=row.pk).state == "filed"
        and not Notice.objects.filter(kind="objection_result").exists()
    )


def test_over_the_interface_two_officers_refuse_to_take_it_up(walk, time_machine):
    time_machine.move_to(walk.at)
    row = objected(walk.challenge, at=walk.at)
    first, second = client_of(walk.notice_officer), client_of(walk.admin)
    body = json.dumps({"decision": WHY})
    answer = first.post(f"/api/v1/objections/{row.pk}/refusal/", body, content_type="application/json")
    assert answer.status_code == 202 and untouched(row)
    where = answer["Location"]
    told = second.get(where).json()
    assert told["act"] == "objection.refuse" and told["title"] == row.number
    assert {row.text, WHY} <= {line["text"] for line in told["lines"]}
    assert first.post(f"{where}confirmation/", content_type="application/json").status_code == 409
    assert untouched(row)
    assert second.post(f"{where}confirmation/", content_type="application/json").status_code == 200
    row.refresh_from_db()
    assert (row.state, row.handled_by_id) == ("not_accepted", walk.admin.user_id)
    assert WHY in Notice.objects.get(kind="objection_result").body


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_the_page_the_second_officer_finds_what_the_first_prepared(walk, client, language, time_machine):
    time_machine.move_to(walk.at)
    row = objected(walk.challenge, at=walk.at)

    def seat(one):
        one.user.language = language
        one.user.save()
        client.force_login(one.user)

    seat(walk.notice_officer)
    form = {"refuse-decision": WHY, "version": row.version}
    assert client.post(f"/acts/objection/{row.pk}/refuse/", form).status_code == 302
    motion = Motion.objects.get()
    assert untouched(row)
    seat(walk.admin)
    assert f"/motions/{motion.pk}/" in client.get(f"/objections/{row.pk}/").content.decode()
    page = client.get(f"/motions/{motion.pk}/").content.decode()
    assert row.text in page and WHY in page
    assert client.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version}).status_code == 302
    row.refresh_from_db()
    assert row.state == "not_accepted"
    client.force_login(row.filed_by)
    assert client.get(f"/motions/{motion.pk}/").status_code == 404
