"""Experts and organisations are looked up by who may ask, invite or name them; nobody else learns of them."""

import pytest
from django.test import Client

from tests.factories.accounts import EmploymentFactory, ExpertFactory, OrganisationFactory, acting
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
EXPERTS, UNITS = "/api/v1/experts/", "/api/v1/organisations/"


def ids(client, url) -> list[int]:
    """Return the ids of every page of a list."""
    found = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        found += [row["id"] for row in answer.json()["items"]]
        url = answer.json()["next"]
    return found


def officer(*roles):
    return client_of(acting(OrganisationFactory(kind="organiser"), *(roles or ("review_officer",))))


def test_officers_find_the_experts_whom_they_may_invite():
    wanted = EmploymentFactory(expert__user__name="曾欣怡", expert__category="finance", unit_name="示例检测所").expert
    others = [ExpertFactory(integrity="barred"), ExpertFactory(available=False)]
    client = officer()
    assert set(ids(client, f"{EXPERTS}?limit=1")) == {wanted.user_id, *(other.user_id for other in others)}
    for query in ("q=曾欣", "q=zengxinyi", "q=示例检测所", "category=finance"):
        assert ids(client, f"{EXPERTS}?{query}") == [wanted.user_id], query
    assert ids(client, f"{EXPERTS}?available=false") == [others[1].user_id]
    shown = client.get(f"{EXPERTS}{wanted.user_id}/").json()
    assert (shown["id"], shown["units"], shown["integrity"]) == (wanted.user_id, ["示例检测所"], "normal")


def test_a_checker_finds_those_whom_the_page_offers_and_no_standing():
    askable, barred = ExpertFactory(), ExpertFactory(integrity="barred")
    client = officer("checker")
    assert ids(client, EXPERTS) == [askable.user_id]
    assert "integrity" not in client.get(f"{EXPERTS}{askable.user_id}/").json()
    assert client.get(f"{EXPERTS}{barred.user_id}/").status_code == 404


def test_nobody_else_finds_an_expert_and_no_page_tells_how_to_reach_one():
    expert = ExpertFactory(user__email="only.the.owner@example.cn", user__phone="13812345678")
    firm = acting(OrganisationFactory(kind="sme"), "admin", "signer")
    waiting = acting(OrganisationFactory(kind="organiser", verification="pending"), "review_officer", "checker")
    for viewer in (firm, waiting, acting(OrganisationFactory(kind="organiser"), "notice_officer")):
        client = client_of(viewer)
        assert ids(client, EXPERTS) == []
        assert client.get(f"{EXPERTS}{expert.user_id}/").content == client.get(f"{EXPERTS}987654/").content
    assert Client().get(EXPERTS).status_code == 401
    for url in (EXPERTS, f"{EXPERTS}{expert.user_id}/"):
        told = officer().get(url).content.decode()
        assert "only.the.owner" not in told
        assert "13812345678" not in told


def test_organisations_are_found_by_name_pinyin_and_code():
    wanted = OrganisationFactory(name="沈阳示例传感有限公司", name_en="Shenyang Sensors", kind="sme")
    hidden = OrganisationFactory(name="沈阳未核验传感有限公司", verification="pending")
    own = acting(hidden, "admin")
    client = client_of(acting(OrganisationFactory(name="大连示例阀门厂"), "handler"))
    for query in ("q=示例传感", "q=shenyangshili", "q=Sensors", f"q={wanted.uscc}"):
        assert ids(client, f"{UNITS}?{query}") == [wanted.pk], query
    assert hidden.pk not in ids(client, f"{UNITS}?limit=1")
    assert hidden.pk in ids(client_of(own), f"{UNITS}?limit=1")
    assert client.get(f"{UNITS}{hidden.pk}/").status_code == 404
    assert Client().get(f"{UNITS}{wanted.pk}/").json()["name_en"] == "Shenyang Sensors"
    assert Client().get(UNITS).status_code == 401
    told = client.get(f"{UNITS}{wanted.pk}/").json()
    assert not {"contact_name", "contact_phone", "revenue_wan"} & told.keys()


def test_a_cursor_of_one_list_is_none_of_another():
    OrganisationFactory.create_batch(3)
    client = client_of(acting(OrganisationFactory(), "handler"))
    cursor = client.get(f"{UNITS}?limit=1").json()["next"].split("cursor=")[1].split("&")[0]
    refused = client.get(f"/api/v1/challenges/?cursor={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("rows", [3, 30])
def test_the_lists_cost_the_same_for_many(rows, django_assert_num_queries):
    for expert in ExpertFactory.create_batch(rows):
        EmploymentFactory(expert=expert)
    OrganisationFactory.create_batch(rows)
    client = officer()
    client.get(EXPERTS)
    with django_assert_num_queries(10):
        assert len(client.get(f"{EXPERTS}?limit=50").json()["items"]) == rows
    with django_assert_num_queries(7):
        assert len(client.get(f"{UNITS}?limit=50").json()["items"]) >= rows
