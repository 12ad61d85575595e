"""Stage 2: lift the worst-served proposal by moves and swaps, giving up at most a small share of the best total."""

import numpy as np

from challenges.assignment.solver.problem import Problem

# How many of the best-suited experts are tried for the worst proposal before it counts as served as well as can be.
TRIED = 60
# How many are tried for each further seat of a chain, and how many proposals a chain may touch.
FURTHER = 8
LONGEST = 4
STEPS = 5_000

# A chain of exchanges: proposal, who leaves it, who comes. Whoever comes left the next proposal of the chain; the last
# one was free, or is the one who left the first.
Chain = tuple[tuple[int, int, int], ...]


class Table:
    """The plan under work: who sits where, loads and sums, and which exchanges the rules allow."""

    def __init__(self, problem: Problem, rows: np.ndarray, columns: np.ndarray) -> None:
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
            crossing = problem.foreign[:, p]
            mask &= crossing & (self.homes == self.homes[e]) if crossing[e] else ~crossing
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

    def make(self, chain: Chain) -> None:
        """Carry out a chain: first everybody leaves, then everybody comes."""
        for p, out, _ in chain:
            self.leave(p, out)
        for p, _, comes in chain:
            self.enter(p, comes)

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
        chain = Search(table, worst, floor).best()
        if chain is None:
            break
        table.make(chain)
    rows, columns = np.nonzero(table.seated)
    return rows, columns


class Search:
    """Looks for the chain that leaves the worst-served of the proposals it touches best served."""

    def __init__(self, table: Table, p: int, floor: float) -> None:
        self.table, self.p, self.floor = table, p, floor
        self.free = table.free()
        self.key = (table.sum[p] / table.size[p], 0)
        self.chain: Chain | None = None
        self.able: dict[tuple[int, int], np.ndarray] = {}

    def best(self) -> Chain | None:
        """Return the best chain over two proposals, or where there is none, over more of them."""
        for length in range(2, LONGEST + 1):
            for e in sorted(self.table.on[self.p]):
                if not self.table.fixed[e, self.p]:
                    self.first(e, length)
            if self.chain is not None:
                return self.chain
        return None

    def first(self, e: int, length: int) -> None:
        """Try everybody who suits p better than e does."""
        fit, p = self.table.fit, self.p
        able = self.replacing(p, e)
        able = able[fit[able, p] > fit[e, p]][: TRIED if length == 2 else TRIED // 3]
        for f in able.tolist():
            gain = int(fit[f, p]) - int(fit[e, p])
            served = (self.table.sum[p] + gain) / self.table.size[p]
            if served <= self.key[0]:
                return
            self.close(((p, e, f),), served, gain, length)

    def close(self, chain: Chain, served: float, gain: int, length: int) -> None:
        """Keep the chain if who came last is free; else go on where they sit."""
        e, last = chain[0][1], chain[-1][2]
        if last == e or (self.free[last] and self.table.load[e] > self.table.least[e]):
            if (served, gain) > self.key and self.table.total + gain >= self.floor:
                self.chain, self.key = chain, (served, gain)
            return
        if len(chain) == length:
            return
        touched = {q for q, _, _ in chain}
        moved = {comes for _, _, comes in chain}
        for q in sorted(self.table.of[last] - touched):
            if not self.table.fixed[last, q]:
                self.refill(chain, q, moved, served, gain, length)

    def refill(self, chain: Chain, q: int, moved: set, served: float, gain: int, length: int) -> None:
        """Try the best free expert, the one released, and with a longer chain a few busy ones, for a seat on q."""
        fit, e, last = self.table.fit, chain[0][1], chain[-1][2]
        able = self.replacing(q, last)
        spare = able[self.free[able]][:1] if self.table.load[e] > self.table.least[e] else able[:0]
        options = [*spare.tolist(), *([e] if e in able else [])]
        if len(chain) + 1 < length:
            options += able[~self.free[able]][:FURTHER].tolist()
        for g in dict.fromkeys(options):
            change = int(fit[g, q]) - int(fit[last, q])
            after = min(served, (self.table.sum[q] + change) / self.table.size[q])
            if g not in moved and after >= self.key[0]:
                self.close((*chain, (q, last, g)), after, gain + change, length)

    def replacing(self, p: int, e: int) -> np.ndarray:
        """Return who may take e's seat on p, the best first."""
        if (p, e) not in self.able:
            mask = self.table.may_replace(p, e)
            mask[e] = False
            able = np.flatnonzero(mask)
            self.able[p, e] = able[np.argsort(-self.table.fit[able, p].astype(np.int64), kind="stable")]
        return self.able[p, e]
