"""Made-up assignment problems of the sizes to reach, and the linear programmes that bound them."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

from challenges.assignment.solver.problem import Conflict, Expert, Problem, Proposal, Rules

TOPICS = 12


def made_up(
    experts: int, proposals: int, k: int, *, seed=0, slack=1.5, conflicts=0.05, share=40, enterprise=0.5, **rules
) -> Problem:
    """Return a problem with topical structure: fit is the likeness of two topic profiles, with some noise.

    `slack` is capacity over demand: every expert has the floor of the mean load or one more, so that it is met closely.
    Units are firms (their experts count as enterprise experts) or institutes, four experts each on average.
    """
    random = np.random.default_rng(seed)
    units = max(6, experts // 4)
    where = random.integers(units, size=experts)
    firm = random.random(units) < enterprise
    ours, theirs = random.gamma(0.6, size=(experts, TOPICS)), random.gamma(0.6, size=(proposals, TOPICS))
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
    fit = (10_000 * np.clip(0.8 * ours @ theirs.T + 0.2 * random.random((experts, proposals)), 0, 1)).astype(np.int16)
    capacity = int(np.ceil(proposals * k * slack))
    load = np.full(experts, capacity // experts)
    load[random.permutation(experts)[: capacity - int(load.sum())]] += 1
    clash = np.nonzero(random.random((experts, proposals)) < conflicts)
    return Problem(
        experts=tuple(
            Expert(n, (f"u{where[n]}",), bool(firm[where[n]]), max_load=int(load[n])) for n in range(experts)
        ),
        proposals=tuple(Proposal(n) for n in range(proposals)),
        fit=fit,
        rules=Rules(**{"k": k, "max_load": int(load.max(initial=0)), "enterprise_share": share, **rules}),
        seed=f"bench {seed}",
        conflicts=tuple(Conflict(int(e), int(p), "made_up") for e, p in zip(*clash, strict=True)),
    )


class Relaxation:
    """The linear relaxation over all pairs: its matrix, limits and columns."""

    def __init__(self, problem: Problem, keep: int | None = None):
        experts, proposals = problem.fit.shape
        self.problem = problem
        allowed = problem.eligible
        if keep:
            allowed = allowed & best_of(problem, keep)
        self.rows, self.columns = np.nonzero(allowed)
        self.n = len(self.rows)
        index, other = np.arange(self.n), ~problem.enterprise[self.rows]
        blocks = [
            csr_array((np.ones(self.n), (self.rows, index)), shape=(experts, self.n)),
            csr_array((np.ones(other.sum()), (self.columns[other], index[other])), shape=(proposals, self.n)),
        ]
        limits = [problem.loads, problem.seats - problem.enterprise_seats]
        names = sorted({unit for expert in problem.experts for unit in expert.units})
        place = {unit: n for n, unit in enumerate(names)}
        unit = np.array([place[expert.units[0]] for expert in problem.experts])
        _, group = np.unique(unit[self.rows] * proposals + self.columns, return_inverse=True)
        full = np.bincount(group) > problem.rules.per_unit
        number = np.cumsum(full) - 1
        here = full[group]
        blocks.append(csr_array((np.ones(here.sum()), (number[group[here]], index[here])), shape=(full.sum(), self.n)))
        limits.append(np.full(full.sum(), problem.rules.per_unit))
        self.matrix, self.limits = vstack(blocks), np.concatenate(limits)
        self.seats = csr_array((np.ones(self.n), (self.columns, index)), shape=(proposals, self.n))
        self.fit = problem.fit[self.rows, self.columns].astype(float)

    def best_total(self) -> tuple[float, float]:
        """Return the best total fit in points with as many seats filled as can be, and how many stay empty."""
        proposals = len(self.problem.proposals)
        answer = linprog(
            np.concatenate([-self.fit, np.full(proposals, 1e6)]),
            A_ub=hstack([self.matrix, coo_array((self.matrix.shape[0], proposals))], format="csr"),
            b_ub=self.limits,
            A_eq=hstack([self.seats, eye_array(proposals)], format="csr"),
            b_eq=self.problem.seats,
            bounds=np.array([[0, 1]] * self.n + [[0, np.inf]] * proposals),
            method="highs",
        )
        return float(self.fit @ answer.x[: self.n]), float(answer.x[self.n :].sum())

    def best_worst(self) -> float:
        """Return the highest mean fit that the worst-served proposal could have, fractions allowed."""
        proposals = len(self.problem.proposals)
        served = csr_array((-self.fit, (self.columns, np.arange(self.n))), shape=(proposals, self.n))
        floor = np.concatenate([np.zeros(self.matrix.shape[0]), self.problem.seats])
        answer = linprog(
            np.append(np.zeros(self.n), -1.0),
            A_ub=hstack([vstack([self.matrix, served]), coo_array(floor[:, None])], format="csr"),
            b_ub=np.concatenate([self.limits, np.zeros(proposals)]),
            A_eq=hstack([self.seats, coo_array((proposals, 1))], format="csr"),
            b_eq=self.problem.seats,
            bounds=np.array([[0, 1]] * self.n + [[0, np.inf]]),
            method="highs",
        )
        return -float(answer.fun)


def best_of(problem: Problem, keep: int) -> np.ndarray:
    """Return a mask of the best-suited experts of each proposal, so many of each class."""
    chosen = np.zeros(problem.fit.shape, dtype=bool)
    for kind in (True, False):
        rows = np.flatnonzero(problem.enterprise == kind)
        best = np.argsort(-problem.fit[rows].astype(np.int32), axis=0, kind="stable")[:keep]
        chosen[rows[best], np.arange(problem.fit.shape[1])[None, :]] = True
    return chosen


def greedy_empty(problem: Problem) -> int:
    """Return how many seats stay empty when the best pair left is taken again and again."""
    load, seats = problem.loads.copy(), problem.seats.copy()
    others = problem.seats - problem.enterprise_seats
    fit = np.where(problem.eligible, problem.fit, -1)
    order = np.argsort(-fit, axis=None, kind="stable")
    for e, p in zip(*np.unravel_index(order[: (fit >= 0).sum()], fit.shape), strict=True):
        if load[e] and seats[p] and (problem.enterprise[e] or others[p]):
            load[e] -= 1
            seats[p] -= 1
            others[p] -= not problem.enterprise[e]
    return int(seats.sum())
