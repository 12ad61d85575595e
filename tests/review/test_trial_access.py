"""Who sees a calibration round and who acts in it, cell by cell; no expert ever reads another's drift or name."""

import datetime
from datetime import timedelta

import pytest

from accounts.acting import CLOCK, PUBLIC
from challenges.core import reminders
from challenges.core.queries.steps import steps_for
from challenges.review.access.trial import trialists_visible_to, visible_to
from challenges.review.actions import seat as seats
from challenges.review.actions import trial as trials
from challenges.review.models import Trial, Trialist
from challenges.review.queries.trial import calls, comparison, own_drift
from notifications import relay, wording
from notifications.clock import day_of
from notifications.models import InboxItem
from tests.factories.accounts import OrganisationFactory, acting, operator
from tests.factories.review import Review5, expert, stranger
from tests.factories.trial import Round
from tests.matrix import outcome, wrong_cells

pytestmark = pytest.mark.django_db

OFFICERS = "review_officer batch_admin"
EXPECTED = {
    "trial": {
        "revise": ("planned", OFFICERS),
        "begin": ("planned", OFFICERS),
        "join": ("open", "reserve"),
        "close": ("open", "clock"),
        "close_early": ("open", OFFICERS),
        "void": ("planned open", OFFICERS),
    },
    "trialist": {"score": ("marking", "own"), "hand_in": ("marking", "own")},
}


def world():
    """A round that has begun, one reserve invited after that, and everybody around it."""
    walk = Round(reserves=1).begun()
    seats.decline(walk.seat_of(walk.experts[4]), by=walk.experts[4], at=walk.at, reason="dates")
    organiser = walk.challenge.organiser
    people = {
        "public": PUBLIC,
        "stranger": stranger(),
        "operator": operator(),
        "lead_signer": walk.signer,
        "own": walk.experts[1],
        "other_expert": walk.experts[2],
        "gone_expert": walk.experts[4],
        "reserve": walk.reserves[0],
        "outside_expert": expert(),
        "batch_admin": walk.admin,
        "checker": acting(organiser, "checker"),
        "review_officer": walk.officer,
        "notice_officer": walk.notice_officer,
        "supervisor": walk.supervisor,
        "other_organiser": acting(OrganisationFactory(kind="organiser"), "batch_admin", "review_officer"),
        "clock": CLOCK,
    }
    return walk, people


@pytest.mark.parametrize("noun", list(EXPECTED))
def test_every_cell_of_the_table(noun):
    walk, people = world()
    rows = Trial.objects.filter(pk=walk.trial.pk)
    if noun == "trialist":
        rows = Trialist.objects.filter(pk=walk.part_of(people["own"]).pk)

    def stand_in(state):
        rows.update(state=state)
        return rows.get()

    assert wrong_cells(noun, EXPECTED[noun], people, stand_in, walk.trial.due_at + datetime.timedelta(days=365)) == []


@pytest.mark.parametrize("state", ["planned", "open", "closed", "void"])
def test_who_knows_that_a_round_exists(state):
    _walk, people = world()
    Trial.objects.update(state=state)
    seen = {name for name, viewer in people.items() if visible_to(viewer).exists()}
    told = {"own", "other_expert", "reserve"} if state in ("open", "closed") else set()
    assert seen == {"batch_admin", "review_officer", "supervisor", "clock"} | told


def test_who_knows_whose_part():
    _walk, people = world()
    counts = {name: trialists_visible_to(viewer).count() for name, viewer in people.items()}
    expected = dict.fromkeys(people, 0)
    expected |= {"own": 1, "other_expert": 1, "batch_admin": 5, "review_officer": 5, "supervisor": 5, "clock": 5}
    assert counts == expected
    for name in ("own", "other_expert"):
        assert set(trialists_visible_to(people[name]).values_list("expert_id", flat=True)) == {people[name].user_id}


def test_one_part_is_over_once_the_round_is():
    walk, people = world()
    trials.close_early(walk.trial, by=walk.officer, at=walk.at)
    row = walk.part_of(people["own"])
    assert outcome(row, "score", people["own"], walk.at) == "not_allowed"
    assert steps_for(people["own"], row) == []


def test_each_expert_reads_their_own_drift_and_nobody_elses():
    walk = Round().closed()
    on = day_of(walk.at)
    totals = {}
    for one in walk.experts:
        found = own_drift(one, walk.trial, on=on)
        assert found.drift.expert_id == one.user_id
        totals[one.user_id] = round(found.drift.total, 2)
        assert comparison(one, walk.trial, on=on) is None
    assert list(totals.values()) == [-3.5, -3.5, -3.5, -3.5, 14.0]
    for viewer in (walk.signer, stranger(), stranger("organiser"), expert(), PUBLIC):
        assert own_drift(viewer, walk.trial, on=on) is None
        assert comparison(viewer, walk.trial, on=on) is None
    for viewer in (walk.officer, walk.admin, walk.supervisor):
        found = comparison(viewer, walk.trial, on=on)
        assert {drift.expert_id: round(drift.total, 2) for _name, _panel, drift in found.drifts} == totals
        assert own_drift(viewer, walk.trial, on=on) is None
    assert comparison(walk.notice_officer, walk.trial, on=on) is None


def test_before_the_round_closes_nobody_reads_a_drift():
    walk = Round().begun()
    for one in walk.experts:
        walk.give(one, (80, 70))
    assert own_drift(walk.experts[0], walk.trial, on=day_of(walk.at)) is None
    assert comparison(walk.officer, walk.trial, on=day_of(walk.at)) is None


def test_a_mean_of_two_is_not_shown_because_it_tells_the_others_marks():
    walk = Round().begun()
    for one in walk.experts[:2]:
        walk.give(one, (80, 70))
    walk.give(walk.experts[2], (10, 10), hand_in=False)
    trials.close_early(walk.trial, by=walk.officer, at=walk.at)
    found = own_drift(walk.experts[0], walk.trial, on=day_of(walk.at))
    assert (found.drift, found.few, found.samples) == (None, True, ())
    late = own_drift(walk.experts[2], walk.trial, on=day_of(walk.at))
    assert (late.drift, late.few) == (None, False)


def test_an_expert_who_left_their_seat_reads_nothing_any_more():
    walk = Round(reserves=1).closed()
    gone = walk.experts[3]
    seats.decline(walk.seat_of(gone), by=gone, at=walk.at, reason="dates")
    assert own_drift(gone, walk.trial, on=day_of(walk.at)) is None
    assert (calls(gone), len(calls(walk.experts[0]))) == ([], 1)


def test_panels_of_one_round_are_compared_each_with_itself():
    first = Round()
    batch = first.challenge.batch
    second = Review5(batch=batch, organiser=batch.organiser).accepted()
    first.begun(second)
    for one in first.experts:
        first.give(one, (80, 60))
    for one in second.experts:
        first.give(one, (60, 40))
    trials.close_early(first.trial, by=first.officer, at=first.at)
    found = comparison(first.officer, first.trial, on=day_of(first.at))
    assert {(one.panel.pk, one.experts, one.means) for one in found.panels} == {
        (first.panel.pk, 5, (80.0, 60.0)),
        (second.panel.pk, 5, (60.0, 40.0)),
    }
    assert {round(drift.total, 6) for _name, _panel, drift in found.drifts} == {0}


def told(walk):
    """Who was told what, by event; the inbox is emptied."""
    relay.dispatch(walk.at)
    found = {}
    for item in InboxItem.objects.filter(event__name__startswith="trial").select_related("event"):
        found.setdefault(item.event.name, set()).add(item.person_id)
        said = wording.put(item.event.name, item.facts, language="en")
        assert said.subject and not any(one.user.name in said.body for one in walk.experts)
    InboxItem.objects.all().delete()
    return found


def test_who_is_told_when_it_begins_is_nearly_over_closes_and_is_given_up():
    walk = Round().planned()
    assert told(walk) == {}
    trials.begin(walk.trial, by=walk.officer, at=walk.at)
    everybody = {one.user_id for one in walk.experts}
    assert told(walk) == {"trial.begun": everybody}
    walk.give(walk.experts[0], (80, 70))
    walk.at = walk.trial.due_at - timedelta(hours=20)
    reminders.give_reminders(walk.at)
    assert told(walk) == {"trial.due": everybody - {walk.experts[0].user_id}}
    trials.close_early(walk.trial, by=walk.officer, at=walk.at)
    watching = {walk.admin.user_id, walk.supervisor.user_id}
    assert told(walk) == {"trial.closed_early": {walk.experts[0].user_id} | watching}


@pytest.mark.parametrize("begun", [True, False])
def test_a_round_given_up_is_told_to_those_who_knew_of_it(begun):
    walk = Round().begun() if begun else Round().planned()
    told(walk)
    trials.void(walk.trial, by=walk.officer, at=walk.at, reason="样本泄露")
    experts = {one.user_id for one in walk.experts} if begun else set()
    assert told(walk) == {"trial.voided": experts | {walk.admin.user_id, walk.supervisor.user_id}}
