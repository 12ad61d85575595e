"""Stage 2: lift the worst-served proposal by moves and swaps, giving up at most a small share of the best total."""

from dataclasses import dataclass

import numpy as np

from .problem import Problem

# How many of the best-suited experts are tried for the worst proposal before it counts as served as well as can be.
TRIED = 60
STEPS = 5_000


@dataclass(frozen=True)
class Move:
    """Proposal p gives up expert e for f; where f stood on q, q takes g instead."""

    p: int
    e: int
    f: int
    q: int = -1
    g: int = -1


class Table:
    """The plan under work: who sits where, loads and sums, and which exchanges the rules allow."""

    def __init__(self, problem: Problem, rows: np.ndarray, columns: np.ndarray):
        self.problem = problem
        self.fit = problem.fit
        experts, proposals = self.fit.shape
        self.seated = np.zeros((experts, proposals), dtype=bool)
        self.seated[rows, columns] = True
        self.fixed = np.zeros_like(self.seated)
        self.fixed[problem.places(problem.pins)] = True
        self.homes = np.array([expert.panel for expert in problem.experts], dtype=str)
        self.units: dict[str, np.ndarray] = {}
        self.load = self.seated.sum(axis=1)
        self.least = np.array([expert.min_load for expert in problem.experts])
        self.sum = (self.fit * self.seated).sum(axis=0, dtype=np.int64)
        self.size = np.maximum(self.seated.sum(axis=0), 1)
        self.total = int(self.sum.sum())
        self.on = [set(np.flatnonzero(self.seated[:, p]).tolist()) for p in range(proposals)]
        self.of = [set(np.flatnonzero(self.seated[e]).tolist()) for e in range(experts)]

    def served(self) -> np.ndarray:
        """Return the mean fit of each proposal."""
        return self.sum / self.size

    def may_replace(self, p: int, e: int) -> np.ndarray:
        """Return which experts may take e's seat on p: allowed, of the right class and panel, unit not full."""
        problem = self.problem
        mask = problem.eligible[:, p] & ~self.seated[:, p]
        if problem.enterprise[e]:
            holding = sum(bool(problem.enterprise[other]) for other in self.on[p])
            if holding <= problem.enterprise_seats[p]:
                mask &= problem.enterprise
        if problem.foreign is not None:
            mask &= self.homes == self.homes[e] if problem.foreign[e, p] else ~problem.foreign[:, p]
        for unit in self.full_units(p, e):
            mask &= ~self.of_unit(unit)
        return mask

    def full_units(self, p: int, e: int) -> list[str]:
        limit = self.problem.rules.per_unit
        if limit is None:
            return []
        units: dict[str, int] = {}
        for other in self.on[p] - {e}:
            for unit in self.problem.experts[other].units:
                units[unit] = units.get(unit, 0) + 1
        return [unit for unit, n in units.items() if n >= limit]

    def of_unit(self, unit: str) -> np.ndarray:
        if unit not in self.units:
            self.units[unit] = np.array([unit in expert.units for expert in self.problem.experts])
        return self.units[unit]

    def free(self) -> np.ndarray:
        """Return which experts have room for one more."""
        return self.load < self.problem.loads

    def make(self, move: Move) -> None:
        """Carry out a move."""
        self.leave(move.p, move.e)
        if move.q >= 0:
            self.leave(move.q, move.f)
            self.enter(move.q, move.g)
        self.enter(move.p, move.f)

    def leave(self, p: int, e: int) -> None:
        self.seated[e, p] = False
        self.on[p].discard(e)
        self.of[e].discard(p)
        self.load[e] -= 1
        self.sum[p] -= self.fit[e, p]
        self.total -= int(self.fit[e, p])

    def enter(self, p: int, e: int) -> None:
        self.seated[e, p] = True
        self.on[p].add(e)
        self.of[e].add(p)
        self.load[e] += 1
        self.sum[p] += self.fit[e, p]
        self.total += int(self.fit[e, p])


def lift(problem: Problem, rows: np.ndarray, columns: np.ndarray, bound: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs after lifting the worst-served proposals as far as the allowed cost goes.

    `bound` is the best total known. Pins stay; every rule that held before holds after.
    """
    table = Table(problem, rows, columns)
    floor = bound * (1 - problem.rules.fairness_cost / 100)
    filled = table.seated.any(axis=0)
    for _ in range(STEPS if filled.any() else 0):
        worst = int(np.argmin(np.where(filled, table.served(), np.inf)))
        move = best_move(table, worst, floor)
        if move is None:
            break
        table.make(move)
    return np.nonzero(table.seated)


def best_move(table: Table, p: int, floor: float) -> Move | None:
    """Return the move that leaves the worse of the proposals it touches best served, if better than p now is."""
    fit, now = table.fit, table.sum[p] / table.size[p]
    free = table.free()
    best, best_key = None, (now, 0)
    for e in sorted(table.on[p]):
        if table.fixed[e, p]:
            continue
        leaving_ok = table.load[e] > table.least[e]
        able = np.flatnonzero(table.may_replace(p, e) & (fit[:, p] > fit[e, p]))
        able = able[np.argsort(-fit[able, p].astype(np.int64), kind="stable")][:TRIED]
        for f in able.tolist():
            gain = int(fit[f, p]) - int(fit[e, p])
            after = (table.sum[p] + gain) / table.size[p]
            if after <= best_key[0]:
                break
            if free[f] and leaving_ok:
                key = (after, gain)
                if key > best_key:
                    best, best_key = Move(p, e, f), key
                continue
            for q in sorted(table.of[f]):
                if q == p or table.fixed[f, q]:
                    continue
                move, key = refill(table, p, e, f, q, after, free, leaving_ok)
                if move and key > best_key and table.total + key[1] >= floor:
                    best, best_key = move, key
    return best


def refill(table: Table, p, e, f, q, after, free, leaving_ok):
    """Return the best way to fill f's seat on q, by a free expert or by e himself, and how the two are served."""
    fit = table.fit
    able = table.may_replace(q, f)
    able[f] = False
    options = np.flatnonzero(able & free) if leaving_ok else np.zeros(0, dtype=int)
    if able[e]:
        options = np.append(options, e)
    if not len(options):
        return None, None
    g = int(options[np.argmax(fit[options, q])])
    change = int(fit[g, q]) - int(fit[f, q])
    gain = int(fit[f, p]) - int(fit[e, p]) + change
    return Move(p, e, f, q, g), (min(after, (table.sum[q] + change) / table.size[q]), gain)
