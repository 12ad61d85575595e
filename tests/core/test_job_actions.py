"""A job: one act for many rows, asked for by an officer, taken row by row, never twice, and never for everybody."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Membership
from challenges import tasks
from challenges.core.access.job import visible_to
from challenges.core.actions import job as jobs
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.core.models import Job
from challenges.core.queries.job import KINDS, lines
from challenges.core.states import JobKind
from challenges.listing.models import Challenge
from challenges.review.models import Panel, Review, Seat
from notifications import relay, wording
from notifications.models import Event, InboxItem
from tests.factories.accounts import acting
from tests.factories.challenges import NOW
from tests.factories.review import CATEGORIES, Review5, stranger

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def walk():
    """A panel of five that scores three proposals; the first expert has handed in one of them."""
    walk = Review5(proposals=3, reserves=1).scoring()
    walk.mark(walk.experts[0], walk.proposals[0], 80)
    walk.batch = walk.challenge.batch
    return walk


def ids(walk, *numbers):
    return [walk.proposals[n].pk for n in numbers]


def state():
    return (
        list(Job.objects.values_list("state", "done", "failed")),
        list(Seat.objects.order_by("pk").values_list("state", "version", "reminded_at")),
        list(Review.objects.order_by("pk").values_list("state", "version")),
        list(Panel.objects.values_list("version", "due_at")),
        Event.objects.count(),
        InboxItem.objects.count(),
    )


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code; nothing was changed and nobody was told."""
    before = state()
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    assert code == (caught.value.problems[0].code if error is Invalid else caught.value.code)
    relay.dispatch(NOW + 30 * DAY)
    assert before[:-1] == state()[:-1]


def asked(walk, kind="remind", **more):
    picks = [row.pk for row in walk.proposals]
    return jobs.ask(walk.batch, by=walk.officer, at=walk.at, kind=kind, **{"picks": picks, **more})


def ran(walk, *args, at=None, **more):
    job = asked(walk, *args, **more)
    assert jobs.run_waiting(at=at or walk.at) == 1
    job.refresh_from_db()
    return job


def codes(job):
    return list(job.rows.values_list("state", "code"))


@pytest.mark.parametrize(
    "given",
    [
        {"picks": []},
        {"picks": [], "words": {}},
        {"picks": [], "words": {"sort": "firm"}},
        {"picks": [], "words": {"q": "没有这家单位"}},
        {"picks": [10**9]},
    ],
)
@pytest.mark.parametrize("kind", ["remind", "return", "extend", "replace"])
def test_nothing_picked_and_no_filter_mean_nobody(walk, kind, given):
    more = {"reason": "统一办理", "due_at": walk.at + 90 * DAY}
    refused("nobody", jobs.ask, walk.batch, by=walk.officer, at=walk.at, kind=kind, **given, **more)
    assert jobs.run_waiting(at=walk.at) == 0


def test_every_expert_who_has_something_left_is_urged_once_and_told(walk):
    walk.mark_all((walk.experts[0], proposal, 80) for proposal in walk.proposals[1:])
    job = ran(walk, reason="请于周五前提交")
    assert (job.state, job.total, job.done, job.failed, job.left) == ("done", 4, 4, 0, 0)
    urged = {one.user_id for one in walk.experts[1:]}
    assert set(Seat.objects.exclude(reminded_at=None).values_list("expert_id", flat=True)) == urged
    relay.dispatch(walk.at)
    items = InboxItem.objects.filter(event__name="seat.reminded")
    assert {item.person_id for item in items} == urged
    said = wording.put("seat.reminded", items[0].facts, language="zh-hans")
    assert said.subject.startswith("您还有 3 份评审没有提交") and "请于周五前提交" in said.body
    over = InboxItem.objects.get(event__name="job.finished")
    assert over.person_id == walk.officer.user_id
    assert "4 done, 0 not done" in wording.put("job.finished", over.facts, language="en").body


def test_a_job_that_runs_twice_does_nothing_twice(walk):
    job = ran(walk)
    before = state()
    assert jobs.run_waiting(at=walk.at) == 0
    Job.objects.filter(pk=job.pk).update(state="running", leased_until=None)
    assert jobs.run_waiting(at=walk.at + DAY) == 1
    assert (before[1:4], codes(job)) == (state()[1:4], [("done", "")] * 5)
    assert Event.objects.filter(name="seat.reminded").count() == 5


def test_a_killed_worker_loses_no_row_and_repeats_none(walk):
    job = asked(walk)
    calls = []

    def killing(after):
        def at():
            calls.append(1)
            if len(calls) == after:
                raise SystemExit
            return walk.at

        return at

    # The clock is read for the sweep, the lease, the beginning and each row: the sixth lies inside the third row.
    with pytest.raises(SystemExit):
        jobs.run_waiting(at=killing(6))
    job.refresh_from_db()
    assert (job.state, job.done, Event.objects.filter(name="seat.reminded").count()) == ("running", 2, 2)
    assert jobs.run_waiting(at=walk.at) == 0
    assert jobs.run_waiting(at=walk.at + 2 * jobs.LEASE) == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == ("done", 5, 0)
    assert Event.objects.filter(name="seat.reminded").count() == 5


def test_a_stopped_job_leaves_the_rest_undone(walk):
    job = asked(walk)
    refused("not_allowed", jobs.cancel, job, by=walk.supervisor, at=walk.at, error=NotAllowed)
    jobs.cancel(job, by=walk.admin, at=walk.at, reason="名单有误")
    assert jobs.run_waiting(at=walk.at) == 0
    job.refresh_from_db()
    assert (job.state, job.done, job.left, set(codes(job))) == ("cancelled", 0, 5, {("waiting", "")})
    assert Event.objects.filter(name="seat.reminded").count() == 0
    refused("wrong_state", jobs.cancel, job, by=walk.admin, at=walk.at)


def test_the_askers_permission_is_asked_anew_for_every_row(walk):
    job = asked(walk)
    Membership.objects.filter(user=walk.officer.user).update(ended_at=walk.at)
    assert jobs.run_waiting(at=walk.at) == 1
    job.refresh_from_db()
    assert (job.done, job.failed, set(codes(job))) == (0, 5, {("failed", "not_allowed")})
    assert Seat.objects.exclude(reminded_at=None).count() == 0


def test_each_row_keeps_its_refusal_in_words(walk):
    ran(walk)
    job = ran(walk, at=walk.at + timedelta(hours=1))
    assert (job.done, job.failed, set(codes(job))) == (0, 5, {("failed", "reminded_lately")})
    shown = lines(walk.officer, job)
    assert {line.who for line in shown} == {one.user.name for one in walk.experts}
    assert "12 小时内不再催" in shown[0].said
    assert ran(walk, at=walk.at + timedelta(hours=13)).done == 5


def test_reviews_are_given_back_with_one_reason(walk):
    walk.mark(walk.experts[1], walk.proposals[1], 70)
    job = ran(walk, "return", reason="请补充评语")
    assert (job.total, job.done) == (2, 2)
    assert set(Review.objects.filter(state="returned").values_list("return_reason", flat=True)) == {"请补充评语"}
    refused("nobody", asked, walk, "return", reason="再退一次")


def test_a_row_that_changed_meanwhile_fails_alone(walk):
    walk.mark(walk.experts[1], walk.proposals[1], 70)
    job = asked(walk, "return", reason="请补充评语")
    Review.objects.filter(proposal=walk.proposals[0], state="submitted").update(state="recused")
    jobs.run_waiting(at=walk.at)
    job.refresh_from_db()
    assert (job.done, job.failed, sorted(codes(job))) == (1, 1, [("done", ""), ("failed", "wrong_state")])


def test_more_time_is_for_whole_panels_once_and_within_the_rules(walk):
    other = Review5(batch=walk.batch, organiser=walk.challenge.organiser, lead=walk.challenge.lead).scoring()
    picks = [*ids(walk, 0, 1), other.proposals[0].pk]
    due = walk.panel.due_at + 7 * DAY
    job = ran(walk, "extend", picks=picks, due_at=due, reason="节假日顺延")
    assert (job.total, job.done) == (2, 2)
    assert list(Panel.objects.values_list("due_at", "extensions")) == [(due, 1)] * 2
    assert set(Challenge.objects.values_list("due_at", flat=True)) == {due}
    relay.dispatch(walk.at)
    told = set(InboxItem.objects.filter(event__name="panel.extended").values_list("person_id", flat=True))
    assert {one.user_id for one in (*walk.experts, *other.experts)} <= told
    again = ran(walk, "extend", due_at=due + DAY, reason="检测报告晚到")
    assert codes(again) == [("failed", "extended")]


@pytest.mark.parametrize(("days", "code"), [(-1, "not_later"), (0, "not_later"), (40, "too_long")])
def test_a_new_date_out_of_bounds_is_refused(walk, days, code):
    job = ran(walk, "extend", due_at=walk.panel.due_at + days * DAY, reason="检测报告晚到两日")
    assert codes(job) == [("failed", code)]
    assert Panel.objects.get().extensions == 0


def test_a_reserve_takes_over_or_nothing_changes(walk):
    job = ran(walk, "replace", reason="多次催办未交")
    assert (job.total, job.done, job.failed) == (5, 1, 4)
    assert set(codes(job)) == {("done", ""), ("failed", "no_reserve")}
    assert sorted(walk.panel.seats.values_list("state", flat=True)) == [*["accepted"] * 4, "invited", "replaced"]


def test_every_kind_is_declared():
    assert set(KINDS) == set(JobKind.values)


def test_what_must_be_said_is_asked_for(walk):
    for kind in ("return", "extend", "replace"):
        refused("required", asked, walk, kind, error=Invalid)
    refused("required", asked, walk, "extend", reason="检测报告晚到两日", error=Invalid)
    refused("unknown_kind", asked, walk, "delete", reason="x", error=Invalid)
    refused("unknown_filter", asked, walk, picks=[], words={"state": "perfect"}, error=Invalid)


def test_a_list_that_changed_since_the_question_is_shown_again(walk):
    found = jobs.meant(walk.batch, by=walk.officer, at=walk.at, kind="remind", picks=ids(walk, 0, 1, 2))
    walk.mark_all((walk.experts[0], proposal, 80) for proposal in walk.proposals[1:])
    refused("list_changed", asked, walk, count=len(found))
    assert asked(walk, count=len(found) - 1).total == 4


def test_a_filter_finds_what_the_board_shows(walk):
    quiet = {"picks": [], "words": {"state": "none"}}
    assert asked(walk, **quiet).words == {"state": "none"}
    firm = walk.proposals[1].organisation.name
    seats_of = jobs.meant(walk.batch, by=walk.officer, at=walk.at, kind="remind", words={"q": firm})
    assert len(seats_of) == len(CATEGORIES)


def test_only_the_organisers_officers_ask_and_its_watchers_look(walk):
    outsiders = (walk.signer, walk.experts[0], stranger("organiser"), stranger())
    for viewer in (*outsiders, walk.supervisor):
        given = {"kind": "remind", "picks": ids(walk, 0)}
        refused("not_allowed", jobs.ask, walk.batch, by=viewer, at=walk.at, **given, error=NotAllowed)
    job = asked(walk)
    checker = acting(walk.challenge.organiser, "checker")
    seen = [walk.officer, walk.admin, walk.supervisor, checker, *outsiders]
    assert [visible_to(viewer).filter(pk=job.pk).count() for viewer in seen] == [1, 1, 1, 0, 0, 0, 0, 0]


def test_proposals_of_another_batch_are_nobodys(walk):
    other = Review5(organiser=walk.challenge.organiser).scoring()
    refused("nobody", asked, walk, picks=[other.proposals[0].pk])


def test_a_locked_panel_gives_nothing_to_do():
    walk = Review5().locked()
    walk.batch = walk.challenge.batch
    for kind in ("remind", "return", "replace", "extend"):
        refused("nobody", asked, walk, kind, picks=ids(walk, 0, 1), reason="x", due_at=walk.at + 90 * DAY)


def test_the_worker_takes_what_is_asked_for(walk):
    job = asked(walk)
    tasks.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 5)


def test_asking_and_reading_cost_the_same_for_many_rows(django_assert_num_queries):
    for count in (3, 30):
        walk = Review5(proposals=count, load=99).scoring()
        walk.mark_all((walk.experts[0], proposal, 80) for proposal in walk.proposals)
        walk.batch = walk.challenge.batch
        # Four of them are the chain: its head looked for, made, locked, and moved on.
        with django_assert_num_queries(13):
            job = asked(walk, "return", picks=[row.pk for row in walk.proposals], reason="评语缺依据页码")
        with django_assert_num_queries(2):
            assert len(lines(walk.officer, job)) == count
