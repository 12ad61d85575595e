"""Stage 3, optional: topics covered by each proposal's reviewers, as a mixed integer programme with a time limit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array, vstack

from challenges.assignment.solver.problem import Problem

# Candidates per proposal and class: enough for choice, few enough for branch and bound.
PER_CLASS = 12
# What one covered topic is worth, in points of fit.
TOPIC_POINTS = 1_500


@dataclass(frozen=True)
class Covered:
    """The pairs of stage 3, whether they were proved best, and how many topics of proposals have an expert."""

    rows: np.ndarray
    columns: np.ndarray
    proved: bool
    topics: int


def topic_holders(problem: Problem) -> list[tuple[int, np.ndarray]]:
    """Return for each (proposal, topic) the proposal and which experts hold the topic."""
    holders: dict[str, np.ndarray] = {}
    for topic in sorted({topic for proposal in problem.proposals for topic in proposal.topics}):
        holders[topic] = np.array([topic in expert.topics for expert in problem.experts], dtype=bool)
    return [(p, holders[topic]) for p, proposal in enumerate(problem.proposals) for topic in sorted(proposal.topics)]


def covered(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> int:
    """Return how many topics have a reviewer who holds them, over all proposals."""
    seated = np.zeros(problem.fit.shape, dtype=bool)
    seated[rows, columns] = True
    return sum(bool((seated[:, p] & mask).any()) for p, mask in topic_holders(problem))


def worth(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> float:
    """Return what stage 3 maximises: total fit and covered topics, in points."""
    return float(problem.fit[rows, columns].sum(dtype=np.int64)) + TOPIC_POINTS * covered(problem, rows, columns)


def cover(problem: Problem, rows: np.ndarray, columns: np.ndarray, *, seconds: float) -> Covered:
    """Return pairs that cover more topics, with no proposal served worse than the worst one was.

    The plan given is kept when the programme finds nothing better in `seconds`.
    """
    given = Covered(rows, columns, False, covered(problem, rows, columns))
    wanted = topic_holders(problem)
    if not wanted:
        return given
    # Loaded here: it takes a third of the start of the solver's process, and most plans need none of it.
    from scipy.optimize import Bounds, LinearConstraint, milp

    programme = Programme(problem, rows, columns, wanted)
    answer = milp(
        programme.costs,
        integrality=programme.whole,
        bounds=Bounds(programme.low, programme.high),
        constraints=LinearConstraint(programme.matrix, programme.least, programme.most),
        options={"time_limit": seconds, "mip_rel_gap": 1e-4},
    )
    if answer.x is None:
        return given
    taken = answer.x[: len(programme.rows)] > 0.5
    found = programme.rows[taken], programme.columns[taken]
    if worth(problem, *found) < worth(problem, rows, columns):
        return given
    return Covered(*found, answer.status == 0, covered(problem, *found))


class Programme:
    """The mixed integer programme: one column per candidate pair, one per (proposal, topic)."""

    def __init__(self, problem: Problem, rows: np.ndarray, columns: np.ndarray, wanted: Any) -> None:
        self.problem = problem
        seated = np.zeros(problem.fit.shape, dtype=bool)
        seated[rows, columns] = True
        fixed = np.zeros_like(seated)
        fixed[problem.places(problem.pins)] = True
        self.rows, self.columns = np.nonzero(self.candidates(seated))
        pairs, topics = len(self.rows), len(wanted)
        size = pairs + topics
        self.costs = np.concatenate([-problem.fit[self.rows, self.columns].astype(float), np.full(topics, -1.0)])
        self.costs[pairs:] *= TOPIC_POINTS
        self.whole = np.concatenate([np.ones(pairs), np.zeros(topics)])
        self.low = np.concatenate([fixed[self.rows, self.columns].astype(float), np.zeros(topics)])
        self.high = np.ones(size)
        self.blocks: list[Any] = []
        self.lows: list[Any] = []
        self.highs: list[Any] = []
        index = np.arange(pairs)
        experts, proposals = problem.fit.shape
        filled = np.bincount(columns, minlength=proposals)
        load = np.bincount(rows, minlength=experts)
        least = np.minimum([expert.min_load for expert in problem.experts], load)
        self.block(self.rows, index, np.ones(pairs), experts, size, least, problem.loads)
        self.block(self.columns, index, np.ones(pairs), proposals, size, filled, filled)
        held = problem.enterprise[self.rows]
        enterprise = np.minimum(
            np.bincount(columns[problem.enterprise[rows]], minlength=proposals), problem.enterprise_seats
        )
        self.block(self.columns[held], index[held], np.ones(held.sum()), proposals, size, enterprise, filled)
        sums = (problem.fit * seated).sum(axis=0, dtype=np.int64)
        floor = np.where(filled > 0, (sums / np.maximum(filled, 1))[filled > 0].min(initial=np.inf) * filled, 0)
        fit = problem.fit[self.rows, self.columns].astype(float)
        self.block(self.columns, index, fit, proposals, size, floor - 1e-6, np.full(proposals, np.inf))
        self.unit_blocks(index, size)
        if problem.foreign is not None:
            crossing = problem.foreign[self.rows, self.columns]
            exact = np.bincount(columns[problem.foreign[rows, columns]], minlength=proposals)
            self.block(self.columns[crossing], index[crossing], np.ones(crossing.sum()), proposals, size, exact, exact)
        for n, (p, mask) in enumerate(wanted):
            has = np.flatnonzero((self.columns == p) & mask[self.rows])
            places = np.append(has, pairs + n)
            values = np.append(np.ones(len(has)), -1.0)
            self.block(np.zeros(len(places), dtype=int), places, values, 1, size, [0], [np.inf])
        self.matrix = vstack(self.blocks, format="csr")
        self.least, self.most = np.concatenate(self.lows), np.concatenate(self.highs)

    def candidates(self, seated: Any) -> np.ndarray:
        chosen = seated.copy()
        fit = np.where(self.problem.eligible, self.problem.fit, -1)
        for kind in (True, False):
            members = np.flatnonzero(self.problem.enterprise == kind)
            keep = min(PER_CLASS, len(members))
            if keep:
                best = np.argsort(-fit[members].astype(np.int32), axis=0, kind="stable")[:keep]
                chosen[members[best], np.arange(fit.shape[1])[None, :]] = True
        if self.problem.foreign is not None:
            chosen &= ~self.problem.foreign | seated
        return chosen & self.problem.eligible

    def block(
        self, rows: np.ndarray, columns: np.ndarray, values: Any, height: Any, width: Any, least: Any, most: Any
    ) -> None:
        self.blocks.append(coo_array((values, (rows, columns)), shape=(height, width)))
        self.lows.append(np.asarray(least, dtype=float))
        self.highs.append(np.asarray(most, dtype=float))

    def unit_blocks(self, index: Any, size: Any) -> None:
        limit = self.problem.rules.per_unit
        if limit is None:
            return
        for unit in sorted({unit for expert in self.problem.experts for unit in expert.units}):
            member = np.array([unit in expert.units for expert in self.problem.experts], dtype=bool)
            here = member[self.rows]
            crowded = np.flatnonzero(np.bincount(self.columns[here], minlength=self.problem.fit.shape[1]) > limit)
            if not len(crowded):
                continue
            place = np.full(self.problem.fit.shape[1], -1)
            place[crowded] = np.arange(len(crowded))
            here &= place[self.columns] >= 0
            self.block(
                place[self.columns[here]],
                index[here],
                np.ones(here.sum()),
                len(crowded),
                size,
                np.zeros(len(crowded)),
                np.full(len(crowded), limit),
            )
