"""The network of stage 1: who may flow where, at what cost, and the prices that prove the answer.

    source → expert → (unit) → (bridge) → (others) → proposal, and source → proposal for an empty seat

`others` is a side node that lets at most k − ⌈share·k⌉ experts pass who are not from enterprises; `unit` lets at most
two of one unit pass; `bridge` is the gate for experts of another panel. A pair in conflict has no arc.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

SOURCE = 0


@dataclass
class Arcs:
    """Arcs as columns; grown in blocks, so that nothing loops over pairs in Python."""

    tails: list
    heads: list
    caps: list
    costs: list

    @classmethod
    def empty(cls) -> "Arcs":
        return cls([], [], [], [])

    def add(self, tails: Any, heads: Any, caps: Any, costs: Any) -> int:
        """Add arcs; scalars are spread. Returns how many arcs stood before."""
        before = sum(map(len, self.tails))
        shape = np.broadcast_shapes(*(np.shape(part) for part in (tails, heads, caps, costs)))
        for column, part in zip(
            (self.tails, self.heads, self.caps, self.costs), (tails, heads, caps, costs), strict=True
        ):
            column.append(np.broadcast_to(np.asarray(part, dtype=np.int64), shape).ravel())
        return before

    def columns(self) -> tuple[np.ndarray, ...]:
        return tuple(np.concatenate(part) for part in (self.tails, self.heads, self.caps, self.costs))


def cheapest(arcs: Arcs, supplies: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the cheapest flow and a price per node that proves it: no residual arc has a negative reduced cost.

    Raises RuntimeError when the network has no feasible flow, which the empty-seat arcs rule out.
    """
    tails, heads, caps, costs = arcs.columns()
    solver = SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, caps, costs)
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"min-cost flow: {status}")
    flow = np.asarray(solver.flows(numbers), dtype=np.int64)
    return flow, prices(tails, heads, caps, costs, flow, len(supplies))


def prices(tails: Any, heads: Any, caps: Any, costs: Any, flow: Any, nodes: int) -> np.ndarray:
    """Return shortest distances in the residual network, all nodes starting at 0 (Bellman-Ford, whole rounds)."""
    ahead, back = flow < caps, flow > 0
    start = np.concatenate([tails[ahead], heads[back]])
    end = np.concatenate([heads[ahead], tails[back]])
    cost = np.concatenate([costs[ahead], -costs[back]])
    order = np.argsort(end, kind="stable")
    start, end, cost = start[order], end[order], cost[order]
    targets, first = np.unique(end, return_index=True)
    distance = np.zeros(nodes, dtype=np.int64)
    for _ in range(nodes + 1):
        reached = np.minimum.reduceat(distance[start] + cost, first)
        shorter = reached < distance[targets]
        if not shorter.any():
            return distance
        distance[targets[shorter]] = reached[shorter]
    raise RuntimeError("the flow is not optimal")
