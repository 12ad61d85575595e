"""A call copied, closed, opened again and deleted: by pages and over the interface, and what each refuses."""

from datetime import timedelta

import pytest

from accounts.errors import Invalid, NotAllowed, Refused
from challenges.core.models import RuleSet
from challenges.listing.actions import batch as batches
from challenges.listing.actions import batch_life as life
from challenges.listing.actions import batch_notice, batch_rules
from challenges.listing.models import Batch
from frontend.listing.views.batch_life import counted_on
from notifications import clock
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import BatchFactory, ChallengeFactory, accepting_challenge
from tests.factories.review import stranger
from tests.listing.test_batch_rules import enter, form_of, in_force, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def batch():
    at = clock.now()
    return BatchFactory(
        name="2026 年第一批", code="2026B1", collect_from=at - 90 * DAY, collect_until=at - 50 * DAY, summary="说明"
    )


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


def copied(batch, admin, **more):
    given = {"code": "2026B2", "name": "2026 年第二批", "collect_from": clock.now() + 5 * DAY, **more}
    return life.copy(batch, by=admin, at=clock.now(), **given)


def test_a_copy_has_the_words_and_rules_and_its_dates_moved(batch, admin):
    at = clock.now()
    batch_rules.change(batch, by=admin, at=at, values={"review_days": 12, "passing_line": 70})
    batch_rules.change(batch, by=admin, at=at, values={"panel_size": 7}, effective_from=clock.day_of(at) + 9 * DAY)
    batch.feedback_at = batch.collect_until + 60 * DAY
    batch.save()
    made = copied(batch, admin)
    assert (made.summary, made.organiser, made.copied_from) == ("说明", batch.organiser, batch)
    assert made.collect_until - made.collect_from == batch.collect_until - batch.collect_from
    assert made.feedback_at - made.collect_from == batch.feedback_at - batch.collect_from
    rules = in_force(made)
    assert [rules[key] for key in ("review_days", "passing_line", "panel_size")] == [12, 70, 7]
    assert Event.objects.get(name="batch.created").facts["copied_from"] == "2026B1"
    batch_rules.change(made, by=admin, at=at, values={"review_days": 9})
    assert in_force(batch)["review_days"] == 12


def test_a_copy_that_cannot_stand_leaves_nothing(batch, admin):
    for more in ({"code": "2026b1"}, {"collect_from": None}, {"name": ""}):
        with pytest.raises(Invalid):
            copied(batch, admin, **more)
    for by in (acting(batch.organiser, "checker"), stranger("organiser")):
        with pytest.raises(NotAllowed):
            copied(batch, by)
    assert Batch.objects.count() == 1 and not Event.objects.exists() and RuleSet.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026 年第一批", "2026 年第二批"),
        ("2026B1", "2026B2"),
        ("2026B9", "2026B10"),
        ("集中", "集中"),
        ("第九批", "第十批"),
    ],
)
def test_a_name_is_counted_on(before, after):
    assert counted_on(before) == after


def test_a_call_is_closed_when_everything_has_its_result_and_opened_again(batch, admin):
    going = accepting_challenge(batch=batch)
    with pytest.raises(Refused):
        life.close(batch, by=admin, at=clock.now())
    going.state = "lapsed"
    going.save()
    life.close(batch, by=admin, at=clock.now())
    batch.collect_until = clock.now() + DAY
    assert not batch.collecting(clock.now())
    for call in (
        lambda: life.close(batch, by=admin, at=clock.now()),
        lambda: batches.edit(batch, by=admin, at=clock.now(), name="改"),
        lambda: batch_rules.change(batch, by=admin, at=clock.now(), values={"review_days": 9}),
    ):
        with pytest.raises(Refused):
            call()
    with pytest.raises(Invalid):
        life.reopen(batch, by=admin, at=clock.now(), reason=" ")
    life.reopen(batch, by=admin, at=clock.now(), reason="漏了一项需求")
    assert [event.name for event in Event.objects.order_by("id")] == ["batch.closed", "batch.reopened"]
    with pytest.raises(Refused):
        life.reopen(batch, by=admin, at=clock.now(), reason="又漏了一项需求")


def test_only_an_empty_call_is_deleted(batch, admin):
    need = ChallengeFactory(batch=batch)
    with pytest.raises(Refused):
        life.delete(batch, by=admin, at=clock.now())
    need.delete()
    batch_rules.change(batch, by=admin, at=clock.now(), values={"review_days": 9})
    pk = batch.pk
    life.delete(batch, by=admin, at=clock.now())
    assert not Batch.objects.filter(pk=pk).exists() and RuleSet.objects.count() == 1
    assert Event.objects.get(name="batch.deleted").facts["code"] == "2026B1"


def test_the_page_offers_what_can_succeed_and_does_it(client, batch, admin):
    enter(client, admin)
    page = text(client.get(f"/batches/{batch.pk}/"))
    assert "删除本批" in page and "结束本批" not in page
    typed = form_of(client, f"/batches/{batch.pk}/copy/")
    assert (typed["name"], typed["code"]) == ("2026 年第二批", "2026B2")
    answer = client.post(f"/batches/{batch.pk}/copy/", {**typed, "code": "2026b1"})
    assert answer.status_code == 422 and "code" in answer.context["form"].errors
    made = client.post(f"/batches/{batch.pk}/copy/", typed).url
    assert made != f"/batches/{batch.pk}/" and "2026 年第二批" in text(client.get(made))
    assert client.post(f"{made}deletion/").url == "/batches/"
    ended = accepting_challenge(batch=batch)
    assert "结束本批" not in text(client.get(f"/batches/{batch.pk}/")).replace("可以结束本批", "")
    ended.state = "withdrawn"
    ended.save()
    page = text(client.get(f"/batches/{batch.pk}/"))
    assert "结束本批" in page and "删除本批" not in page
    client.post(f"/batches/{batch.pk}/closing/")
    assert "不再接收需求" in text(client.get(f"/batches/{batch.pk}/"))
    client.post(f"/batches/{batch.pk}/reopening/", {"reason": ""})
    assert Batch.objects.get(pk=batch.pk).closed_at is not None
    client.post(f"/batches/{batch.pk}/reopening/", {"reason": "漏了一项需求"})
    assert Batch.objects.get(pk=batch.pk).closed_at is None


ADDRESSES = ("copy/", "closing/", "reopening/", "deletion/", "edit/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_others_find_nothing_there(client, batch, admin, address):
    for viewer in (acting(batch.organiser, "checker"), stranger("organiser"), stranger("lead")):
        assert enter(client, viewer).post(f"/batches/{batch.pk}/{address}").status_code == 404
    assert not Event.objects.exists()


def send(client, method, url, body=None):
    call = getattr(client, method)
    return call(f"/api/v1/{url}", body or {}, content_type="application/json")


def test_the_interface_has_the_same_acts(client, batch, admin):
    enter(client, admin)
    at = f"batches/{batch.pk}/"
    rules = client.get(f"/api/v1/{at}rules/").json()["items"]
    assert {"key": "review_days", "own": False, "value": 20}.items() <= rules_of(rules)["review_days"].items()
    changed = send(client, "post", f"{at}rules/", {"values": {"review_days": 12, "decision_chain": ["approver"]}})
    assert (changed.status_code, rules_of(changed.json()["items"])["review_days"]["value"]) == (200, 12)
    for values in ({"review_days": 0}, {"tea": 1}, {"decision_chain": ["signer"]}, {"indirect_bands": [[1, 2]]}):
        assert send(client, "post", f"{at}rules/", {"values": values}).status_code == 422
    begins = (clock.now() + DAY).isoformat()
    made = send(client, "post", f"{at}copies/", {"code": "2026B3", "name": "三", "collect_from": begins})
    assert (made.status_code, made.json()["code"]) == (201, "2026B3")
    assert send(client, "delete", f"batches/{made.json()['id']}/").status_code == 204
    assert send(client, "post", f"{at}closing/").status_code == 200
    assert send(client, "post", f"{at}closing/").status_code == 409
    assert send(client, "post", f"{at}reopening/", {"reason": "补一项漏报需求"}).status_code == 200
    enter(client, stranger("organiser"))
    for method, url in (
        ("get", "rules/"),
        ("post", "rules/"),
        ("post", "copies/"),
        ("post", "closing/"),
        ("delete", ""),
    ):
        body = {"values": {}, "code": "X", "name": "Y", "collect_from": begins}
        body = {key: body[key] for key in (["values"] if url == "rules/" else ["code", "name", "collect_from"])}
        assert send(client, method, at + url, body if url in ("rules/", "copies/") else None).status_code == 404


def rules_of(items):
    return {item["key"]: item for item in items}


def test_another_organisers_manager_copies_reopens_and_deletes_nothing(batch, admin):
    elsewhere = acting(BatchFactory().organiser, "batch_admin")
    at = clock.now()
    for act in (
        lambda: copied(batch, elsewhere),
        lambda: life.close(batch, by=elsewhere, at=at),
        lambda: life.reopen(batch, by=elsewhere, at=at, reason="还有一项"),
        lambda: life.delete(batch, by=elsewhere, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Batch.objects.filter(pk=batch.pk).exists()


def test_a_call_with_a_notice_is_not_deleted(batch, admin):
    batch_notice.prepare(batch, by=admin, at=clock.now())
    with pytest.raises(Refused) as caught:
        life.delete(batch, by=admin, at=clock.now())
    assert caught.value.code == "not_empty"
