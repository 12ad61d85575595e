"""Stage 1: the best total fit, exactly, as a min-cost flow over pruned candidates priced against all pairs."""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np

from challenges.assignment.solver.graph import SOURCE, Arcs, cheapest
from challenges.assignment.solver.jitter import lots, mixed
from challenges.assignment.solver.lots import lot
from challenges.assignment.solver.problem import FULL_FIT, Problem

# One point of fit is a thousand units of cost; the seeded jitter stays below a tenth of a point, so it decides
# between equals and never against a real difference.
SCALE = 1_000
JITTER = 100
# Candidates kept at first: per proposal and class, and per expert as a multiple of their load.
PER_CLASS = 30
PER_LOAD = 2
CHUNK = 512
# How many times pricing and unit limits may send the flow back before the rest is settled by bans.
ROUNDS = 40


@dataclass
class Flow:
    """What stage 1 found: chosen pairs as rows and columns (pins included), and what proves it."""

    rows: np.ndarray
    columns: np.ndarray
    empty: np.ndarray
    bound: float
    exact: bool
    rounds: int
    candidates: int
    bridging: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def gains(problem: Problem) -> np.ndarray:
    """Return the worth of each pair in units of cost: fit, the bonus of standing pairs, and the jitter."""
    own = lots(problem.seed, "expert", [expert.id for expert in problem.experts])
    theirs = lots(problem.seed, "proposal", [proposal.id for proposal in problem.proposals])
    worth = np.empty(problem.fit.shape, dtype=np.int32)
    for top in range(0, len(own), CHUNK):
        part = slice(top, top + CHUNK)
        worth[part] = problem.fit[part].astype(np.int32) * SCALE + mixed(own[part], theirs, JITTER)
    rows, columns = problem.places(problem.standing)
    worth[rows, columns] += problem.rules.stickiness * SCALE
    return worth


def bridging_seats(problem: Problem) -> np.ndarray:
    """Return how many seats of each proposal are meant for experts of another panel, spread by lot in each panel."""
    seats = np.zeros(len(problem.proposals), dtype=np.int64)
    if problem.foreign is None or not problem.rules.bridging_share:
        return seats
    panels: dict[str, list[int]] = {}
    for p, proposal in enumerate(problem.proposals):
        if proposal.panel:
            panels.setdefault(proposal.panel, []).append(p)
    if len(panels) < 2:
        return seats
    for members in panels.values():
        members.sort(key=lambda p: lot(problem.seed, "bridge", problem.proposals[p].id))
        for n in range(ceil(problem.seats[members].sum() * problem.rules.bridging_share / 100)):
            seats[members[n % len(members)]] += 1
    return np.minimum(seats, problem.seats)


def neighbours(problem: Problem) -> np.ndarray:
    """Return which pairs lead from a home panel to the next one in a ring over all panels."""
    panels = sorted({proposal.panel for proposal in problem.proposals if proposal.panel})
    after = dict(zip(panels, [*panels[1:], *panels[:1]], strict=True))
    homes = np.array([after.get(expert.panel, "") for expert in problem.experts], dtype=str)
    return homes[:, None] == np.array([proposal.panel for proposal in problem.proposals], dtype=str)[None, :]


class Stage:
    """The flow problem with pins taken out, its nodes, and the candidates that grow until nothing better is left."""

    def __init__(self, problem: Problem, ring: bool = False) -> None:
        self.problem = problem
        self.worth = gains(problem)
        self.top = (FULL_FIT + problem.rules.stickiness + 1) * SCALE
        experts, proposals = problem.fit.shape
        self.pinned = problem.places(problem.pins)
        self.allowed = problem.eligible.copy()
        self.allowed[self.pinned] = False
        self.open = problem.seats - np.bincount(self.pinned[1], minlength=proposals)
        self.room = problem.loads - np.bincount(self.pinned[0], minlength=experts)
        self.least = np.array([expert.min_load for expert in problem.experts], dtype=np.int64)
        self.least = np.clip(self.least - np.bincount(self.pinned[0], minlength=experts), 0, self.room)
        self.bridging = bridging_seats(problem)
        if problem.foreign is not None:
            crossings = problem.foreign & neighbours(problem) if ring else problem.foreign
            self.allowed &= ~problem.foreign | crossings & (self.bridging > 0)[None, :]
            crossing = problem.foreign[self.pinned]
            self.bridging = np.clip(
                self.bridging - np.bincount(self.pinned[1][crossing], minlength=proposals), 0, self.open
            )
        self.units: dict[tuple[int, str, bool], int] = {}
        self.draw_nodes()

    def draw_nodes(self) -> None:
        """Number the nodes: source, experts, proposals, then side nodes and bridges where they are needed."""
        experts, proposals = self.problem.fit.shape
        self.proposal_node = 1 + experts + np.arange(proposals)
        self.nodes = 1 + experts + proposals
        self.others_node = self.proposal_node.copy()
        split = np.flatnonzero(self.problem.enterprise_seats > 0)
        self.others_node[split] = self.number(len(split))
        # Experts of another panel come in as "others" unless every seat is an enterprise seat.
        self.bridge_node = np.full(proposals, -1)
        bridged = np.flatnonzero(self.bridging > 0)
        self.bridge_node[bridged] = self.number(len(bridged))
        self.bridge_others = self.problem.seats > self.problem.enterprise_seats
        self.entry = np.stack([self.others_node, self.proposal_node])

    def number(self, count: int) -> np.ndarray:
        self.nodes += count
        return np.arange(self.nodes - count, self.nodes)

    def entries(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return the node by which each pair enters its proposal; −1 where a pair across panels has none."""
        enterprise = self.problem.enterprise[rows]
        nodes = self.entry[enterprise.astype(int), columns]
        for (p, unit, kind), node in self.units.items():
            nodes[(columns == p) & (enterprise == kind) & self.member(unit)[rows]] = node
        if self.problem.foreign is not None:
            crossing = self.problem.foreign[rows, columns]
            fits = (enterprise != self.bridge_others[columns]) | (self.problem.enterprise_seats[columns] == 0)
            nodes = np.where(crossing, np.where(fits, self.bridge_node[columns], -1), nodes)
        return nodes

    def member(self, unit: str) -> np.ndarray:
        """Return which experts have this unit as their first."""
        return np.array([bool(expert.units) and expert.units[0] == unit for expert in self.problem.experts])

    def candidates(self) -> np.ndarray:
        """Return the first candidates as a mask: the best of each class per proposal, the best per expert."""
        experts, proposals = self.problem.fit.shape
        chosen = np.zeros((experts, proposals), dtype=bool)
        worth = np.where(self.allowed, self.worth, -1)
        for kind in (True, False):
            rows = np.flatnonzero(self.problem.enterprise == kind)
            keep = min(max(PER_CLASS, 2 * int(self.problem.seats.max(initial=1))), len(rows))
            if keep:
                best = np.argpartition(-worth[rows], keep - 1, axis=0)[:keep]
                chosen[rows[best], np.arange(proposals)[None, :]] = True
        keep = min(PER_LOAD * int(self.room.max(initial=1)) or 1, proposals)
        for top in range(0, experts, CHUNK):
            best = np.argpartition(-worth[top : top + CHUNK], keep - 1, axis=1)[:, :keep]
            chosen[top + np.arange(len(best))[:, None], best] = True
        return chosen & self.allowed

    def network(self, rows: np.ndarray, columns: np.ndarray, nodes: Any) -> tuple[Arcs, int]:
        """Return the arcs, and the place of the first pair among them."""
        experts, proposals = self.problem.fit.shape
        arcs = Arcs.empty()
        people = 1 + np.arange(experts)
        arcs.add(SOURCE, people, self.room - self.least, 0)
        arcs.add(SOURCE, people, self.least, -30 * self.top)
        arcs.add(SOURCE, self.proposal_node, self.open, 1000 * self.top)
        held = self.problem.enterprise[self.pinned[0]]
        others = np.bincount(self.pinned[1][~held], minlength=proposals)
        room = np.clip(self.problem.seats - self.problem.enterprise_seats - others, 0, self.open)
        split = self.others_node != self.proposal_node
        arcs.add(self.others_node[split], self.proposal_node[split], room[split], 0)
        bridged = np.flatnonzero(self.bridge_node >= 0)
        into = self.entry[np.where(self.bridge_others[bridged], 0, 1), bridged]
        arcs.add(self.bridge_node[bridged], into, self.bridging[bridged], -10 * self.top)
        for (p, unit, kind), node in self.units.items():
            arcs.add(node, int(self.entry[int(kind), p]), max(self.unit_room(p, unit), 0), 0)
        first = arcs.add(1 + rows, nodes, 1, self.top - self.worth[rows, columns].astype(np.int64))
        return arcs, first

    def unit_room(self, p: int, unit: str) -> int:
        pinned = sum(unit in self.problem.experts[e].units for e in self.pinned[0][self.pinned[1] == p])
        return (self.problem.rules.per_unit or 0) - pinned

    def better(self, price: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Return a mask of pairs outside the candidates that could still improve the total, by the nodes' prices."""
        found = np.zeros_like(known)
        experts, proposals = self.problem.fit.shape
        everyone = np.arange(proposals)
        for top in range(0, experts, CHUNK):
            rows = np.arange(top, min(top + CHUNK, experts))
            enter = self.entry[self.problem.enterprise[rows].astype(int)]
            if self.problem.foreign is not None:
                enter = self.entries(*(part.ravel() for part in np.meshgrid(rows, everyone, indexing="ij")))
                enter = enter.reshape(len(rows), proposals)
            reduced = self.top - self.worth[rows] + price[1 + rows][:, None] - price[enter]
            found[rows] = (reduced < 0) & (enter >= 0)
        for (p, unit, kind), node in self.units.items():
            rows = np.flatnonzero(self.member(unit) & (self.problem.enterprise == kind))
            found[rows, p] = self.top - self.worth[rows, p] + price[1 + rows] < price[node]
        return found & self.allowed & ~known

    def over_unit(self, rows: np.ndarray, columns: np.ndarray) -> list[tuple[int, str]]:
        """Return the proposals and units above the limit, pins counted."""
        if self.problem.rules.per_unit is None:
            return []
        pairs = zip(np.concatenate([rows, self.pinned[0]]), np.concatenate([columns, self.pinned[1]]), strict=True)
        counts = Counter((int(p), unit) for e, p in pairs for unit in self.problem.experts[e].units)
        return sorted(key for key, n in counts.items() if n > self.problem.rules.per_unit)

    def limit(self, p: int, unit: str, rows: np.ndarray, columns: np.ndarray) -> bool:
        """Put a gate before a unit; where one stands already and does not hold, ban the weakest pair. True if so."""
        keys = [(p, unit, kind) for kind in (False, True)]
        if any(key not in self.units for key in keys) and (self.member(unit)[rows[columns == p]]).any():
            for key in keys:
                self.units.setdefault(key, int(self.number(1)[0]))
            return False
        here = [e for e in rows[columns == p] if unit in self.problem.experts[e].units]
        self.allowed[min(here, key=lambda e: self.worth[e, p]), p] = False
        return True


def solve(problem: Problem, ring: bool = False) -> Flow:
    """Return the plan with the best total fit under conflicts, loads, enterprise share, units and bridging.

    Empty seats come first in what is avoided, then missed minimum loads, then missed bridging seats, then lost fit.
    `bound` is an upper limit of the total fit in points for any plan that fills as many seats, standing pairs counted
    with their bonus. With `ring`, experts cross only to the next panel, so that the bridges join all panels.
    """
    stage = Stage(problem, ring)
    known = stage.candidates()
    bound, exact = None, True
    for turn in range(1, ROUNDS + 1):
        known &= stage.allowed
        rows, columns = np.nonzero(known)
        nodes = stage.entries(rows, columns)
        rows, columns, nodes = (part[nodes >= 0] for part in (rows, columns, nodes))
        arcs, first = stage.network(rows, columns, nodes)
        supplies = np.zeros(stage.nodes, dtype=np.int64)
        supplies[SOURCE], supplies[stage.proposal_node] = stage.open.sum(), -stage.open
        flow, price = cheapest(arcs, supplies)
        taken = flow[first:] > 0
        more = stage.better(price, known)
        chosen = rows[taken], columns[taken]
        if more.any():
            known |= more
            if turn < ROUNDS:
                continue
            exact = False
        if bound is None or exact:
            bound = float(stage.worth[chosen].sum() + stage.worth[stage.pinned].sum()) / SCALE
        over = stage.over_unit(*chosen)
        if not over:
            break
        banned = [stage.limit(p, unit, *chosen) for p, unit in over]
        exact &= not any(banned)
    rows = np.concatenate([stage.pinned[0], chosen[0]])
    columns = np.concatenate([stage.pinned[1], chosen[1]])
    return Flow(
        rows=rows,
        columns=columns,
        empty=problem.seats - np.bincount(columns, minlength=len(problem.proposals)),
        bound=bound or 0.0,
        exact=exact,
        rounds=turn,
        candidates=int(known.sum()),
        bridging=stage.bridging,
    )
