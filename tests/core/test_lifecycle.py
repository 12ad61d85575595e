"""The tables themselves: every step has an action and somebody who may take it, and the drawing is current."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from challenges.core.deadlines import timed_steps
from challenges.core.noun import NOUNS, TIMED, register, tables, takes
from challenges.management.commands import lifecycle

ROOT = Path(__file__).parents[2]
STEPS = [(table.noun, step) for table in tables() for step in table.steps]
ACTIONS = [*ROOT.glob("challenges/*/actions/*.py"), *ROOT.glob("challenges/*/actions.py")]
SOURCES = [path.read_text(encoding="utf-8") for path in ACTIONS]


@pytest.mark.parametrize(("noun", "step"), STEPS, ids=[f"{noun}.{step.verb}" for noun, step in STEPS])
def test_every_step_has_an_action_and_somebody_who_may_take_it(noun, step):
    assert any(f'"{step.verb}"' in text for text in SOURCES)
    assert NOUNS[noun].may[step.verb]
    assert step.event.startswith(f"{noun}.")
    assert (NOUNS[noun].may[step.verb] == {"clock"}) or not step.timed


def test_a_noun_is_declared_once_and_with_a_rule_for_each_of_its_verbs_and_no_other():
    job = NOUNS["job"]
    with pytest.raises(ValueError, match="registered already"):
        register(job)
    with pytest.raises(ValueError, match="cancel"):
        register(replace(job, table=replace(job.table, noun="other"), may={"begin": set(), "finish": set()}))
    with pytest.raises(ValueError, match="taken already"):
        takes("seat", expire=print)
    assert "other" not in NOUNS


@pytest.mark.parametrize("noun", NOUNS)
def test_every_state_is_reached_and_left_or_an_end(noun):
    table = NOUNS[noun].table
    first = next(iter(table.states))
    reached = {target for step in table.steps for target in step.targets}
    born = {"seat": {"picked", "reserve"}}.get(noun, {first})
    assert {state for state in table.states if state not in reached} <= born
    assert all(table.from_state(state) for state in table.states if state not in table.ends)


def test_no_event_stands_for_two_things():
    events = [row.event for table in tables() for row in (*table.steps, *table.alarms)]
    assert sorted(events) == sorted(set(events))


def test_every_timed_step_names_its_function():
    assert {(noun, step.verb) for noun, step in timed_steps()} == set(TIMED)


def test_the_drawing_is_current():
    call_command("lifecycle", check=True)


def test_the_drawing_is_printed_written_and_checked(tmp_path, settings):
    out = StringIO()
    call_command("lifecycle", stdout=out)
    assert out.getvalue().rstrip("\n") == lifecycle.page().rstrip("\n")
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError):
        call_command("lifecycle", check=True)
    call_command("lifecycle", write=True)
    call_command("lifecycle", check=True)
