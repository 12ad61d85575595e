"""One publicity for several challenges of a call: written by one, posted by another, and each its own award."""

import datetime

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from accounts.errors import Invalid, NotAllowed, Refused
from challenges.award.actions import award as awards
from challenges.award.actions import choice as choices
from challenges.award.actions import objection as objections
from challenges.award.actions import publicity
from challenges.award.queries.result import publicity_of, winners
from challenges.bulletin.actions import notice as notices
from challenges.bulletin.models import Notice
from challenges.core import deadlines
from challenges.listing.models import Challenge
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting, seconded
from tests.factories.challenges import ChallengeFactory
from tests.factories.remembered import remembered
from tests.factories.review import Review5, final, heard, objected, stranger

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


@remembered
def decided(number=2, **more):
    """Walks of one call in which the lead firms have chosen and the approvers agreed; the first is a race for two."""
    first = Review5(proposals=2, race_slots=2, load=99, title="赛马的一项", **more)
    first.decided(picks=[choices.Pick(row.pk) for row in first.proposals])
    rest = []
    for n in range(1, number):
        walk = Review5(batch=first.challenge.batch, load=99, title=f"第{n}项", **more)
        rest.append(walk.decided())
    return [first, *rest]


@pytest.fixture
def walks():
    return decided()


def picks(walks):
    return [walk.challenge.pk for walk in walks]


def drafted(walks, **more):
    first = walks[0]
    call = {"picks": picks(walks), "by": first.notice_officer, "at": first.at, **more}
    return publicity.prepare_many(first.challenge.batch, **call)


def posted(walks, notice):
    notices.post(notice, by=walks[0].admin, at=walks[0].at)
    for walk in walks:
        walk.challenge.refresh_from_db()
    return notice


def state():
    return (
        list(Notice.objects.order_by("pk").values_list("state", "body")),
        list(Challenge.objects.order_by("pk").values_list("state", "version")),
        Event.objects.count(),
    )


def refused(codes, act, error=Refused):
    """The act is refused with these codes and leaves nothing behind."""
    before = state()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    found = [problem.code for problem in caught.value.problems] if error is Invalid else caught.value.code
    assert found == codes
    assert state() == before
    return str(caught.value)


def test_one_notice_names_every_challenge_and_every_winner(walks):
    notice = drafted(walks)
    assert (notice.kind, notice.state, notice.batch) == ("publicity", "draft", walks[0].challenge.batch)
    assert "2 项榜单" in notice.title and notice.items.count() == 3
    posted(walks, notice)
    race, single = (next(line for line in notice.body.splitlines() if walk.challenge.title in line) for walk in walks)
    assert all(row.organisation.name in race for row in walks[0].proposals) and "800.00 万元" in race
    assert walks[1].proposals[0].organisation.name in single
    assert "公示时间：" in notice.body and "提出，写明事实和请求" in notice.body
    for walk in walks:
        assert walk.challenge.state == "publicity" and publicity_of(walk.challenge) == notice
        assert walk.challenge.publicity_ends_at == notice.publicity_ends_at
    assert [row.slot for row in winners(stranger(), walks[0].challenge, walks[0].at)] == [1, 2]
    assert "对其中一项提出的异议" in notice.body


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"confidentiality": "restricted"}, "签署保密承诺后查阅"),
        ({"negotiable": True}, "面议"),
        ({"mode": "honour", "total_wan": 0, "enterprise_wan": 0, "fiscal_wan": 0}, "荣誉揭榜，不设金额"),
    ],
)
def test_where_there_is_no_amount_there_is_a_reason(walks, fields, words):
    Challenge.objects.filter(pk=walks[1].challenge.pk).update(**fields)
    assert f"榜单金额：{words}）" in posted(walks, drafted(walks)).body


def test_whoever_checks_the_draft_reads_what_will_be_added(client, walks):
    notice = drafted(walks)
    client.force_login(walks[0].admin.user)
    page = client.get(f"/notices/{notice.pk}/").content.decode()
    assert "公示时间" in page and walks[1].proposals[0].organisation.name in page and "张贴时按当天加上的文字" in page


def test_two_persons_write_and_post_it(walks):
    notice = drafted(walks)
    refused("four_eyes", lambda: notices.post(notice, by=walks[0].notice_officer, at=walks[0].at))
    checker = acting(walks[0].challenge.organiser, "checker")
    refused("not_allowed", lambda: notices.post(notice, by=checker, at=walks[0].at), NotAllowed)
    posted(walks, notice)
    assert Event.objects.filter(name="challenge.publicity_begun").count() == 2


@pytest.mark.parametrize("who", ["supervisor", "officer", "signer"])
def test_others_draft_none(walks, who):
    call = {"by": getattr(walks[0], who)}
    refused("not_allowed", lambda: drafted(walks, **call), NotAllowed)


def test_what_is_not_of_the_call_cannot_be_picked(walks):
    other = ChallengeFactory(state="proposed")
    refused(["required"], lambda: drafted(walks, picks=[]), Invalid)
    refused(["unknown"], lambda: drafted(walks, picks=[*picks(walks), other.pk]), Invalid)
    far = acting(OrganisationFactory(kind="organiser"), "batch_admin")
    refused("not_allowed", lambda: drafted(walks, by=far), NotAllowed)


def test_everything_that_keeps_one_from_it_is_told_at_once(walks):
    batch = walks[0].challenge.batch
    open_one = ChallengeFactory(batch=batch, state="accepting", number="TC-X-1", title="还在申报")
    unchosen = Review5(batch=batch, load=99).proposed().challenge
    waiting = Review5(batch=batch, load=99).chosen().challenge
    anew = Review5(batch=batch, load=99).decided()
    choices.Choice.objects.filter(challenge=anew.challenge).update(reason="后来改的")
    rows = [*picks(walks), open_one.pk, unchosen.pk, waiting.pk, anew.challenge.pk]
    codes = ["decision_outdated", "not_chosen", "not_decided", "wrong_state"]
    before = state()
    with pytest.raises(Invalid) as caught, transaction.atomic():
        drafted(walks, picks=rows)
    assert sorted(problem.code for problem in caught.value.problems) == codes
    assert any("还在申报" in str(problem.message) for problem in caught.value.problems)
    assert state() == before
    drafted(walks)
    refused(["draft_exists"] * 2, lambda: drafted(walks), Invalid)


def test_what_changed_since_the_draft_holds_all_of_it_up(walks):
    notice = drafted(walks)
    walk = walks[1]
    pick = choices.Pick(walk.proposals[1].pk, "产线衔接更好")
    choices.choose_anew(walk.challenge, by=seconded(walk.signer), at=walk.at, picks=[pick])
    said = refused("not_decided", lambda: posted(walks, notice))
    assert walk.challenge.title in said
    walk.approved()
    said = refused("draft_outdated", lambda: posted(walks, notice))
    assert walk.challenge.title in said


def test_an_objection_holds_up_the_one_award_it_is_about(walks):
    notice = posted(walks, drafted(walks))
    held, other = (walk.challenge for walk in walks)
    filed = objected(held, at=walks[0].at)
    assert (filed.notice, filed.challenge) == (notice, held)
    deadlines.take_due_steps(notice.publicity_ends_at + SECOND)
    for challenge in (held, other):
        challenge.refresh_from_db()
    assert (held.state, other.state, other.awards.count()) == ("objection", "awarded", 1)
    objections.register(filed, by=walks[0].notice_officer, at=walks[0].at)
    objections.dismiss(filed, by=walks[0].admin, at=notice.publicity_ends_at + 2 * SECOND, decision="查无实据")
    held.refresh_from_db()
    awards.award(held, by=CLOCK, at=notice.publicity_ends_at + 3 * SECOND)
    assert held.awards.count() == 2


def test_a_challenge_publicised_anew_leaves_the_notice_to_the_others(walks):
    first = posted(walks, drafted(walks))
    again = []
    for n, walk in enumerate(walks):
        filed = objected(walk.challenge, at=walk.at)
        objections.register(filed, by=walk.notice_officer, at=walk.at)
        heard(filed, by=walk.notice_officer, at=walk.at)
        objections.uphold(filed, by=walk.admin, at=walk.at, decision="报告编号不一致属实", back_to="proposed")
        final(filed)
        walk.challenge.refresh_from_db()
        pick = choices.Pick(walk.proposals[1].pk, "异议成立")
        act = choices.choose_anew if walk.challenge.choices.exists() else choices.choose
        by = seconded(walk.signer) if walk.challenge.choices.exists() else walk.signer
        act(walk.challenge, by=by, at=walk.at, picks=[pick])
        walk.approved()
        draft = publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
        notices.post(draft, by=walk.admin, at=walk.at + SECOND)
        again.append(draft)
        first.refresh_from_db()
        assert first.state == ("posted" if n == 0 else "superseded")
        assert ("就上述榜单取代" if n == 0 else "本公示取代") in draft.body and draft.replaces == first
        assert publicity_of(walk.challenge) == draft
    assert publicity_of(walks[0].challenge) == again[0]


@pytest.mark.parametrize("number", [2, 6])
def test_the_outlook_asks_a_fixed_number_of_times(number, django_assert_num_queries):
    rows = [walk.challenge for walk in decided(number)]
    with django_assert_num_queries(6):
        assert publicity.outlook(rows) == {}
