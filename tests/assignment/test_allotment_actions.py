"""Who reviews what: asked for, solved in its own process, edited with reasons, applied at once, begun by it."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter

import pytest
from django.db import transaction

from accounts.models import ExpertProfile
from challenges import tasks
from challenges.assignment.access.allotment import visible_to
from challenges.assignment.actions import allotment as allotments
from challenges.assignment.actions import plan as plans
from challenges.assignment.models import Allotment
from challenges.assignment.queries.allotment import standings
from challenges.assignment.queries.allotment_grid import grids
from challenges.assignment.solver import runner
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.experts.models import Conflict
from challenges.proposals.access.proposal import visible_to as proposals_visible_to
from challenges.proposals.models import Section
from challenges.review.actions import panel as panels
from challenges.review.actions import panel_allot, panel_checks
from challenges.review.actions import seat as seats
from challenges.review.models import Panel, Review, Seat
from notifications import registry, relay, wording
from notifications.clock import day_of
from notifications.models import Event, InboxItem
from tests.factories.accounts import EmploymentFactory
from tests.factories.allotment import (
    again,
    applied,
    begun,
    living,
    one_applied,
    one_solved,
    other_officer,
    pairs,
    shared,
    solved,
    two_applied,
    two_panels,
    two_solved,
)
from tests.factories.challenges import ProposalFactory, set_rules
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db


def everything():
    """Return what a refusal must leave alone."""
    return (
        Event.objects.count(),
        list(Allotment.objects.order_by("pk").values_list("state", "version", "pins", "bans")),
        list(Panel.objects.order_by("pk").values_list("state", "version", "reviews_each", "allotment")),
        list(Seat.objects.order_by("pk").values_list("state", "version", "bridging")),
        Review.objects.count(),
    )


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code, and nothing at all has changed. Returns what was said."""
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    problem = caught.value.problems[0] if error is Invalid else caught.value
    assert (problem.code, everything()) == (code, before)
    return getattr(problem, "message", "") or str(problem)


def tie(walk, one, proposal=None, status="potential"):
    """Write down that something ties an expert to a proposal of the walk's challenge, or to all of it."""
    return Conflict.objects.create(
        expert_id=one.user_id,
        challenge=walk.challenge,
        proposal=proposal,
        code="joint_project",
        source="computed",
        status=status,
        found_at=walk.at,
    )


def guests(walk, state="accepted"):
    return set(walk.panel.seats.filter(bridging=True, state=state).values_list("expert_id", flat=True))


def test_from_the_question_to_the_reviews():
    first, second, plan = two_solved()
    assert (plan.state, plan.error, len(pairs(plan))) == ("ready", {}, 24)
    assert (plan.result["bridging"], plan.result["bridging_wanted"], plan.result["connected"]) == (4, 4, True)
    assert (Review.objects.count(), guests(first), guests(second)) == (0, set(), set())
    allotments.apply(plan, by=first.officer, at=first.at)
    for walk in (first, second):
        home = {one.user_id for one in walk.experts}
        own = {proposal.pk for proposal in walk.proposals}
        assert guests(walk) == {expert for expert, proposal in pairs(plan) if proposal in own} - home
        begun(walk)
        given = set(Review.objects.filter(seat__panel=walk.panel).values_list("seat__expert_id", "proposal_id"))
        assert given == {pair for pair in pairs(plan) if pair[1] in own}
        assert Counter(proposal for _expert, proposal in given) == dict.fromkeys(own, 3)


def test_every_pair_says_why_and_the_reader_sees_names():
    first, second, plan = two_solved()
    crossing = [row for row in plan.result["pairs"] if "bridging" in [reason["code"] for reason in row["reasons"]]]
    names = {first.panel.name, second.panel.name}
    for row in crossing:
        fields = next(reason["fields"] for reason in row["reasons"] if reason["code"] == "bridging")
        assert set(fields.values()) == names
    for row in plan.result["pairs"]:
        assert row["reasons"][0]["code"] == "fit"
        assert sum(points for _code, points, _matched in row["parts"]) == row["fit"]


def test_an_expert_of_another_panel_counts_for_nothing_and_sees_only_what_is_theirs():
    first, second, plan = two_applied()
    begun(first)
    chosen = next(one for one in second.experts if one.user_id in guests(first))
    seat = first.panel.seats.get(expert_id=chosen.user_id)
    assert (seat.bridging, seat.leader, seat.state, seat.invited_at) == (True, False, "accepted", first.at)
    panel_checks.require_complete(first.panel, ["accepted"], first.at)
    own = {proposal for expert, proposal in pairs(plan) if expert == chosen.user_id}
    assert {row.pk for row in proposals_visible_to(chosen)} == own & {one.pk for one in first.proposals}
    assert 0 < len(own & {one.pk for one in first.proposals}) < len(first.proposals)


def test_who_crosses_a_panel_is_told_without_a_firm():
    first, second, _plan = two_applied()
    relay.dispatch(first.at)
    items = InboxItem.objects.filter(event__name="seat.bridged")
    assert {item.person_id for item in items} == guests(first) | guests(second)
    for language in ("zh-hans", "en"):
        said = wording.put("seat.bridged", items[0].facts, language=language)
        assert first.proposals[0].organisation.name not in said.subject + said.body


def test_who_was_not_asked_when_they_accepted_stays_on_their_panel():
    first, second, plan = two_solved(informed=False)
    assert (plan.result["bridging"], plan.result["connected"]) == (0, False)
    codes = {code for _expert, _proposal, code in plan.problem["conflicts"]}
    assert codes == {"not_asked"}
    allotments.apply(plan, by=first.officer, at=first.at)
    assert guests(first) | guests(second) == set()


def test_an_invitation_says_that_proposals_of_other_panels_may_come():
    walk = Review5().composed()
    panel_allot.set_reviews(walk.panel, by=walk.officer, at=walk.at, reviews_each=3)
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    relay.dispatch(walk.at)
    item = InboxItem.objects.filter(event__name="seat.invited").first()
    assert "其他评审组的少量申报书" in wording.put("seat.invited", item.facts, language="zh-hans").body


@pytest.mark.parametrize("status", ["potential", "confirmed"])
def test_no_tie_is_ever_given_a_proposal(status):
    walk = shared(proposals=3, reviews_each=5)
    tie(walk, walk.experts[0], walk.proposals[0], status)
    tie(walk, walk.experts[4], walk.proposals[1], status)
    plan = solved(walk)
    everybody = {(one.user_id, proposal.pk) for one in walk.experts for proposal in walk.proposals}
    assert everybody - pairs(plan) == {
        (walk.experts[0].user_id, walk.proposals[0].pk),
        (walk.experts[4].user_id, walk.proposals[1].pk),
    }
    short = {row["proposal_id"]: row["missing"] for row in plan.result["unfilled"]}
    assert short == {walk.proposals[0].pk: 1, walk.proposals[1].pk: 1}


def test_a_tie_that_was_rejected_does_not_count():
    walk = shared(proposals=1, reviews_each=5)
    tie(walk, walk.experts[0], walk.proposals[0], "rejected")
    assert (walk.experts[0].user_id, walk.proposals[0].pk) in pairs(solved(walk))


def test_a_tie_that_comes_to_light_only_now_counts_across_panels_too():
    first, _second = two_panels()
    chosen = next(row["expert_id"] for row in solved(first).result["pairs"] if len(row["reasons"]) > 1)
    profile = ExpertProfile.objects.get(user_id=chosen)
    firm = first.proposals[0].organisation
    EmploymentFactory(expert=profile, organisation=firm, unit_name=firm.name, starts_on=day_of(first.at))
    plan = Allotment.objects.get()
    plan = again(first, allotments.revise(plan, by=first.officer, at=first.at))
    assert (chosen, first.proposals[0].pk) not in pairs(plan)


def test_nobody_gets_more_than_their_limit_less_what_they_owe():
    elsewhere = Review5(proposals=2).scoring()
    walk = Review5(proposals=4, batch=elsewhere.challenge.batch, organiser=elsewhere.challenge.organiser, categories=())
    walk.experts = elsewhere.experts
    walk.composed()
    ExpertProfile.objects.update(max_load=5)
    panel_allot.set_reviews(walk.panel, by=walk.officer, at=walk.at, reviews_each=3)
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    for one in walk.experts:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    plan = solved(walk)
    assert max(Counter(expert for expert, _proposal in pairs(plan)).values()) <= 3
    assert {row["max_load"] for row in plan.problem["experts"]} == {3}


def test_what_another_panel_is_going_to_give_counts_as_owed():
    walk = shared(proposals=2)
    other = Review5(proposals=3, batch=walk.challenge.batch, organiser=walk.challenge.organiser, categories=())
    other.experts = walk.experts
    other.accepted()
    plan = solved(walk)
    limit = ExpertProfile.objects.get(user_id=walk.experts[0].user_id).max_load
    assert {row["max_load"] for row in plan.problem["experts"]} == {limit - 3}


def test_an_expert_of_two_panels_is_at_home_on_both():
    first = shared()
    second = Review5(proposals=4, batch=first.challenge.batch, organiser=first.challenge.organiser, categories=())
    second.experts = first.experts
    second.composed()
    panel_allot.set_reviews(second.panel, by=first.officer, at=first.at, reviews_each=3)
    panels.invite(second.panel, by=first.officer, at=first.at)
    for one in second.experts:
        seats.accept(second.seat_of(one), by=one, at=first.at)
    plan = solved(first)
    assert (plan.result["bridging"], plan.result["unfilled"], plan.result["connected"]) == (0, [], True)
    allotments.apply(plan, by=first.officer, at=first.at)
    assert guests(first) | guests(second) == set()
    begun(first)
    begun(second)


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_the_number_of_reviews_is_odd_and_not_below_the_rules(number):
    walk = Review5().composed()
    said = refused(
        "reviews_each",
        panel_allot.set_reviews,
        walk.panel,
        by=walk.officer,
        at=walk.at,
        reviews_each=number,
        error=Invalid,
    )
    assert said == "每份申报书至少由 3 位专家评审，且须为单数。"


def test_the_least_number_is_the_batchs_own():
    walk = Review5().composed()
    batch = walk.challenge.batch
    set_rules(batch, {"reviews_least": 5})
    walk.panel.refresh_from_db()
    panel = Panel.objects.get(pk=walk.panel.pk)
    refused("reviews_each", panel_allot.set_reviews, panel, by=walk.officer, at=walk.at, reviews_each=3, error=Invalid)
    panel_allot.set_reviews(panel, by=walk.officer, at=walk.at, reviews_each=5)
    assert panel.reviews_each == 5


def test_another_number_gives_the_plan_up_and_guests_leave():
    first, _second, _plan = two_applied()
    first.panel.refresh_from_db()
    there = guests(first)
    panel_allot.set_reviews(first.panel, by=first.officer, at=first.at, reviews_each=5)
    assert (first.panel.allotment, guests(first), guests(first, "replaced")) == (None, set(), there)


def test_scoring_does_not_begin_without_a_plan():
    walk = shared()
    said = refused("allotment_missing", begun, walk)
    assert said == "每份由 3 位专家评审，请先采用派评方案。"


def test_scoring_does_not_begin_when_an_expert_left():
    walk, _plan = one_applied(reserves=1)
    seats.decline(walk.seat_of(walk.experts[4]), by=walk.experts[4], at=walk.at, reason="dates")
    seats.accept(walk.seat_of(walk.reserves[0]), by=walk.reserves[0], at=walk.at)
    said = refused("allotment_unfit", begun, walk)
    assert "已不在本组" in said
    applied(walk)
    begun(walk)
    assert {living(proposal) for proposal in walk.proposals} == {3}


def test_scoring_does_not_begin_when_a_proposal_came():
    walk, _plan = one_applied()
    ProposalFactory(challenge=walk.challenge, state="qualified", receipt_number="R-late")
    assert "方案里 4 份，现在合格的 5 份" in refused("allotment_unfit", begun, walk)


def test_scoring_does_not_begin_over_a_new_tie():
    walk, plan = one_applied()
    expert, proposal = min(pairs(plan))
    one = next(one for one in walk.experts if one.user_id == expert)
    tie(walk, one, next(row for row in walk.proposals if row.pk == proposal), "confirmed")
    assert "回避线索" in refused("allotment_unfit", begun, walk)


def test_scoring_does_not_begin_over_a_limit_that_was_lowered():
    walk, _plan = one_applied()
    ExpertProfile.objects.update(max_load=1)
    assert "超过其上限" in refused("allotment_unfit", begun, walk)


def test_scoring_does_not_begin_when_a_guest_gave_their_seat_back():
    first, second, _plan = two_applied()
    one = next(one for one in second.experts if one.user_id in guests(first))
    before = first.panel.seats.filter(state="invited").count()
    seats.decline(first.panel.seats.get(expert_id=one.user_id), by=one, at=first.at, reason="dates")
    assert first.panel.seats.filter(state="invited").count() == before
    assert "已不能跨组评审" in refused("allotment_unfit", begun, first)
    plan = applied(first)
    assert one.user_id not in guests(first)
    assert not {pair for pair in pairs(plan) if pair[0] == one.user_id} & {
        (one.user_id, proposal.pk) for proposal in first.proposals
    }
    begun(first)


def test_the_majority_is_that_of_those_who_are_to_review():
    walk = shared(proposals=1)
    rows = [Review(proposal=walk.proposals[0])] * 2
    panel_checks.require_majority(walk.challenge, rows, 3 // 2 + 1)
    with pytest.raises(Invalid):
        panel_checks.require_majority(walk.challenge, rows, 5 // 2 + 1)
    applied(walk)
    begun(walk)
    assert Review.objects.count() == 3


def test_a_reserve_takes_over_what_the_lost_seat_was_given():
    walk, plan = one_applied(reserves=1)
    begun(walk)
    lost = walk.experts[1]
    given = {proposal for expert, proposal in pairs(plan) if expert == lost.user_id}
    handed_in = walk.mark(lost, next(row for row in walk.proposals if row.pk in given), 80)
    seats.replace(walk.seat_of(lost), by=walk.officer, at=walk.at, reason="当周在国外开会")
    handed_in.refresh_from_db()
    assert handed_in.state == "recused"
    assert {living(row) for row in walk.proposals if row.pk in given} == {2}
    seats.accept(walk.seat_of(walk.reserves[0]), by=walk.reserves[0], at=walk.at)
    took = Review.objects.filter(seat__expert_id=walk.reserves[0].user_id)
    assert set(took.values_list("proposal_id", flat=True)) == given
    assert {living(row) for row in walk.proposals} == {3}


def test_the_work_passes_on_over_a_reserve_who_never_came():
    walk, plan = one_applied(reserves=2)
    begun(walk)
    lost = walk.experts[1]
    seats.decline(walk.seat_of(lost), by=lost, at=walk.at, reason="dates")
    first, second = walk.reserves
    seats.decline(walk.seat_of(first), by=first, at=walk.at, reason="dates")
    seats.accept(walk.seat_of(second), by=second, at=walk.at)
    given = {proposal for expert, proposal in pairs(plan) if expert == lost.user_id}
    assert set(Review.objects.filter(seat__expert_id=second.user_id).values_list("proposal_id", flat=True)) == given


def test_a_reserve_stands_in_for_a_guest_and_counts_for_no_size():
    first = shared(reserves=1)
    second = shared(batch=first.challenge.batch)
    plan = applied(first)
    begun(first)
    one = next(one for one in second.experts if one.user_id in guests(first))
    seats.decline(first.panel.seats.get(expert_id=one.user_id), by=one, at=first.at, reason="dates")
    reserve = first.reserves[0]
    seats.accept(first.seat_of(reserve), by=reserve, at=first.at)
    own = {proposal.pk for proposal in first.proposals}
    given = {proposal for expert, proposal in pairs(plan) if expert == one.user_id} & own
    assert set(Review.objects.filter(seat__expert_id=reserve.user_id).values_list("proposal_id", flat=True)) == given
    assert first.seat_of(reserve).bridging
    panel_checks.require_complete(first.panel, ["accepted"], first.at)


def test_a_ranking_stands_on_unequal_sets_of_experts():
    first, second, plan = two_applied()
    begun(first)
    people = {one.user_id: one for one in (*first.experts, *second.experts)}
    firms = {proposal.pk: proposal for proposal in first.proposals}
    first.mark_all(
        (people[expert], firms[proposal], 60 + 5 * first.proposals.index(firms[proposal]))
        for expert, proposal in sorted(pairs(plan))
        if proposal in firms
    )
    sets = {frozenset(expert for expert, one in pairs(plan) if one == proposal) for proposal in firms}
    assert len(sets) > 1
    panels.lock(first.panel, by=first.experts[0], at=first.at)
    results = first.panel.results.order_by("rank")
    assert [(row.proposal_id, row.score) for row in results] == [
        (proposal.pk, 60 + 5 * n) for n, proposal in reversed(list(enumerate(first.proposals)))
    ]
    assert {len(row.breakdown["totals"]) for row in results} == {3}


def test_edits_need_a_reason_and_change_only_what_they_must():
    walk, plan = one_solved(proposals=6)
    before = pairs(plan)
    out = next((e, p) for e, p in sorted(before) if e in {walk.experts[0].user_id, walk.experts[4].user_id})
    act = {"by": walk.officer, "at": walk.at}
    refused("required", allotments.revise, plan, bans=[(*out, " ")], error=Invalid, **act)
    refused("unknown_proposal", allotments.revise, plan, pins=[(out[0], 10**6, "熟悉财务核算")], error=Invalid, **act)
    plan = again(walk, allotments.revise(plan, bans=[(*out, "与项目负责人同门")], **act))
    assert out not in pairs(plan)
    # Two more may change seats with it where that keeps more fit than standing pairs are worth.
    assert len(before - pairs(plan)) <= 3
    pin = next((walk.experts[3].user_id, p.pk) for p in walk.proposals)
    plan = again(walk, allotments.revise(plan, bans=plan.bans, pins=[(*pin, "熟悉财务")], **act))
    assert pin in pairs(plan) and out not in pairs(plan)
    marks = {cell.mark for grid in grids(plan) for line in grid.lines for cell in line.cells}
    assert {"in", "pin", "ban"} <= marks


def test_an_impossible_pin_says_why_and_keeps_the_plan_before():
    walk, plan = one_solved()
    before = pairs(plan)
    tie(walk, walk.experts[0], walk.proposals[0])
    pins = [(walk.experts[0].user_id, walk.proposals[0].pk, "组长须评全部")]
    plan = again(walk, allotments.revise(plan, by=walk.officer, at=walk.at, pins=pins))
    assert (plan.state, plan.error["code"], pairs(plan)) == ("failed", "pin_in_conflict", before)
    assert "回避" in allotments.error_of(plan)


def test_what_cannot_be_filled_is_named_and_nothing_is_applied():
    walk = shared(proposals=5)
    ExpertProfile.objects.filter(user_id=walk.experts[1].user_id).update(max_load=1)
    plan = solved(walk)
    found = {row["code"] for row in plan.result["findings"]}
    assert found == {"enterprise_capacity_short"}
    missing = sum(row["missing"] for row in plan.result["unfilled"])
    assert missing == 4
    said = refused("seats_unfilled", allotments.apply, plan, by=walk.officer, at=walk.at)
    assert "还有 4 席" in said
    assert (guests(walk), Panel.objects.get(pk=walk.panel.pk).allotment) == (set(), None)


def test_all_panels_take_the_plan_or_none_does():
    first, second, plan = two_solved()
    ProposalFactory(challenge=second.challenge, state="qualified", receipt_number="R-late")
    said = refused("allotment_unfit", allotments.apply, plan, by=first.officer, at=first.at)
    assert second.panel.name in said
    panels.cancel(second.panel, by=first.officer, at=first.at)
    refused("panel_moved_on", allotments.apply, plan, by=first.officer, at=first.at)


def test_a_new_plan_keeps_what_it_can_and_changes_the_guests():
    first, _second = two_panels(proposals=6)
    before = pairs(applied(first))
    there = guests(first)
    plan = solved(first)
    assert len(before & pairs(plan)) == len(before)
    out = [(expert, row.pk, "换成财务专家") for expert in there for row in first.proposals]
    plan = again(first, allotments.revise(plan, by=first.officer, at=first.at, bans=out))
    allotments.apply(plan, by=first.officer, at=first.at)
    assert not guests(first) & there and guests(first, "replaced") >= there
    plan = solved(first)
    one = min(there)
    pins = [(one, next(row.pk for row in first.proposals if (one, row.pk) in before), "仍请他评")]
    plan = again(first, allotments.revise(plan, by=first.officer, at=first.at, pins=pins))
    allotments.apply(plan, by=first.officer, at=first.at)
    assert one in guests(first)


def kill_the_solver(walk):
    """Kill the solver's process as soon as it is there."""

    def wait_and_kill():
        for _turn in range(400):
            found = subprocess.run(
                ["pgrep", "-P", str(os.getpid()), "-f", "challenges.assignment.solver.solve"],
                capture_output=True,
                text=True,
            ).stdout.split()
            if found:
                os.kill(int(found[0]), signal.SIGKILL)
                return
            time.sleep(0.005)

    hand = threading.Thread(target=wait_and_kill)
    hand.start()
    allotments.solve_waiting(at=walk.at)
    hand.join()


def test_a_killed_solver_changes_nothing_and_can_be_asked_again():
    walk = shared()
    plan = allotments.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    kill_the_solver(walk)
    plan.refresh_from_db()
    assert (plan.state, plan.error["code"], plan.result) == ("failed", "killed", {})
    assert (Seat.objects.filter(bridging=True).count(), Panel.objects.get(pk=walk.panel.pk).allotment) == (0, None)
    refused("wrong_state", allotments.apply, plan, by=walk.officer, at=walk.at)
    plan = again(walk, allotments.revise(plan, by=walk.officer, at=walk.at))
    assert (plan.state, len(pairs(plan))) == ("ready", 12)


def test_too_little_time_or_memory_says_so(monkeypatch):
    walk = shared()
    monkeypatch.setattr(plans, "SECONDS", 0.01)
    plan = solved(walk)
    assert (plan.state, plan.error["code"]) == ("failed", "time")
    monkeypatch.setattr(plans, "SECONDS", 60)
    monkeypatch.setattr(plans, "MEGABYTES", 40)
    plan = again(walk, allotments.revise(plan, by=walk.officer, at=walk.at))
    assert plan.state == "failed" and plan.error["code"] in ("memory", "failed")


def test_a_panel_that_went_on_before_solving_says_so():
    first, second = two_panels()
    plan = allotments.ask(first.challenge.batch, by=first.officer, at=first.at)
    panels.cancel(second.panel, by=first.officer, at=first.at)
    plan = again(first, plan)
    assert (plan.state, plan.error["code"]) == ("failed", "panels_moved_on")
    assert "作废后重新提出" in allotments.error_of(plan)


def test_topics_are_covered_on_request():
    walk = shared(proposals=3)
    words = {1: ["外延"], 2: ["衬底"], 0: ["热场"], 3: ["热场"], 4: ["缺陷"]}
    for n, keywords in words.items():
        ExpertProfile.objects.filter(user_id=walk.experts[n].user_id).update(keywords=keywords)
    for proposal, text in zip(walk.proposals, ("热场与外延", "缺陷与衬底", "热场、缺陷"), strict=True):
        Section.objects.update_or_create(proposal=proposal, key="route", defaults={"data": {"route": text}})
    plan = solved(walk, cover=True)
    assert (plan.cover, plan.result["topics"], plan.result["topics_proved"]) == (True, 5, True)
    assert [set(row["topics"]) for row in plan.problem["proposals"]] == [
        {"热场", "外延"},
        {"缺陷", "衬底"},
        {"热场", "缺陷"},
    ]


def test_what_is_asked_is_what_the_site_stores():
    plan = solved(shared())
    made = runner.run({"do": "plan", "problem": plan.problem, "cover_seconds": 0}, 60, 2048)
    assert (made["input_hash"], made["seed"]) == (plan.result["input_hash"], plan.seed)
    assert {(row["expert_id"], row["proposal_id"]) for row in made["pairs"]} == pairs(plan)


def test_only_panels_that_are_ready_are_asked_for():
    walk = shared()
    batch = walk.challenge.batch
    open_ = Review5(proposals=2, batch=batch, organiser=batch.organiser).composed()
    panel_allot.set_reviews(open_.panel, by=walk.officer, at=walk.at, reviews_each=3)
    panels.invite(open_.panel, by=walk.officer, at=walk.at)
    whole = Review5(proposals=2, batch=batch, organiser=batch.organiser).accepted()
    assert [one.ready for one in standings(batch, day_of(walk.at))] == [True, False, False]
    for other in (open_, whole):
        refused("panel_not_ready", allotments.ask, batch, by=walk.officer, at=walk.at, panels=[other.panel.pk])
    plan = allotments.ask(batch, by=walk.officer, at=walk.at)
    assert plan.panels == [walk.panel.pk]


def test_one_panel_alone_has_no_guests():
    first, _second = two_panels()
    plan = solved(first, panels=[first.panel.pk])
    assert (plan.panels, plan.result["bridging_wanted"], plan.problem["rules"]["bridging_share"]) == (
        [first.panel.pk],
        0,
        0,
    )


def test_a_batch_without_ready_panels_has_nothing_to_allot():
    walk = Review5().accepted()
    refused("no_panels", allotments.ask, walk.challenge.batch, by=walk.officer, at=walk.at)


def test_one_plan_is_open_and_only_the_officers_ask():
    walk = shared()
    batch = walk.challenge.batch
    others = (walk.signer, walk.supervisor, walk.notice_officer, walk.experts[0], other_officer(), stranger())
    for viewer in others:
        refused("not_allowed", allotments.ask, batch, by=viewer, at=walk.at, error=NotAllowed)
    plan = solved(walk)
    refused("allotment_open", allotments.ask, batch, by=walk.officer, at=walk.at)
    for viewer in others:
        for act in (allotments.void, allotments.apply, allotments.revise):
            refused("not_allowed", act, plan, by=viewer, at=walk.at, error=NotAllowed)
        refused("not_allowed", panel_allot.set_reviews, walk.panel, by=viewer, at=walk.at, error=NotAllowed)
    seen = [walk.officer, walk.admin, walk.supervisor, *others[:1], *others[3:]]
    assert [visible_to(viewer).count() for viewer in seen] == [1, 1, 1, 0, 0, 0, 0]


def test_a_voided_question_throws_the_answer_away():
    walk = shared()
    plan = allotments.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    allotments.void(plan, by=walk.officer, at=walk.at, reason="再等一位专家")
    assert allotments.solve_waiting(at=walk.at) == 0
    refused("wrong_state", allotments.apply, plan, by=walk.officer, at=walk.at)


def test_the_worker_solves_what_is_asked_for():
    walk = shared()
    plan = allotments.ask(walk.challenge.batch, by=walk.officer, at=walk.at)
    tasks.solve_allotments()
    plan.refresh_from_db()
    assert plan.state == "ready"
    relay.dispatch(walk.at)
    item = InboxItem.objects.get(event__name="allotment.solved")
    assert item.person_id == walk.officer.user_id
    assert wording.put("allotment.solved", item.facts, language="zh-hans").subject.startswith("派评方案已得出")
    assert "12 reviews are given out" in wording.put("allotment.solved", item.facts, language="en").body


def test_events_of_an_allotment_are_told_or_silent():
    for verb in ("asked", "solved", "revised", "applied", "voided"):
        assert registry.is_declared(f"allotment.{verb}")


@pytest.mark.parametrize("count", [1, 3])
def test_standings_and_grids_ask_a_fixed_number_of_times(count, django_assert_num_queries):
    walk = shared(proposals=count)
    for _n in range(count - 1):
        shared(proposals=count, batch=walk.challenge.batch)
    plan = applied(walk)
    shared(proposals=2, batch=walk.challenge.batch)
    with django_assert_num_queries(6):
        assert len(standings(walk.challenge.batch, day_of(walk.at))) == count + 1
    with django_assert_num_queries(3):
        assert sum(len(grid.lines) for grid in grids(plan)) == count * count
