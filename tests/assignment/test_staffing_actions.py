"""A plan for all panels of a batch: asked for, solved in its own process, edited with reasons, applied at once."""

import pytest
from django.db import transaction

from accounts.acting import CLOCK
from accounts.models import ExpertProfile
from challenges import tasks
from challenges.assignment.access.staffing import visible_to
from challenges.assignment.actions import plan as plans
from challenges.assignment.actions import staffing as staffings
from challenges.assignment.models import Staffing
from challenges.assignment.queries.staffing import benches
from challenges.assignment.solver import runner
from challenges.assignment.solver.fit import capacity, parts, points
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.review.actions import panel as panels
from challenges.review.models import Seat
from notifications import registry, relay, wording
from notifications.models import Event, InboxItem
from tests.factories.remembered import remembered
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db
POOL = ("technical", "enterprise", "technical", "enterprise", "technical", "finance")


@remembered
def three():
    """Return a batch with three challenges, their panels planned, and a pool of eighteen."""
    first = Review5(categories=POOL)
    batch = first.challenge.batch
    walks = [first, *(Review5(categories=POOL, batch=batch, organiser=batch.organiser) for _ in range(2))]
    for walk in walks:
        walk.panel = panels.plan(walk.challenge, by=first.officer, at=first.at)
    return walks


@pytest.fixture
def walks():
    return three()


@remembered
def three_solved():
    """Return such a batch, and a plan for it that was solved."""
    walks = three()
    return walks, solved(walks)


@pytest.fixture
def planned():
    return three_solved()


def asked(walks):
    first = walks[0]
    return staffings.ask(first.challenge.batch, by=first.officer, at=first.at)


def solved(walks):
    staffing = asked(walks)
    assert staffings.solve_waiting(at=walks[0].at) == 1
    staffing.refresh_from_db()
    return staffing


def pairs(staffing):
    return {(row["expert_id"], row["proposal_id"]) for row in staffing.result["pairs"]}


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code, and nothing was recorded."""
    before = Event.objects.count(), list(Staffing.objects.values_list("state", "version")), Seat.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    assert code == (caught.value.problems[0].code if error is Invalid else caught.value.code)
    assert before == (
        Event.objects.count(),
        list(Staffing.objects.values_list("state", "version")),
        Seat.objects.count(),
    )


def test_from_the_question_to_complete_panels(planned):
    walks, staffing = planned
    first = walks[0]
    assert (staffing.state, staffing.error, len(staffing.result["pairs"])) == ("ready", {}, 15)
    assert Seat.objects.count() == 0
    told = Event.objects.get(name="staffing.solved").facts
    assert (told["pairs"], told["missing"], told["hash"]) == (15, 0, staffing.result["input_hash"])
    for bench in benches(staffing):
        for chair in bench.chairs:
            assert chair.reasons[0][0] == "fit"
            assert sum(points for _code, points, _matched in chair.parts) == chair.fit
    staffings.apply(staffing, by=first.officer, at=first.at)
    for walk in walks:
        members = walk.panel.seats.filter(state="picked")
        assert (members.count(), members.filter(category="enterprise").count() >= 2) == (5, True)
        assert members.filter(leader=True).count() == 1
        panels.invite(walk.panel, by=first.officer, at=first.at)


def test_nobody_gets_more_than_their_load(walks):
    ExpertProfile.objects.update(max_load=2)
    staffing = solved(walks)
    seated = [expert for expert, _panel in pairs(staffing)]
    assert len(seated) == len(set(seated))


def test_edits_need_a_reason_and_change_only_what_they_must(planned):
    walks, staffing = planned
    first = walks[0]
    before = pairs(staffing)
    out = min(before)
    refused("required", staffings.revise, staffing, by=first.officer, at=first.at, bans=[(*out, " ")], error=Invalid)
    stray = [(out[0], 10**6, "刚刚调离本院")]
    refused("unknown_panel", staffings.revise, staffing, by=first.officer, at=first.at, pins=stray, error=Invalid)
    staffings.revise(staffing, by=first.officer, at=first.at, bans=[(*out, "刚刚调离")])
    assert staffing.state == "asked"
    staffings.solve_waiting(at=first.at)
    staffing.refresh_from_db()
    assert out not in pairs(staffing)
    assert len(before & pairs(staffing)) >= 13


def test_an_impossible_pin_says_why_and_keeps_the_plan_before(planned):
    walks, staffing = planned
    first = walks[0]
    before = pairs(staffing)
    one = first.experts[0].user_id
    ExpertProfile.objects.filter(user_id=one).update(integrity="suspended")
    staffings.revise(staffing, by=first.officer, at=first.at, pins=[(one, first.panel.pk, "熟悉本题")])
    staffings.solve_waiting(at=first.at)
    staffing.refresh_from_db()
    assert (staffing.state, staffing.error["code"], pairs(staffing)) == ("failed", "pin_in_conflict", before)
    assert "回避事由" in staffings.error_of(staffing)


def test_a_stopped_solver_changes_nothing_and_can_be_asked_again(walks, settings, monkeypatch):
    first = walks[0]
    monkeypatch.setattr(plans, "SECONDS", 0.01)
    staffing = solved(walks)
    assert (staffing.state, staffing.error["code"], staffing.result) == ("failed", "time", {})
    assert Seat.objects.count() == 0
    monkeypatch.setattr(plans, "SECONDS", 60)
    staffings.revise(staffing, by=first.officer, at=first.at)
    staffings.solve_waiting(at=first.at)
    staffing.refresh_from_db()
    assert staffing.state == "ready"


def test_a_pool_too_small_names_the_missing_seats(walks):
    ExpertProfile.objects.filter(category="enterprise").update(available=False)
    staffing = solved(walks)
    assert {(bench.missing, bench.enterprise_missing) for bench in benches(staffing)} == {(2, 2)}


def test_a_panel_that_went_on_meanwhile_stops_the_whole_plan(planned):
    walks, staffing = planned
    first = walks[0]
    panels.cancel(walks[1].panel, by=first.officer, at=first.at)
    refused("panel_moved_on", staffings.apply, staffing, by=first.officer, at=first.at)


def test_a_voided_question_throws_the_answer_away(walks):
    first = walks[0]
    staffing = asked(walks)
    staffings.void(staffing, by=first.officer, at=first.at)
    assert staffings.solve_waiting(at=first.at) == 0
    with pytest.raises(Refused) as caught:
        staffings.solve(staffing, by=CLOCK, at=first.at, problem={}, result={}, error={})
    assert caught.value.code == "wrong_state"


def test_two_workers_do_not_solve_the_same_question(walks):
    staffing = asked(walks)
    Staffing.objects.filter(pk=staffing.pk).update(leased_until=walks[0].at + plans.LEASE)
    assert staffings.solve_waiting(at=walks[0].at) == 0
    assert staffings.solve_waiting(at=walks[0].at + 2 * plans.LEASE) == 1


def test_one_plan_is_open_and_only_the_officers_ask(walks):
    first = walks[0]
    batch = first.challenge.batch
    for viewer in (first.signer, first.supervisor, first.experts[0], stranger("organiser"), stranger()):
        refused("not_allowed", staffings.ask, batch, by=viewer, at=first.at, error=NotAllowed)
    staffing = asked(walks)
    refused("staffing_open", staffings.ask, batch, by=first.officer, at=first.at)
    for viewer in (first.signer, first.supervisor, first.experts[0], stranger()):
        refused("not_allowed", staffings.void, staffing, by=viewer, at=first.at, error=NotAllowed)
    seen = [first.officer, first.supervisor, first.signer, first.experts[0], stranger("organiser")]
    assert [visible_to(viewer).count() for viewer in seen] == [1, 1, 0, 0, 0]


def test_a_batch_without_panels_has_nothing_to_plan():
    walk = Review5()
    refused("no_panels", staffings.ask, walk.challenge.batch, by=walk.officer, at=walk.at)


def test_what_is_asked_is_what_the_site_stores(planned):
    _walks, staffing = planned
    again = runner.run({"do": "plan", "problem": staffing.problem, "cover_seconds": 0}, 60, 2048)
    stored = [{name: value for name, value in row.items() if name != "parts"} for row in staffing.result["pairs"]]
    assert again["pairs"] == stored


def test_events_of_a_plan_are_told_or_silent():
    for verb in ("asked", "solved", "revised", "applied", "voided"):
        assert registry.is_declared(f"staffing.{verb}")


@pytest.mark.parametrize(
    ("fields", "keywords", "bound", "expected"),
    [
        (["40201"], [], True, [("same_field", 7000)]),
        (["40299"], [], True, [("same_branch", 5000)]),
        (["40801"], [], True, [("same_area", 2500)]),
        (["80101"], [], True, []),
        ([], ["碳化硅", "外延"], True, [("keywords", 1500)]),
        (["40201"], ["SiC", "外延", "热场", "衬底", "缺陷"], True, [("same_field", 7000), ("keywords", 3000)]),
        (["10101"], [], False, [("any_field", 4000)]),
    ],
)
def test_fit_is_the_sum_of_its_parts(fields, keywords, bound, expected):
    text = "8英寸碳化硅（sic）外延热场与衬底缺陷控制"
    found = parts(fields, keywords, field_code="40201", text=text, bound=bound)
    assert [(part.code, part.points) for part in found] == expected
    assert points(found) == min(10_000, sum(value for _code, value in expected))


@pytest.mark.parametrize(("free", "sizes", "count"), [(8, [4, 4, 4], 2), (8, [2, 2, 2], 3), (3, [4, 2], 0), (0, [], 0)])
def test_load_is_counted_with_the_largest_first(free, sizes, count):
    assert capacity(free, sizes) == count


def test_whoever_asked_is_told_of_the_plan_and_of_its_failure(planned, monkeypatch):
    walks, staffing = planned
    first = walks[0]
    monkeypatch.setattr(plans, "SECONDS", 0.01)
    staffings.revise(staffing, by=first.officer, at=first.at)
    staffings.solve_waiting(at=first.at)
    relay.dispatch(first.at)
    items = InboxItem.objects.filter(event__noun="staffing").order_by("event_id")
    assert {item.person_id for item in items} == {first.officer.user_id}
    said = [wording.put(item.event.name, item.facts, language="zh-hans").subject for item in items]
    batch = first.challenge.batch.name
    assert said == [f"组评方案已得出：{batch}", f"没有得出组评方案：{batch}"]
    assert "15 seats are filled" in wording.put("staffing.solved", items[0].facts, language="en").body


def test_the_worker_solves_what_is_asked_for(walks):
    staffing = asked(walks)
    tasks.solve_staffings()
    staffing.refresh_from_db()
    assert staffing.state == "ready"
