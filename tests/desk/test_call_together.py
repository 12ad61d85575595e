"""Several challenges of a call picked for one notice: on the page of the call, on the page before it, over the API."""

import re

import pytest

from challenges.bulletin.models import Notice
from notifications import clock
from tests.desk.test_call_pages import enter, in_state, text
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import BatchFactory
from tests.factories.review import Review5, stranger
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


def picked(page):
    """The challenges that the page offers to pick."""
    return [int(pk) for pk in re.findall(r'name="pick"\s+value="(\d+)"', page)]


def waiting(batch, **more):
    return in_state(batch, "pending_publish", **{"funds_confirmed_at": clock.now(), **more})


def test_what_can_be_published_now_is_picked_on_the_page_of_the_call(client, batch, admin):
    fit, unfunded = waiting(batch), waiting(batch, funds_confirmed_at=None)
    page = enter(client, admin).get(f"/batches/{batch.pk}/").content.decode()
    assert picked(page) == [fit.pk] and unfunded.title in page
    assert f"/batches/{batch.pk}/notices/publication/" in page and "notices/publicity/" not in page
    enter(client, acting(batch.organiser, "supervisor"))
    assert picked(client.get(f"/batches/{batch.pk}/").content.decode()) == []


def test_the_page_before_the_draft_says_who_stands_in_it_and_who_cannot(client, batch, admin):
    fit, unfunded = waiting(batch), waiting(batch, funds_confirmed_at=None)
    at = f"/batches/{batch.pk}/notices/publication/"
    page = text(enter(client, admin).get(at, {"pick": [fit.pk, unfunded.pk]}))
    assert "拟公告稿，含 1 项" in page and "资金落实情况尚未确认" in page
    page = text(client.get(at, {"pick": unfunded.pk}))
    assert "现在都不能放进这份公告" in page and "拟公告稿，含" not in page
    answer = client.post(at, {"pick": fit.pk, "closes_at": "2020-01-01T17:00"})
    assert answer.status_code == 422 and "不得少于" in text(answer) and not Notice.objects.exists()
    answer = client.post(at, {"pick": [fit.pk, unfunded.pk]})
    assert answer.status_code == 422 and not Notice.objects.exists()
    answer = client.post(at, {"pick": fit.pk, "closes_at": "x"})
    assert answer.status_code == 422 and not Notice.objects.exists()
    answer = client.post(at, {"pick": fit.pk})
    notice = Notice.objects.get()
    assert answer["Location"] == f"/notices/{notice.pk}/"
    row = next(iter(client.get(f"/batches/{batch.pk}/").context["rows"]))
    assert (row.next, row.url, row.joint) == ("发布公告稿已拟好，等张贴", f"/notices/{notice.pk}/", "")


def test_nothing_picked_goes_back_to_the_call(client, batch, admin):
    for given in ({}, {"pick": "x"}, {"pick": 10**9}):
        for kind in ("publication", "publicity"):
            answer = enter(client, admin).get(f"/batches/{batch.pk}/notices/{kind}/", given)
            assert answer["Location"] == f"/batches/{batch.pk}/"
    assert client.get(f"/batches/{batch.pk}/notices/collection/").status_code == 404


def test_to_everybody_else_it_does_not_exist(client, batch):
    fit = waiting(batch)
    at = f"/batches/{batch.pk}/notices/publication/?pick={fit.pk}"
    others = [acting(batch.organiser, "checker"), acting(OrganisationFactory(kind="organiser"), "batch_admin")]
    for viewer in (*others, stranger("lead"), stranger()):
        enter(client, viewer)
        assert (client.get(at).status_code, client.post(at, {"pick": fit.pk}).status_code) == (404, 404)
    assert not Notice.objects.exists()


def test_a_publicity_of_several_from_page_to_page(client):
    walks = [Review5(load=99).decided()]
    walks.append(Review5(batch=walks[0].challenge.batch, load=99).decided())
    batch, ids = walks[0].challenge.batch, [walk.challenge.pk for walk in walks]
    enter(client, walks[0].notice_officer)
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert sorted(picked(page)) == sorted(ids)
    at = f"/batches/{batch.pk}/notices/publicity/"
    assert "拟公告稿，含 2 项" in text(client.get(at, {"pick": ids}))
    answer = client.post(at, {"pick": ids})
    notice = Notice.objects.get()
    assert answer["Location"] == f"/notices/{notice.pk}/"
    enter(client, walks[0].admin)
    assert client.post(f"/acts/notice/{notice.pk}/post/", {"version": 1}).status_code == 302
    page = client.get(f"/notices/{notice.pk}/").content.decode()
    assert all(f"/challenges/{pk}/objections/" in page for pk in ids)


def test_both_are_drafted_over_the_api(batch, admin):
    fit = waiting(batch)
    api = client_of(admin)
    at = f"/api/v1/batches/{batch.pk}/publication-draft/"
    answer = api.post(at, {"challenge_ids": [fit.pk, 10**9]}, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "challenge_ids.1"
    answer = api.post(at, {"challenge_ids": [fit.pk]}, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["challenge_ids"] == [fit.pk]
    at = f"/api/v1/batches/{batch.pk}/publicity-draft/"
    answer = api.post(at, {"challenge_ids": [fit.pk]}, content_type="application/json")
    assert answer.status_code == 409 and Notice.objects.count() == 1
    walk = Review5(load=99).decided()
    at = f"/api/v1/batches/{walk.challenge.batch_id}/publicity-draft/"
    answer = client_of(walk.admin).post(at, {"challenge_ids": [walk.challenge.pk]}, content_type="application/json")
    assert answer.status_code == 201


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_before_the_draft_asks_a_fixed_number_of_times(
    client, batch, admin, number, django_assert_num_queries
):
    lead = OrganisationFactory(kind="lead")
    picks = [waiting(batch, lead=lead).pk for _n in range(number)]
    at = f"/batches/{batch.pk}/notices/publication/"
    enter(client, admin).get(at, {"pick": picks})
    with django_assert_num_queries(7):
        assert client.get(at, {"pick": picks}).status_code == 200
