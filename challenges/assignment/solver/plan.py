"""A plan: who reviews what, why each pair, what is missing, how good it is, and from what it was made."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from challenges.assignment.solver import coverage, feasibility, flow
from challenges.assignment.solver.feasibility import Finding
from challenges.assignment.solver.join import join, parts
from challenges.assignment.solver.lift import lift
from challenges.assignment.solver.problem import Id, Problem, digest, to_plain

ALGORITHM = "2"


@dataclass(frozen=True)
class Reason:
    """One reason for a pair, as a code with its fields; words are made by the reader's language."""

    code: str
    fields: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """An expert on a proposal, how well they fit in points, and why."""

    expert_id: Id
    proposal_id: Id
    fit: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Unfilled:
    """A proposal that lacks reviews, and how many of them only an enterprise expert could fill."""

    proposal_id: Id
    missing: int
    enterprise_missing: int


@dataclass(frozen=True)
class Plan:
    """The whole plan. `total` are points of fit; `bound` limits them from above, with the bonus of standing pairs.

    `gap` is the share of the bound that fit and bonus did not reach.
    It counts what was given up on purpose for the worst-served proposal (`worst`, mean points of a proposal).
    """

    pairs: tuple[Pair, ...]
    unfilled: tuple[Unfilled, ...]
    findings: tuple[Finding, ...]
    total: int
    bound: float
    gap: float
    worst: float
    exact: bool
    kept: int
    bridging: int
    bridging_wanted: int
    connected: bool
    topics: int
    topics_proved: bool
    seed: str
    input_hash: str
    solver: str

    def plain(self) -> dict:
        """Return the plan as JSON can carry it."""
        return asdict(self)


def solver_name() -> str:
    """Return what made the plan, precisely enough to make it again."""
    libraries = " ".join(f"{name} {version(name)}" for name in ("ortools", "numpy", "scipy"))
    return f"jiebang-assignment {ALGORITHM} {libraries}"


def make(problem: Problem, *, cover_seconds: float = 0) -> Plan:
    """Return the plan for a problem: exact flow, then the lift of the worst-served, coverage if time is given, and what
    joins panels that bridging left apart.

    The same problem gives the same plan, whatever the order of its lists. Seats that cannot be filled are named, never
    a bare "infeasible". Raises ProblemError when the input contradicts itself.
    """
    problem = problem.in_order()
    findings = feasibility.report(problem)
    first = flow.solve(problem)
    if first.bridging.any() and not joined(problem, first.rows, first.columns):
        first = flow.solve(problem, ring=True)
    rows, columns = first.rows, first.columns
    if problem.rules.fairness_cost:
        rows, columns = lift(problem, rows, columns, best_total(problem, first))
    topics = coverage.Covered(rows, columns, False, coverage.covered(problem, rows, columns))
    if cover_seconds:
        topics = coverage.cover(problem, rows, columns, seconds=cover_seconds)
        rows, columns = topics.rows, topics.columns
    if first.bridging.any() and not joined(problem, rows, columns):
        rows, columns = join(problem, rows, columns)
        topics = coverage.Covered(rows, columns, False, coverage.covered(problem, rows, columns))
    return tell(problem, first, rows, columns, findings, topics)


def best_total(problem: Problem, first: flow.Flow) -> float:
    """Return the total fit of stage 1, without the bonus of standing pairs."""
    return float(problem.fit[first.rows, first.columns].sum(dtype=np.int64))


def joined(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> bool:
    """Return True when the reviews join all reviewed proposals into one graph, so that scores can be compared."""
    return parts(problem, rows, columns)[1] <= 1


def tell(problem: Any, first: Any, rows: np.ndarray, columns: np.ndarray, findings: Any, topics: Any) -> Plan:
    order = np.lexsort((rows, columns))
    rows, columns = rows[order], columns[order]
    writer = Writer(problem, first, rows, columns)
    total = int(problem.fit[rows, columns].sum(dtype=np.int64))
    reached = total + problem.rules.stickiness * len(writer.standing & writer.chosen)
    sizes = np.bincount(columns, minlength=len(problem.proposals))
    sums = np.bincount(columns, weights=problem.fit[rows, columns].astype(float), minlength=len(problem.proposals))
    foreign = problem.foreign
    return Plan(
        pairs=tuple(writer.pair(e, p) for e, p in zip(rows.tolist(), columns.tolist(), strict=True)),
        unfilled=tuple(writer.unfilled(sizes)),
        findings=tuple(findings),
        total=total,
        bound=round(first.bound, 3),
        gap=round(max(0.0, 1 - reached / first.bound), 6) if first.bound else 0.0,
        worst=round(float((sums / np.maximum(sizes, 1))[sizes > 0].min(initial=np.inf)), 2) if sizes.any() else 0.0,
        exact=first.exact,
        kept=len(writer.standing & writer.chosen),
        bridging=int(foreign[rows, columns].sum()) if foreign is not None else 0,
        bridging_wanted=int(flow.bridging_seats(problem).sum()),
        connected=joined(problem, rows, columns),
        topics=topics.topics,
        topics_proved=topics.proved,
        seed=problem.seed,
        input_hash=digest(to_plain(problem)),
        solver=solver_name(),
    )


class Writer:
    """Gives each pair its reasons."""

    def __init__(self, problem: Problem, first: flow.Flow, rows: np.ndarray, columns: np.ndarray) -> None:
        self.problem = problem
        self.chosen = set(zip(rows.tolist(), columns.tolist(), strict=True))
        self.best = set(zip(first.rows.tolist(), first.columns.tolist(), strict=True))
        self.standing = self.places(problem.standing)
        self.pins = self.places(problem.pins)
        self.loads = np.bincount(rows, minlength=len(problem.experts))
        self.enterprise = np.bincount(columns[problem.enterprise[rows]], minlength=len(problem.proposals))
        self.able = problem.eligible.sum(axis=0)

    def places(self, pairs: Any) -> set:
        rows, columns = self.problem.places(pairs)
        return set(zip(rows.tolist(), columns.tolist(), strict=True))

    def pair(self, e: int, p: int) -> Pair:
        problem = self.problem
        fit = int(problem.fit[e, p])
        place = int((problem.eligible[:, p] & (problem.fit[:, p] > fit)).sum()) + 1
        reasons = [Reason("fit", {"points": fit, "place": place, "of": int(self.able[p])})]
        if (e, p) in self.pins:
            reasons.append(Reason("pinned"))
        if (e, p) in self.standing:
            reasons.append(Reason("standing"))
        if problem.foreign is not None and problem.foreign[e, p]:
            fields = {"home": problem.experts[e].panel, "panel": problem.proposals[p].panel}
            reasons.append(Reason("bridging", fields))
        if problem.enterprise[e] and 0 < self.enterprise[p] <= problem.enterprise_seats[p]:
            reasons.append(Reason("enterprise_seat", {"seats": int(problem.enterprise_seats[p])}))
        if self.able[p] <= problem.seats[p]:
            reasons.append(Reason("no_other_candidate"))
        if self.loads[e] <= problem.experts[e].min_load:
            reasons.append(Reason("minimum_load", {"load": problem.experts[e].min_load}))
        if (e, p) not in self.best:
            reasons.append(Reason("fairness"))
        return Pair(problem.experts[e].id, problem.proposals[p].id, fit, tuple(reasons))

    def unfilled(self, sizes: Any) -> Iterator[Any]:
        for p in np.flatnonzero(sizes < self.problem.seats).tolist():
            enterprise = max(0, int(self.problem.enterprise_seats[p] - self.enterprise[p]))
            yield Unfilled(self.problem.proposals[p].id, int(self.problem.seats[p] - sizes[p]), enterprise)
