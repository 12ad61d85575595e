"""Stage 0: what can be said before solving – is there room, and who lacks candidates?"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from challenges.assignment.solver.problem import Problem, ProblemError


@dataclass(frozen=True)
class Finding:
    """One thing to know before solving: a code and what it concerns. `blocking` ones leave seats empty for certain."""

    code: str
    fields: dict = field(default_factory=dict)
    blocking: bool = True


def report(problem: Problem) -> list[Finding]:
    """Return what is short, the whole pool first, then proposal by proposal; empty when nothing speaks against it.

    Raises ProblemError when a pin contradicts a conflict, a ban, a load or the number of seats.
    """
    problem.check()
    check_pins(problem)
    return [*pool_findings(problem), *proposal_findings(problem)]


def pool_findings(problem: Problem) -> list[Finding]:
    found = []
    need, have = int(problem.seats.sum()), int(problem.loads.sum())
    if have < need:
        found.append(Finding("capacity_short", {"need": need, "have": have, "missing": need - have}))
    need, have = int(problem.enterprise_seats.sum()), int(problem.loads[problem.enterprise].sum())
    if have < need:
        found.append(Finding("enterprise_capacity_short", {"need": need, "have": have, "missing": need - have}))
    wanted = sum(expert.min_load for expert in problem.experts)
    if wanted > problem.seats.sum():
        found.append(Finding("minimum_loads_above_seats", {"wanted": wanted, "seats": int(problem.seats.sum())}, False))
    if problem.rules.bridging_share and problem.foreign is None:
        found.append(Finding("no_panels_to_bridge", {}, False))
    return found


def proposal_findings(problem: Problem) -> list[Finding]:
    able = problem.eligible & (problem.loads > 0)[:, None]
    if problem.foreign is not None and not problem.rules.bridging_share:
        able = able & ~problem.foreign
    candidates = able.sum(axis=0)
    enterprise = able[problem.enterprise].sum(axis=0)
    reasons: dict = {}
    for conflict in problem.conflicts:
        reasons.setdefault(conflict.proposal_id, Counter())[conflict.code] += 1
    found = []
    for p in np.flatnonzero((candidates < problem.seats) | (enterprise < problem.enterprise_seats)).tolist():
        id = problem.proposals[p].id
        excluded = dict(sorted(reasons.get(id, {}).items()))
        if candidates[p] < problem.seats[p]:
            fields = {"need": int(problem.seats[p]), "have": int(candidates[p]), "excluded": excluded}
            found.append(Finding("candidates_short", {"proposal_id": id, **fields}))
        if enterprise[p] < problem.enterprise_seats[p]:
            fields = {"need": int(problem.enterprise_seats[p]), "have": int(enterprise[p]), "excluded": excluded}
            found.append(Finding("enterprise_candidates_short", {"proposal_id": id, **fields}))
    return found


def check_pins(problem: Problem) -> None:
    """Raise ProblemError when hand-set pairs cannot all stand."""
    rows, columns = problem.places(problem.pins)
    if len(set(problem.pins)) != len(problem.pins):
        raise ProblemError("pin_twice")
    for e, p in zip(rows, columns, strict=True):
        if not problem.eligible[e, p]:
            raise ProblemError("pin_in_conflict", expert_id=problem.experts[e].id, proposal_id=problem.proposals[p].id)
    for e in np.flatnonzero(np.bincount(rows, minlength=len(problem.experts)) > problem.loads).tolist():
        raise ProblemError("pins_above_load", expert_id=problem.experts[e].id, load=int(problem.loads[e]))
    pinned = np.bincount(columns, minlength=len(problem.proposals))
    others = np.bincount(columns[~problem.enterprise[rows]], minlength=len(problem.proposals))
    for p in np.flatnonzero(pinned > problem.seats).tolist():
        raise ProblemError("pins_above_seats", proposal_id=problem.proposals[p].id, seats=int(problem.seats[p]))
    for p in np.flatnonzero(others > problem.seats - problem.enterprise_seats).tolist():
        raise ProblemError("pins_below_enterprise_share", proposal_id=problem.proposals[p].id)
    if problem.rules.per_unit is not None:
        counts = Counter(
            (int(p), unit) for e, p in zip(rows, columns, strict=True) for unit in problem.experts[e].units
        )
        for (p, unit), n in counts.items():
            if n > problem.rules.per_unit:
                raise ProblemError("pins_above_unit", proposal_id=problem.proposals[p].id, unit=unit)
