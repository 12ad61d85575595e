"""One notice that publishes several challenges of a call: drafted by one, posted by another, all of them or none."""

import pytest
from django.db import transaction

from accounts.errors import Invalid, NotAllowed, Refused
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice
from challenges.listing.actions import challenge_check, publication
from challenges.listing.models import Challenge
from notifications import clock
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory
from tests.factories.review import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return BatchFactory(code="2026A", name="第一批榜单")


@pytest.fixture
def officer(batch):
    return acting(batch.organiser, "notice_officer")


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


@pytest.fixture
def needs(batch):
    return [need(batch, title=f"需求{n}") for n in range(3)]


def need(batch, **more):
    return ChallengeFactory(**{"batch": batch, "state": "pending_publish", "funds_confirmed_at": NOW, **more})


def drafted(rows, by, **more):
    return publication.prepare(rows[0].batch, **{"picks": [row.pk for row in rows], "by": by, "at": NOW, **more})


def state():
    return (
        list(Notice.objects.order_by("pk").values_list("state", "body")),
        list(Challenge.objects.order_by("pk").values_list("state", "version", "number")),
        Event.objects.count(),
    )


def refused(codes, act, error=Refused):
    before = state()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    found = [problem.code for problem in caught.value.problems] if error is Invalid else caught.value.code
    assert found == codes
    assert state() == before
    return caught.value


def test_all_are_published_as_a_second_person_posts_it(client, needs, officer, admin):
    notice = drafted(needs, officer)
    assert (notice.kind, notice.state) == ("publication", "draft") and "3 项榜单" in notice.title
    assert set(Challenge.objects.values_list("state", flat=True)) == {"pending_publish"}
    notices.post(notice, by=admin, at=NOW)
    for n, row in enumerate(needs, start=1):
        row.refresh_from_db()
        assert (row.state, row.number, row.edition) == ("published", f"TC-2026A-{n:03d}", 1)
        assert f"{n}. TC-2026A-{n:03d} “{row.title}”（发榜方：{row.lead.name}；榜单金额：800.00 万元" in notice.body
        page = client.get(f"/challenges/{row.pk}/").content.decode()
        assert notice.title in page and f"/notices/{notice.pk}/" in page
    assert Notice.objects.count() == 1 and "申报时间：" in notice.body
    assert Event.objects.filter(name="challenge.published").count() == 3


def test_one_window_holds_for_all(needs, officer, admin):
    opens, closes = NOW + 5 * DAY, NOW + 70 * DAY
    notice = drafted(needs, officer, opens_at=opens, closes_at=closes)
    notices.post(notice, by=admin, at=NOW + DAY)
    assert set(Challenge.objects.values_list("opens_at", "closes_at", "published_at")) == {(opens, closes, NOW + DAY)}
    assert notice.body.count("申报时间") == 1
    late = drafted([need(needs[0].batch)], officer, opens_at=opens, closes_at=closes)
    notices.post(late, by=admin, at=opens + DAY)
    assert late.items.get().challenge.opens_at == opens + DAY


def test_each_has_its_own_window_without_dates(batch, officer, admin):
    rows = [need(batch, window_days=days) for days in (30, 60)]
    notice = drafted(rows, officer)
    notices.post(notice, by=admin, at=NOW)
    assert notice.body.count("申报时间") == 2 and "以上时间均为北京时间" in notice.body


def test_the_draft_shows_what_will_be_added(client, needs, officer, admin):
    notice = drafted(needs, officer, opens_at=NOW + DAY, closes_at=NOW + 60 * DAY)
    client.force_login(admin.user)
    page = client.get(f"/notices/{notice.pk}/").content.decode()
    assert all(row.title in page for row in needs) and "张贴时按当天加上的文字" in page
    assert client.get(f"/notices/{notice.pk}/").status_code == 200
    client.force_login(stranger().user)
    assert client.get(f"/notices/{notice.pk}/").status_code == 404


def test_a_window_that_has_become_too_short_holds_the_posting_up(needs, officer, admin):
    notice = drafted(needs, officer, closes_at=NOW + 40 * DAY)
    wrong = refused(["too_short"], lambda: notices.post(notice, by=admin, at=NOW + 30 * DAY), Invalid)
    assert needs[0].title in str(wrong.problems[0].message)
    assert "申报时间" not in notices.closing(notices.about(notice), notice, at=NOW + 30 * DAY)
    refused(["too_short"], lambda: drafted([need(needs[0].batch)], officer, closes_at=NOW + DAY), Invalid)


def test_the_writer_posts_none_and_neither_does_a_checker(needs, officer, admin):
    Challenge.objects.filter(pk=needs[1].pk).update(checked_by=admin.user)
    notice = drafted(needs, officer)
    refused("four_eyes", lambda: notices.post(notice, by=officer, at=NOW))
    why = refused("four_eyes", lambda: notices.post(notice, by=admin, at=NOW))
    assert needs[1].title in str(why)
    third = acting(needs[0].organiser, "notice_officer")
    notices.post(notice, by=third, at=NOW)
    assert set(Challenge.objects.values_list("state", flat=True)) == {"published"}


@pytest.mark.parametrize("role", ["checker", "supervisor", "review_officer"])
def test_others_draft_none(needs, role):
    refused("not_allowed", lambda: drafted(needs, acting(needs[0].organiser, role)), NotAllowed)


def test_everything_that_keeps_one_from_it_is_told_at_once(needs, officer, admin):
    unfunded = need(needs[0].batch, funds_confirmed_at=None)
    argued = need(needs[0].batch, state="argumentation")
    wrong = refused(["funds", "wrong_state"], lambda: drafted([*needs, unfunded, argued], officer), Invalid)
    assert unfunded.title in str(wrong.problems[0].message)
    refused(["required"], lambda: publication.prepare(needs[0].batch, picks=[], by=officer, at=NOW), Invalid)
    other = need(BatchFactory())
    refused(["unknown"], lambda: drafted([*needs, other], officer), Invalid)
    notice = drafted(needs, officer)
    refused(["draft_exists"] * 3, lambda: drafted(needs, officer), Invalid)
    refused("draft_exists", lambda: drafted(needs[:1], officer))
    challenge_check.publish(needs[0], by=admin, at=NOW)
    why = refused("wrong_state", lambda: notices.post(notice, by=admin, at=NOW))
    assert needs[0].title in str(why)
    notices.discard(notice, by=officer, at=NOW)
    notices.post(drafted(needs[1:], officer), by=admin, at=NOW)


def test_what_is_published_of_one_alone_keeps_its_own_words(needs, officer, admin):
    notice = drafted(needs[:1], officer)
    needs[0].funds_confirmed_at = None
    Challenge.objects.filter(pk=needs[0].pk).update(funds_confirmed_at=None)
    refused("funds", lambda: notices.post(notice, by=admin, at=NOW))
    refused(["too_short"], lambda: drafted([need(needs[0].batch)], officer, closes_at=clock.now() - 999 * DAY), Invalid)


@pytest.mark.parametrize("number", [3, 30])
def test_the_outlook_asks_once(batch, number, django_assert_num_queries):
    rows = [need(batch) for _n in range(number)]
    with django_assert_num_queries(1):
        assert publication.outlook(rows) == {}
