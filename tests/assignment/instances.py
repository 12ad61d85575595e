"""Small made-up assignment problems and their checker, for the tests of the solver."""

from collections import Counter

import numpy as np

from challenges.assignment.solver.problem import Conflict, Expert, Problem, Proposal, Rules


def instance(experts, proposals, *, seed=0, conflicts=0.0, units=None, panels=0, enterprise=0.5, **rules) -> Problem:
    """Return a random problem. Units belong to one class each, as firms and institutes do."""
    random = np.random.default_rng(seed)
    rules = {"k": 3, "max_load": max(3, -(-proposals * 5 // experts)), **rules}
    units = units or max(6, experts // 3)
    firm = random.random(units) < enterprise
    where = random.integers(units, size=experts)
    clash = np.nonzero(random.random((experts, proposals)) < conflicts)
    return Problem(
        experts=tuple(
            Expert(n, (f"u{where[n]}",), bool(firm[where[n]]), panel=f"g{n % panels}" if panels else "")
            for n in range(experts)
        ),
        proposals=tuple(Proposal(n, panel=f"g{n % panels}" if panels else "") for n in range(proposals)),
        fit=random.integers(0, 10_001, size=(experts, proposals)).astype(np.int16),
        rules=Rules(**rules),
        seed="seed",
        conflicts=tuple(Conflict(int(e), int(p), "same_unit") for e, p in zip(*clash, strict=True)),
    )


def broken_rules(problem: Problem, pairs) -> list[str]:
    """Return every rule that a set of (expert id, proposal id) breaks; empty for a lawful plan."""
    pairs = list(pairs)
    broken = []
    if len(set(pairs)) != len(pairs):
        broken.append("a pair twice")
    forbidden = {(c.expert_id, c.proposal_id) for c in problem.conflicts} | set(problem.bans)
    broken += [f"conflict {pair}" for pair in pairs if pair in forbidden]
    load = Counter(e for e, _ in pairs)
    broken += [f"load of {e}" for e, n in load.items() if n > problem.loads[problem.expert_at[e]]]
    people = {expert.id: expert for expert in problem.experts}
    for n, proposal in enumerate(problem.proposals):
        members = [people[e] for e, p in pairs if p == proposal.id]
        if len(members) > problem.seats[n]:
            broken.append(f"seats of {proposal.id}")
        if sum(not m.enterprise for m in members) > problem.seats[n] - problem.enterprise_seats[n]:
            broken.append(f"enterprise share of {proposal.id}")
        units = Counter(unit for m in members for unit in m.units)
        if problem.rules.per_unit and any(c > problem.rules.per_unit for c in units.values()):
            broken.append(f"units of {proposal.id}")
    return broken
