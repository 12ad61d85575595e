"""Whatever the instance: no plan that is applied breaks a conflict, a load, a unit or the enterprise share."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.acting import CLOCK
from accounts.models import ExpertProfile
from challenges.assignment.actions import allotment as allotments
from challenges.assignment.actions.allotment_problem import problem_for
from challenges.assignment.solver import plan as solver
from challenges.assignment.solver.problem import from_plain
from challenges.core.gate import Refused
from challenges.experts.models import Conflict
from challenges.review.models import Panel, Seat
from notifications.clock import day_of
from tests.assignment.instances import broken_rules
from tests.factories.allotment import pairs, two_panels
from tests.factories.challenges import set_rules

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Undo(Exception):
    """Thrown to begin the next instance where this one began."""


@pytest.fixture
def walks():
    """Two panels of a batch, five proposals each."""
    return two_panels(proposals=5)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    loads=st.lists(st.integers(1, 9), min_size=10, max_size=10),
    tied=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25),
    units=st.lists(st.integers(0, 4), min_size=10, max_size=10),
    share=st.sampled_from([0, 20, 40]),
    bridging=st.sampled_from([0, 15, 40]),
)
def test_no_applied_plan_ever_breaks_a_rule(walks, loads, tied, units, share, bridging):
    try:
        with transaction.atomic():
            arrange(walks, loads, tied, units, {"enterprise_share": share, "bridging_share": bridging})
            judge(walks, tied)
            raise Undo
    except Undo:
        pass


def arrange(walks, loads, tied, units, rules):
    """Give the experts limits and units, tie some of them to proposals, and set the batch's rules."""
    first = walks[0]
    batch = first.challenge.batch
    set_rules(batch, rules)
    people = [one for walk in walks for one in walk.experts]
    proposals = [proposal for walk in walks for proposal in walk.proposals]
    for one, load, unit in zip(people, loads, units, strict=True):
        ExpertProfile.objects.filter(user_id=one.user_id).update(max_load=load)
        Seat.objects.filter(expert_id=one.user_id).update(unit=f"单位{unit}")
    Conflict.objects.bulk_create(
        Conflict(
            expert_id=people[e].user_id,
            challenge=proposals[p].challenge,
            proposal=proposals[p],
            code="joint_project",
            source="computed",
            status="potential" if e % 2 else "confirmed",
            found_at=first.at,
        )
        for e, p in sorted(tied)
    )


def judge(walks, tied):
    """Solve and apply; what is applied keeps every rule, what cannot be filled is named and changes nothing."""
    first = walks[0]
    plan = allotments.ask(first.challenge.batch, by=first.officer, at=first.at)
    problem, dress = problem_for(plan, day_of(first.at))
    result = solver.make(from_plain(problem)).plain()
    dress(result)
    allotments.solve(plan, by=CLOCK, at=first.at, problem=problem, result=result, error={})
    people = [one.user_id for walk in walks for one in walk.experts]
    proposals = [proposal.pk for walk in walks for proposal in walk.proposals]
    assert broken_rules(from_plain(problem), pairs(plan)) == []
    assert not pairs(plan) & {(people[e], proposals[p]) for e, p in tied}
    missing = sum(row["missing"] for row in result["unfilled"])
    assert len(pairs(plan)) + missing == 30
    if missing:
        with pytest.raises(Refused) as caught:
            allotments.apply(plan, by=first.officer, at=first.at)
        assert caught.value.code == "seats_unfilled"
        assert not Panel.objects.exclude(allotment=None).exists()
        assert not Seat.objects.filter(bridging=True).exists()
        return
    allotments.apply(plan, by=first.officer, at=first.at)
    limits = dict(ExpertProfile.objects.values_list("user_id", "max_load"))
    load = Counter(expert for expert, _proposal in pairs(plan))
    assert all(load[expert] <= limits[expert] for expert in load)
    share = first.challenge.batch.rules_on(day_of(first.at))["enterprise_share"]
    for proposal in proposals:
        seats = [seat_of(expert, proposal, walks) for expert, one in pairs(plan) if one == proposal]
        assert len(seats) == 3 and {seat.state for seat in seats} == {"accepted"}
        assert sum(seat.category == "enterprise" for seat in seats) * 100 >= share * 3
        assert max(Counter(seat.unit for seat in seats).values()) <= 2


def seat_of(expert, proposal, walks):
    """Return the seat an expert has on the panel of a proposal."""
    walk = next(walk for walk in walks if proposal in {one.pk for one in walk.proposals})
    return walk.panel.seats.get(expert_id=expert)
