"""The solver in a process of its own: its plan, its limits, and what is said when it is stopped."""

import ast
import inspect
import os
import signal
import threading
import time

import pytest

from challenges.assignment.solver import plan, runner, words
from challenges.assignment.solver.problem import ProblemError
from challenges.assignment.solver.runner import SolverStopped
from tests.assignment.instances import instance


@pytest.mark.slow
def test_the_process_makes_the_same_plan():
    problem = instance(20, 8, seed=1, enterprise_share=40)
    made = runner.plan(problem)
    here = plan.make(problem)
    assert [(p["expert_id"], p["proposal_id"]) for p in made["pairs"]] == [
        (p.expert_id, p.proposal_id) for p in here.pairs
    ]
    assert made["input_hash"] == here.input_hash


def test_too_little_time_means_no_plan():
    with pytest.raises(SolverStopped) as stopped:
        runner.plan(instance(20, 8), seconds=0.05)
    assert stopped.value.code == "time"


@pytest.mark.slow
def test_too_little_memory_means_no_plan():
    with pytest.raises(SolverStopped) as stopped:
        runner.plan(instance(600, 400), megabytes=120)
    assert stopped.value.code == "memory"


def test_a_killed_solver_means_no_plan(monkeypatch):
    started = []
    start = runner.subprocess.Popen

    def remember(*args, **kwargs):
        started.append(start(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(runner.subprocess, "Popen", remember)

    def kill():
        while not started:
            time.sleep(0.01)
        os.kill(started[0].pid, signal.SIGKILL)

    threading.Thread(target=kill).start()
    with pytest.raises(SolverStopped) as stopped:
        runner.plan(instance(20, 8))
    assert stopped.value.code == "killed"


@pytest.mark.slow
def test_contradictions_come_back_as_themselves():
    with pytest.raises(ProblemError) as refused:
        runner.plan(instance(5, 2, k=0))
    assert refused.value.code == "count_out_of_range"


@pytest.mark.parametrize("name", ["reason", "exclusion", "refusal"])
def test_every_code_has_a_whole_sentence(name):
    function = getattr(words, f"{name}_in_words")
    codes = ast.parse(inspect.getsource(function)).body[0].body[1].value.keys
    names = ("points", "place", "of", "home", "panel", "seats", "load", "unit", "reason", "least", "size")
    for code in (key.value for key in codes):
        sentence = function(code, dict.fromkeys(names, 1))
        assert sentence.endswith("。") and "%(" not in sentence


def test_findings_name_the_proposal():
    fields = {"proposal_id": 7, "need": 3, "have": 1, "excluded": {}}
    assert words.finding_in_words("candidates_short", fields, {7: "碳化硅外延"}) == (
        "“碳化硅外延”可选专家 1 位，需要 3 位。"
    )


@pytest.mark.parametrize("code", ["same_field", "same_branch", "same_area", "any_field", "keywords"])
def test_every_part_of_a_fit_has_its_words(code):
    assert words.part_in_words(code, 1500, ("碳化硅", "外延")).endswith("+15.0%")
