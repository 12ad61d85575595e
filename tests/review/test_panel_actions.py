"""Panels and seats: who may sit, when a panel is complete, and what happens when somebody does not come."""

import datetime

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from accounts.models import ExpertProfile
from challenges.assignment.queries.candidates import pool
from challenges.bulletin.models import Notice
from challenges.core import deadlines
from challenges.core.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.listing.models import Challenge
from challenges.proposals.access.composition import shortfalls
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import seat as seats
from challenges.review.actions import statement as statements
from challenges.review.actions.panel import Pick
from challenges.review.actions.reserve import invite
from challenges.review.models import Criterion, Panel, Review, Rubric, Seat
from notifications.clock import day_of
from notifications.models import Event
from tests.factories.accounts import EmploymentFactory
from tests.factories.challenges import ChallengeFactory
from tests.factories.review import CATEGORIES, Review5, expert, stranger

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
RULES = {"panel_size": 5, "enterprise_share": 40, "per_unit": 2}


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code, and nothing was recorded."""
    before = Event.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    assert Event.objects.count() == before
    return caught.value


def chairs(*categories, units=None, leaders=1):
    units = units or [f"单位{n}" for n in range(len(categories))]
    return [Seat(category=category, unit=units[n], leader=n < leaders) for n, category in enumerate(categories)]


E, T = "enterprise", "technical"


@pytest.mark.parametrize(
    ("seats_", "codes"),
    [
        (chairs(E, E, T, T, T), []),
        (chairs(E, T, T, T, T), ["enterprise_share"]),
        (chairs(E, E, T, T), ["panel_too_small", "panel_even"]),
        (chairs(E, E, E, T, T, T), ["panel_even"]),
        (chairs(E, E, T, T, T, units=["甲", "甲", "甲", "乙", "丙"]), ["per_unit"]),
        (chairs(E, E, T, T, T, units=["甲、乙", "甲", "乙、甲", "丁", "丙"]), ["per_unit"]),
        (chairs(E, E, T, T, T, units=["", "", "", "", ""]), []),
        (chairs(E, E, T, T, T, leaders=0), ["leader"]),
        (chairs(E, E, T, T, T, leaders=2), ["leader"]),
        ([], ["panel_too_small", "panel_even", "leader"]),
    ],
)
def test_what_a_complete_panel_is(seats_, codes):
    assert [problem.code for problem in shortfalls(seats_, RULES)] == codes


def test_one_enterprise_expert_of_five_is_named_with_its_numbers():
    walk = Review5(categories=("technical", "enterprise", "finance", "ip", "technical")).composed()
    error = refused("enterprise_share", panels.invite, walk.panel, by=walk.officer, at=walk.at, error=Invalid)
    assert str(error) == "企业专家 1 人，占 20%，低于规定的 40%；5 人中至少需要 2 人。"
    assert walk.panel.state == "planning" or Panel.objects.get().state == "planning"


def test_a_panel_below_the_share_cannot_be_locked_either():
    walk = Review5().marked()
    Seat.objects.filter(expert=walk.experts[1].user).update(category="technical")
    refused("enterprise_share", panels.lock, walk.panel, by=walk.experts[0], at=walk.at, error=Invalid)
    assert Panel.objects.get().state == "scoring"


def test_planning_copies_the_rubric_and_happens_once():
    walk = Review5()
    panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    assert [row.weight for row in panel.rubric.criteria.all()] == [30, 20, 20, 10, 10, 10]
    assert (panel.rubric.template, Rubric.objects.filter(template=True).count()) == (False, 1)
    refused("already_planned", panels.plan, walk.challenge, by=walk.officer, at=walk.at)
    refused("not_allowed", panels.plan, walk.challenge, by=walk.signer, at=walk.at, error=NotAllowed)
    other = ChallengeFactory(state="accepting", batch=walk.challenge.batch)
    refused("wrong_state", panels.plan, other, by=walk.officer, at=walk.at)


def test_a_rubric_of_99_is_refused_and_an_organisers_own_comes_first():
    walk = Review5()
    own = Rubric.objects.create(organiser=walk.challenge.organiser, name="本厅评分表", tie_chain=[])
    Criterion.objects.create(rubric=own, position=1, name="全部", weight=99)
    error = refused("weights_total", panels.plan, walk.challenge, by=walk.officer, at=walk.at, error=Invalid)
    assert "99" in str(error)
    Criterion.objects.update(weight=100)
    assert panels.plan(walk.challenge, by=walk.officer, at=walk.at).rubric.name == "本厅评分表"


def test_each_pick_that_cannot_sit_is_named_and_nothing_is_kept():
    walk = Review5()
    panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    good = expert()
    picks = [
        Pick(good.user_id, leader=True),
        Pick(good.user_id),
        Pick(10**9),
        Pick(expert(verification="pending").user_id),
        Pick(expert(integrity="suspended").user_id),
        Pick(expert(available=False).user_id),
        Pick(expert(max_load=1).user_id),
        Pick(stranger().user_id),
    ]
    codes = ["twice", "unknown_expert", "not_verified", "integrity", "unavailable", "load", "unknown_expert"]
    error = refused(codes, panels.compose, panel, by=walk.officer, at=walk.at, picks=picks, error=Invalid)
    assert [problem.field for problem in error.problems] == [f"picks.{n}.expert" for n in range(1, 8)]
    assert Seat.objects.count() == 0


def test_composing_again_replaces_those_not_asked_yet():
    walk = Review5(reserves=1).composed()
    assert Seat.objects.filter(state="reserve").count() == 1
    EmploymentFactory(
        expert=ExpertProfile.objects.get(user=walk.experts[1].user), unit_name="甲所", starts_on=day_of(walk.at)
    )
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=walk.picks()[:2])
    assert list(Seat.objects.values_list("state", "unit", "leader")) == [
        ("picked", "", True),
        ("picked", "甲所", False),
    ]
    with pytest.raises(LostUpdate):
        panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=[], expected=1)


def test_those_asked_already_cannot_be_picked_again():
    walk = Review5().invited()
    picks = [Pick(walk.experts[0].user_id)]
    refused("asked_already", panels.compose, walk.panel, by=walk.officer, at=walk.at, picks=picks, error=Invalid)


@pytest.mark.parametrize("begun", [True, False], ids=["reviews owed", "accepted and not begun"])
def test_work_for_any_organiser_counts_against_the_experts_limit(begun):
    one = Review5(proposals=2)
    busy = one.experts[0]
    ExpertProfile.objects.filter(user=busy.user).update(max_load=3)
    one.scoring() if begun else one.accepted()
    two = Review5(proposals=2)
    assert two.challenge.batch_id != one.challenge.batch_id
    assert two.challenge.organiser_id != one.challenge.organiser_id
    panel = panels.plan(two.challenge, by=two.officer, at=two.at)
    picks = [Pick(busy.user_id)]
    error = refused("load", panels.compose, panel, by=two.officer, at=two.at, picks=picks, error=Invalid)
    assert "3" in str(error) and one.challenge.organiser.name not in str(error)
    assert panel.seats.count() == 0
    assert ("full", {"load": 3}) in next(
        row.against for row in pool(panel, today=day_of(two.at)) if row.user_id == busy.user_id
    )


def test_an_invitation_runs_out_by_the_clock_and_the_next_reserve_comes():
    walk = Review5(reserves=2).invited()
    seat = walk.seat_of(walk.experts[0])
    assert seat.due_at == walk.at + 48 * HOUR
    refused("not_due", seats.expire, seat, by=CLOCK, at=seat.due_at)
    for one in walk.experts[1:]:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    after = seat.due_at + datetime.timedelta(seconds=1)
    refused("too_late", seats.accept, seat, by=walk.experts[0], at=after)
    assert deadlines.take_due_steps(after) == 1
    seat.refresh_from_db()
    reserve = walk.seat_of(walk.reserves[0])
    assert (seat.state, seat.leader, reserve.state, reserve.leader) == ("expired", False, "invited", True)
    assert reserve.due_at == after + 48 * HOUR
    assert walk.seat_of(walk.reserves[1]).state == "reserve"
    assert deadlines.take_due_steps(after) == 0


def test_the_reserve_that_keeps_the_panel_complete_comes_first():
    walk = Review5()
    walk.reserves = [expert("technical"), expert("enterprise")]
    walk.invited()
    lost = walk.experts[1]
    seats.decline(walk.seat_of(lost), by=lost, at=walk.at, reason="not_my_field")
    assert [walk.seat_of(one).state for one in walk.reserves] == ["reserve", "invited"]


def test_declining_needs_a_reason_of_the_list_and_without_reserves_nobody_comes():
    walk = Review5().invited()
    one = walk.experts[1]
    seat = walk.seat_of(one)
    given = {"by": one, "at": walk.at, "error": Invalid}
    refused("unknown_reason", seats.decline, seat, reason="lazy", **given)
    refused("required", seats.decline, seat, reason="other", text=" ", **given)
    seats.decline(seat, by=one, at=walk.at, reason="other", text="出差")
    assert (seat.state, seat.decline_reason, seat.decline_text, seat.due_at) == ("declined", "other", "出差", None)
    assert Seat.objects.filter(state="invited").count() == 4


def test_a_seat_given_back_during_scoring_closes_its_reviews_and_the_reserve_gets_their_own():
    walk = Review5(reserves=1).scoring()
    one, reserve = walk.experts[1], walk.reserves[0]
    seats.replace(walk.seat_of(one), by=walk.officer, at=walk.at, reason="逾期未交")
    assert set(Review.objects.filter(seat__expert=one.user).values_list("state", flat=True)) == {"recused"}
    assert Review.objects.filter(seat__expert=reserve.user).count() == 0
    seats.accept(walk.seat_of(reserve), by=reserve, at=walk.at)
    assert Review.objects.filter(seat__expert=reserve.user, state="waiting").count() == 2


def test_taking_somebody_off_the_list_invites_nobody():
    walk = Review5(reserves=1).composed()
    seats.replace(walk.seat_of(walk.experts[1]), by=walk.officer, at=walk.at)
    assert walk.seat_of(walk.reserves[0]).state == "reserve"
    refused("panel_not_inviting", invite, walk.seat_of(walk.reserves[0]), by=walk.officer, at=walk.at)


def test_seats_stand_still_once_the_scores_are_locked():
    walk = Review5(reserves=1).locked()
    one = walk.experts[1]
    refused("locked", seats.decline, walk.seat_of(one), by=one, at=walk.at, reason="dates")
    refused("locked", seats.replace, walk.seat_of(one), by=walk.officer, at=walk.at)
    Seat.objects.filter(expert=walk.reserves[0].user).update(state="invited", due_at=walk.at + HOUR)
    late = walk.seat_of(walk.reserves[0])
    refused("panel_not_inviting", seats.accept, late, by=walk.reserves[0], at=walk.at)
    seats.expire(late, by=CLOCK, at=walk.at + 2 * HOUR)
    assert late.state == "expired"


def test_naming_another_leader():
    walk = Review5().composed()
    seat = walk.seat_of(walk.experts[1])
    seats.name_leader(walk.panel, by=walk.officer, at=walk.at, seat=seat)
    assert list(Seat.objects.filter(leader=True)) == [seat]
    foreign = Review5().composed().seat_of
    other = Seat.objects.exclude(panel=walk.panel).first()
    assert foreign is not None
    refused("not_on_panel", seats.name_leader, walk.panel, by=walk.officer, at=walk.at, seat=other, error=Invalid)


def test_scoring_begins_when_everybody_answered_and_the_challenge_is_in_review():
    walk = Review5().invited()
    act = {"by": walk.officer, "at": walk.at}
    refused("not_in_review", panels.begin_scoring, walk.panel, **act)
    results.begin_review(walk.challenge, **act)
    refused("invitations_open", panels.begin_scoring, walk.panel, **act)
    for one in walk.experts:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    panels.begin_scoring(walk.panel, **act)
    assert (Review.objects.count(), Panel.objects.get().due_at) == (10, Challenge.objects.get().due_at)


def test_a_proposal_left_with_too_few_experts_is_named():
    from challenges.experts.models import Conflict

    walk = Review5().accepted()
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    for one in walk.experts[:3]:
        Conflict.objects.create(
            expert=one.user, challenge=walk.challenge, proposal=walk.proposals[0], code="rival", source="declared",
            status="confirmed", found_at=walk.at,
        )  # fmt: skip
    error = refused("too_few_reviews", panels.begin_scoring, walk.panel, by=walk.officer, at=walk.at, error=Invalid)
    assert walk.proposals[0].organisation.name in str(error) and "2" in str(error) and "3" in str(error)
    Conflict.objects.update(proposal=None)
    refused(["too_few_reviews"] * 2, panels.begin_scoring, walk.panel, by=walk.officer, at=walk.at, error=Invalid)


def test_locking_names_who_is_missing_and_wants_a_discussion_where_opinions_part():
    walk = Review5().scoring()
    walk.experts[4].user.name = "迟交者"
    walk.experts[4].user.save()
    walk.mark_each((90, 70), walk.experts[:4])
    act = {"by": walk.experts[0], "at": walk.at}
    assert "迟交者" in str(refused("reviews_missing", panels.lock, walk.panel, **act))
    refused("reviews_missing", panels.discuss, walk.panel, **act)
    walk.mark(walk.experts[4], walk.proposals[0], 10)
    walk.mark(walk.experts[4], walk.proposals[1], 70)
    refused("discussion_needed", panels.lock, walk.panel, **act)
    assert Panel.objects.get().results.count() == 0
    panels.discuss(walk.panel, **act)
    refused("statement_needed", panels.lock, walk.panel, **act)
    words = "检测报告第 3 页的氧增量与承诺不符"
    statements.say(walk.panel, proposal=walk.proposals[0], text=words, **act)
    panels.lock(walk.panel, **act)
    assert [(row.proposal, str(row.score), row.rank) for row in Panel.objects.get().results.all()] == [
        (walk.proposals[0], "74.00", 1),
        (walk.proposals[1], "70.00", 2),
    ]
    panels.report(walk.panel, by=walk.officer, at=walk.at)
    assert Panel.objects.get().state == "reported"


def test_a_proposal_everybody_stepped_aside_from_cannot_be_ranked():
    walk = Review5().marked()
    Review.objects.filter(proposal=walk.proposals[0]).update(state="recused")
    error = refused("not_reviewed", panels.lock, walk.panel, by=walk.experts[0], at=walk.at, error=Invalid)
    assert walk.proposals[0].organisation.name in str(error)


def test_a_proposal_withdrawn_during_the_review_holds_nobody_up():
    walk = Review5(proposals=3).scoring()
    walk.proposals[2].__class__.objects.filter(pk=walk.proposals[2].pk).update(state="withdrawn")
    walk.mark_each((90, 70))
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    assert Panel.objects.get().results.count() == 2


def test_reopening_is_a_new_round_with_a_reason():
    walk = Review5().locked()
    act = {"by": walk.officer, "at": walk.at}
    refused("required", panels.reopen, walk.panel, reason=" ", error=Invalid, **act)
    panels.reopen(walk.panel, reason="计分有误", **act)
    panel = Panel.objects.get()
    assert (panel.state, panel.round, panel.locked_by, panel.reopen_reason) == ("scoring", 2, None, "计分有误")
    assert set(Review.objects.values_list("state", "return_reason")) == {("returned", "计分有误")}
    assert {p.state for p in walk.challenge.proposals.all()} == {"qualified"}
    assert panel.results.filter(round=1).count() == 2


def test_scores_are_not_reopened_once_the_choice_is_being_made():
    walk = Review5().proposed()
    refused("not_in_review", panels.reopen, walk.panel, by=walk.officer, at=walk.at, reason="计分表漏计一项")


def test_a_cancelled_panel_gives_its_seats_up_and_another_may_be_planned():
    walk = Review5(reserves=1).invited()
    panels.cancel(walk.panel, by=walk.officer, at=walk.at)
    assert set(Seat.objects.values_list("state", flat=True)) == {"replaced"}
    assert panels.plan(walk.challenge, by=walk.officer, at=walk.at).pk != walk.panel.pk


def test_the_way_into_the_review_and_out_of_it():
    walk = Review5()
    act = {"by": walk.officer, "at": walk.at}
    type(walk.proposals[0]).objects.filter(pk=walk.proposals[0].pk).update(state="opened")
    refused("results_missing", results.begin_review, walk.challenge, **act)
    walk.challenge.proposals.update(state="disqualified")
    results.begin_review(walk.challenge, **act)
    assert (walk.challenge.state, walk.challenge.due_at, Notice.objects.get().kind) == ("lapsed", None, "lapse")
    walk = Review5().marked((59, 40))
    refused("panel_open", results.propose, walk.challenge, by=walk.officer, at=walk.at)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    results.propose(walk.challenge, by=walk.officer, at=walk.at)
    assert (walk.challenge.state, Notice.objects.filter(kind="lapse").count()) == ("lapsed", 2)


def test_the_usual_walk_uses_five_experts_two_from_enterprises():
    assert CATEGORIES.count("enterprise") * 100 >= 40 * len(CATEGORIES)
