"""An expert's own entries and the officers' conflicts over the API."""

import pytest

from accounts.models import Absence, Interest
from challenges.experts.models import Conflict
from tests.assignment.test_draw_pages import enter
from tests.factories.review import Review5, expert, stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
OWN = ("/api/v1/expert/interests/", "/api/v1/expert/absences/")


def test_ties_are_declared_ended_and_taken_back(client):
    enter(client, expert())
    body = {"kind": "family", "unit_name": "澄廊电力", "starts_on": "2024-01-01"}
    made = client.post(OWN[0], body, **JSON)
    assert made.status_code == 201
    row = made.json()["id"]
    assert client.post(OWN[0], {**body, "ends_on": "2023-01-01"}, **JSON).status_code == 422
    assert client.post(OWN[0], {**body, "kind": "love"}, **JSON).status_code == 422
    assert [one["id"] for one in client.get(OWN[0]).json()["items"]] == [row]
    ended = client.post(f"{OWN[0]}{row}/end/", {"ends_on": "2025-01-01"}, **JSON)
    assert ended.json()["ends_on"] == "2025-01-01"
    assert client.delete(f"{OWN[0]}{row}/").status_code == 204
    assert client.delete(f"{OWN[0]}{row}/").status_code == 404
    assert client.get(OWN[0]).json()["items"] == []


def test_days_away(client):
    enter(client, expert())
    body = {"starts_on": "2026-12-20", "ends_on": "2026-12-31"}
    made = client.post(OWN[1], body, **JSON)
    assert made.status_code == 201
    assert client.post(OWN[1], body, **JSON).status_code == 422
    assert client.get(OWN[1]).json()["items"] == [{"id": made.json()["id"], **body}]
    assert client.delete(f"{OWN[1]}{made.json()['id']}/").status_code == 204


def test_an_entry_of_somebody_else_does_not_exist(client):
    one = expert()
    enter(client, one)
    tie = client.post(OWN[0], {"kind": "family", "unit_name": "澄廊电力"}, **JSON).json()["id"]
    away = client.post(OWN[1], {"starts_on": "2026-12-20", "ends_on": "2026-12-31"}, **JSON).json()["id"]
    for viewer in (expert(), stranger(), stranger("organiser")):
        enter(client, viewer)
        assert [client.get(address).json()["items"] for address in OWN] == [[], []]
        assert client.delete(f"{OWN[0]}{tie}/").status_code == 404
        assert client.post(f"{OWN[0]}{tie}/end/", {"ends_on": "2025-01-01"}, **JSON).status_code == 404
        assert client.delete(f"{OWN[1]}{away}/").status_code == 404
    client.logout()
    assert {client.get(address).status_code for address in (*OWN, "/api/v1/expert/service/")} <= {401, 403}
    assert (Interest.objects.get().removed_at, Absence.objects.count()) == (None, 1)


def test_who_is_no_expert_declares_nothing(client):
    enter(client, stranger())
    assert client.post(OWN[0], {"kind": "family", "unit_name": "澄廊电力"}, **JSON).status_code == 403
    assert client.post(OWN[1], {"starts_on": "2026-12-20", "ends_on": "2026-12-31"}, **JSON).status_code == 403


def test_the_record_of_service(client):
    walk = Review5().locked()
    enter(client, walk.experts[1])
    found = client.get("/api/v1/expert/service/").json()
    assert (found["invited"], found["accepted"], found["handed_in"], found["before"]) == (1, 1, 2, None)
    assert [(row["state"], row["handed_in"]) for row in found["items"]] == [("accepted", 2)]


def tie(walk, one, code, **fields):
    given = {"source": "computed", "found_at": walk.at, "proposal": walk.proposals[0], **fields}
    return Conflict.objects.create(expert=one.user, challenge=walk.challenge, code=code, **given)


def test_an_officer_reads_decides_and_pins(client):
    walk = Review5().scoring()
    row = tie(walk, walk.experts[0], "same_phone", facts={"unit": "某公司"})
    enter(client, walk.officer)
    address = f"/api/v1/panels/{walk.panel.pk}/conflicts/"
    (shown,) = client.get(address).json()["items"]
    assert (shown["id"], shown["words"], shown["status"]) == (row.pk, "电话与“某公司”的人员相同", "potential")
    assert client.get(f"{address}?status=rejected").json()["items"] == []
    decision = f"/api/v1/conflicts/{row.pk}/decision/"
    assert client.post(decision, {"confirmed": False}, **JSON).status_code == 422
    aside = f"/api/v1/panels/{walk.panel.pk}/ties-set-aside/"
    assert client.post(aside, {"conflict_ids": [row.pk], "basis": "shared"}, **JSON).status_code == 422
    given = {"conflict_ids": [row.pk], "basis": "shared", "reason": "总机号码"}
    prepared = client.post(aside, given, **JSON)
    assert (prepared.status_code, prepared.json()["state"]) == (202, "open")
    second = client_of(walk.admin)
    assert second.post(f"{prepared['Location']}confirmation/", **JSON).status_code == 200
    row.refresh_from_db()
    assert row.status == "rejected"
    one, proposal = walk.experts[1], walk.proposals[1]
    body = {"expert_id": one.user_id, "proposal_id": proposal.pk, "reason": "举报属实"}
    foreign = Review5().proposals[0].pk
    assert client.post(address, {**body, "proposal_id": foreign}, **JSON).status_code == 422
    assert client.post(address, body, **JSON, HTTP_IDEMPOTENCY_KEY="pin-1").status_code == 201
    assert client.post(address, body, **JSON, HTTP_IDEMPOTENCY_KEY="pin-1").status_code == 201
    assert walk.review_of(one, proposal).state == "recused"
    for viewer in (walk.signer, one, expert(), stranger("organiser")):
        enter(client, viewer)
        assert client.get(address).status_code == 404
        assert client.post(address, body, **JSON).status_code == 404
        assert client.post(decision, {"confirmed": True}, **JSON).status_code == 404
    row.refresh_from_db()
    assert (row.status, row.reason) == ("rejected", "公用的邮箱或电话：总机号码")


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_is_read_in_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    walk = Review5().scoring()
    for number in range(count):
        tie(walk, walk.experts[0], f"code{number}")
    enter(client, walk.officer)
    address = f"/api/v1/panels/{walk.panel.pk}/conflicts/?limit=30"
    client.get(address)
    with django_assert_num_queries(5):
        assert len(client.get(address).json()["items"]) == count


def test_an_expert_declares_for_one_challenge(client):
    walk = Review5(reserves=1).invited()
    one = walk.experts[1]
    enter(client, one)
    address = f"/api/v1/panels/{walk.panel.pk}/declarations/"
    assert client.post(address, {"code": "nonsense"}, **JSON).status_code == 422
    hidden = {"code": "family", "proposal_id": walk.proposals[0].pk}
    assert client.post(address, hidden, **JSON).status_code == 422
    assert not Conflict.objects.exists()
    assert client.post(address, {"code": "family"}, **JSON).status_code == 201
    assert client.get(f"/api/v1/panels/{walk.panel.pk}/").status_code == 404
    assert client.post(address, {"code": "family"}, **JSON).status_code == 404
