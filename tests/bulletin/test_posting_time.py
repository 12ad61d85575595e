"""A notice that is posted at a set time: by the clock, in the name of who approved it, all of it or nothing."""

import pytest

from accounts.acting import CLOCK
from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from accounts.models import Membership
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.actions import schedule
from challenges.bulletin.models import Notice
from challenges.core import deadlines
from challenges.listing.actions import publication
from challenges.listing.models import Challenge
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory

pytestmark = pytest.mark.django_db
THEN = NOW + 3 * DAY


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
def notice(batch, officer):
    """The draft of one notice that publishes two challenges."""
    rows = [
        ChallengeFactory(batch=batch, state="pending_publish", funds_confirmed_at=NOW, title=f"需求{n}") for n in (1, 2)
    ]
    return publication.prepare(batch, picks=[row.pk for row in rows], by=officer, at=NOW)


def states():
    return set(Challenge.objects.values_list("state", flat=True))


def names():
    return set(Event.objects.filter(name__startswith="notice.").values_list("name", flat=True)) - {"notice.prepared"}


def test_the_clock_posts_it_at_its_time_in_the_name_of_who_approved_it(notice, admin):
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    assert (notice.state, notice.number, states(), names()) == (
        "scheduled",
        "",
        {"pending_publish"},
        {"notice.scheduled"},
    )
    assert deadlines.next_due(NOW) == THEN
    assert deadlines.take_due_steps(THEN - DAY) == 0
    # The notice, and the opening of the two.
    assert deadlines.take_due_steps(THEN) == 3
    notice.refresh_from_db()
    assert (notice.state, notice.posted_at, notice.number) == ("posted", THEN, "公告〔2026〕1号")
    assert states() == {"accepting"} and set(Challenge.objects.values_list("opens_at", flat=True)) == {THEN}
    assert Event.objects.get(name="notice.posted").actor == admin.user


def test_called_back_it_is_a_draft_that_must_be_approved_again(notice, admin, officer):
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    with pytest.raises(Refused):
        notices.edit(notice, by=officer, at=NOW, title="改")
    schedule.unschedule(notice, by=officer, at=NOW)
    assert deadlines.take_due_steps(THEN) == 0
    notices.edit(notice, by=officer, at=NOW, title="改过的标题")
    assert (notice.state, states()) == ("draft", {"pending_publish"})


def test_somebody_may_post_it_before_its_time(notice, admin):
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    notices.post(notice, by=admin, at=NOW + DAY)
    deadlines.take_due_steps(THEN)
    assert (notice.posted_at, Event.objects.filter(name="notice.posted").count()) == (NOW + DAY, 1)


def test_who_wrote_it_does_not_set_its_time(notice, officer):
    with pytest.raises(Refused) as caught:
        schedule.schedule(notice, by=officer, at=NOW, posts_at=THEN)
    assert (caught.value.code, names()) == ("four_eyes", set())


@pytest.mark.parametrize("at", [NOW, NOW - DAY])
def test_a_moment_that_has_passed_is_refused(notice, admin, at):
    with pytest.raises(Invalid) as caught:
        schedule.schedule(notice, by=admin, at=lambda: NOW, posts_at=at)
    assert [(one.field, one.code) for one in caught.value.problems] == [("posts_at", "in_the_past")]


def test_what_would_be_refused_then_is_refused_now(batch, officer, admin):
    row = ChallengeFactory(batch=batch, state="pending_publish", funds_confirmed_at=NOW)
    closes = {"opens_at": NOW + DAY, "closes_at": NOW + 40 * DAY}
    draft = publication.prepare(batch, picks=[row.pk], by=officer, at=NOW, **closes)
    with pytest.raises(Invalid):
        schedule.schedule(draft, by=admin, at=NOW, posts_at=NOW + 39 * DAY)
    draft.refresh_from_db()
    assert (draft.state, draft.posts_at, names()) == ("draft", None, set())


def test_two_at_once_lose_nothing(notice, admin):
    with pytest.raises(LostUpdate):
        schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN, expected=notice.version + 1)


def gone(notice, admin):
    Membership.objects.filter(user=admin.user).update(ended_at=NOW + DAY)


def stripped(notice, admin):
    Membership.objects.filter(user=admin.user).update(roles=["supervisor"])


def unfunded(notice, admin):
    Challenge.objects.filter(title="需求2").update(state="withdrawn")


@pytest.mark.parametrize("meanwhile", [gone, stripped, unfunded])
def test_what_can_no_longer_be_posted_goes_back_to_its_writer_and_nothing_is_half_done(notice, admin, meanwhile):
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    meanwhile(notice, admin)
    assert deadlines.take_due_steps(THEN) == 1
    notice.refresh_from_db()
    assert (notice.state, notice.number, notice.posted_at) == ("draft", "", None)
    assert Challenge.objects.get(title="需求1").state == "pending_publish"
    assert Event.objects.get(name="notice.not_posted").facts["reason"]
    assert deadlines.take_due_steps(THEN + DAY) == 0


def test_somebody_quicker_is_left_alone(notice, admin):
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    row = Notice.objects.get(pk=notice.pk)
    row.expected_version = row.version - 1
    with pytest.raises(LostUpdate):
        schedule.come_due(row, by=CLOCK, at=THEN)


def test_nobody_but_the_clock_lets_it_fall_due(notice, admin):
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    Membership.objects.filter(user=admin.user).update(roles=["supervisor"])
    with pytest.raises(NotAllowed):
        schedule.come_due(notice, by=admin, at=THEN)


def test_the_page_says_when_and_offers_to_call_it_back(client, notice, admin, officer):
    client.force_login(admin.user)
    assert f'action="/acts/notice/{notice.pk}/schedule/"' in client.get(f"/notices/{notice.pk}/").text
    schedule.schedule(notice, by=admin, at=NOW, posts_at=THEN)
    client.force_login(officer.user)
    page = client.get(f"/notices/{notice.pk}/").text
    assert "定时张贴" in page and f"{admin.user} 已批准，" in page and f"/acts/notice/{notice.pk}/unschedule/" in page
    assert "张贴时按当天加上的文字" in page and "拟稿，未发布" in page
