"""The public draw: by lot, by the rules of a panel, and to be drawn again by anyone."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenges.assignment.solver import draw, replay
from challenges.assignment.solver.draw import Call, Candidate, Exclusion
from challenges.assignment.solver.problem import ProblemError
from tests.assignment.instances import instance

BARRED = (Exclusion("suspended"),)


def pool(size, *, enterprise=3, units=12):
    """Return candidates, every `enterprise`-th of them from a firm."""
    return tuple(Candidate(n, (f"u{n % units}",), n % enterprise == 0) for n in range(size))


def call(candidates, size=5, share=40, **more):
    return Call("panel:1", size, candidates, share, **more)


def drawn(outcome):
    return [row.id for row in outcome.panel]


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), max_size=30),
    st.sampled_from([5, 7, 9]),
    st.sampled_from([0, 20, 40, 100]),
    st.text(max_size=5),
)
def test_a_draw_never_breaks_a_rule_and_fills_what_can_be_filled(people, size, share, secret):
    candidates = tuple(Candidate(n, (f"u{u}",), e, BARRED if out else ()) for n, (u, e, out) in enumerate(people))
    made = call(candidates, size, share, reserves=3)
    outcome = draw.draw(made, secret)
    members = [candidates[id] for id in drawn(outcome)]
    assert not any(member.excluded for member in members)
    assert all(sum(m.units == c.units for m in members) <= 2 for c in members)
    firms = sum(member.enterprise for member in members)
    assert outcome.enterprise_missing == max(0, made.enterprise_seats - firms)
    assert len(members) + outcome.seats_missing == size
    able = [c for c in candidates if not c.excluded]
    room = sum(min(2, sum(c.units == (f"u{u}",) for c in able)) for u in range(6))
    assert len(members) == min(size - outcome.enterprise_missing, room)
    assert not set(drawn(outcome)) & {row.id for row in outcome.reserves}


def test_the_lot_decides_and_the_order_of_the_pool_does_not():
    made = call(pool(40))
    assert drawn(draw.draw(made, "s")) == drawn(draw.draw(replace(made, candidates=made.candidates[::-1]), "s"))
    assert drawn(draw.draw(made, "s")) != drawn(draw.draw(made, "t"))
    assert drawn(draw.draw(made, "s")) != drawn(draw.draw(made, "s", "public value"))


def test_everybody_has_about_the_same_chance():
    made = call(pool(20, units=20), share=0)
    often = [0] * 20
    for n in range(2000):
        for id in drawn(draw.draw(made, str(n))):
            often[id] += 1
    assert min(often) > 420 and max(often) < 580  # 500 each on average; more than four deviations


def test_exclusions_are_logged_by_reason():
    candidates = (*pool(20), Candidate(90, excluded=BARRED), Candidate(91, excluded=(Exclusion("full", {"load": 8}),)))
    record = draw.record(call(candidates), "s")
    assert record["result"]["excluded"] == {"full": 1, "suspended": 1}
    assert [row["excluded"] for row in record["call"]["candidates"] if row["excluded"]] == [
        [{"code": "suspended", "fields": {}}],
        [{"code": "full", "fields": {"load": 8}}],
    ]


def test_a_panel_without_enough_enterprise_experts_stays_short():
    outcome = draw.draw(call(tuple(Candidate(n, (f"u{n}",), n == 0) for n in range(20))), "s")
    assert (len(outcome.panel), outcome.seats_missing, outcome.enterprise_missing) == (4, 1, 1)


@pytest.mark.parametrize(("size", "code"), [(3, "panel_too_small"), (6, "panel_even"), (8, "panel_even")])
def test_a_panel_is_odd_and_of_five_at_least(size, code):
    with pytest.raises(ProblemError) as refused:
        draw.draw(call(pool(20), size), "s")
    assert refused.value.code == code


def test_the_next_reserve_keeps_share_and_units():
    firm, other = Candidate("firm", ("f",), True), Candidate("other", ("o",))
    staying = [Candidate(n, (f"u{n}",), n == 0) for n in range(4)]
    made = call((), 5, 40)
    assert draw.next_reserve(made, staying, [other, firm]) == firm  # the empty seat is an enterprise seat
    staying[1] = replace(staying[1], enterprise=True)
    assert draw.next_reserve(made, staying, [other, firm]) == other  # the first in the order
    full = [replace(member, units=("o",)) if n < 2 else member for n, member in enumerate(staying)]
    assert draw.next_reserve(made, full, [other, firm]) == firm  # two of that unit already
    assert draw.next_reserve(made, [*staying, firm], [other]) is None  # no seat is empty
    assert draw.next_reserve(made, staying, [replace(other, excluded=BARRED)]) is None


def test_members_who_stay_count_when_the_rest_is_drawn_again():
    staying = tuple(Candidate(f"s{n}", ("u1",), True) for n in range(2))
    outcome = draw.draw(call(pool(30), seated=staying), "s")
    assert (len(outcome.panel), outcome.seats_missing) == (3, 0)
    assert all(f"u{row.id % 12}" != "u1" for row in outcome.panel)


@pytest.fixture(params=["panel_draw", "assignment"])
def record(request):
    if request.param == "panel_draw":
        return json.loads(json.dumps(draw.record(call(pool(40), reserves=4), "secret", "beacon")))
    problem = replace(instance(20, 8, seed=1, enterprise_share=40), seed=draw.seed_of("secret", "beacon"))
    return json.loads(json.dumps(replay.recorded(problem, "secret", "beacon")))


@pytest.mark.slow
def test_anyone_can_draw_again_from_the_file_alone(record, tmp_path):
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "challenges.assignment.solver.replay", str(file)],
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert (done.returncode, done.stdout.count("FAIL")) == (0, 0)
    assert "django" not in done.stderr


@pytest.mark.parametrize("field", ["secret", "beacon", "commitment", "input_hash"])
def test_a_changed_file_is_found_out(record, field):
    assert all(replay.verify(record).values())
    assert not all(replay.verify({**record, field: "changed"}).values())


def test_a_changed_outcome_or_input_is_found_out():
    record = draw.record(call(pool(40)), "secret")
    outcome = json.loads(json.dumps(record))
    outcome["result"]["panel"][0]["id"] = 39
    assert replay.verify(outcome)["result"] is False
    inputs = json.loads(json.dumps(record))
    inputs["call"]["candidates"][0]["excluded"] = [{"code": "suspended", "fields": {}}]
    assert replay.verify(inputs)["input_hash"] is False


def test_a_file_that_cannot_be_read_says_so(tmp_path, capsys):
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    assert replay.main([str(broken)]) == 2
    assert replay.main([str(tmp_path / "missing.json")]) == 2
    assert replay.main([]) == 2
    assert replay.verify({"kind": "other", "secret": "", "beacon": "", "commitment": ""}) == {"kind": False}
