"""Stage 3: exchanges that join the plan into one graph, so that the scores of all panels can be compared.

An expert who crosses to another panel joins the two only if they also review at home. What the earlier stages leave
apart is joined here, at the least loss of fit, under every rule that held before.
"""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from challenges.assignment.solver.lift import Chain, Table
from challenges.assignment.solver.problem import Problem

# How many exchanges are tried, the cheapest first, before what is apart stays apart.
TRIED = 500


def parts(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the part of the graph of reviews that each expert and then each proposal is in, and how many have any."""
    experts, proposals = problem.fit.shape
    edges = coo_array((np.ones(len(rows)), (rows, experts + columns)), shape=(experts + proposals,) * 2)
    _, labels = connected_components(edges, directed=False)
    return labels, len(np.unique(labels[experts + np.unique(columns)]))


def join(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs after as many exchanges as join the parts; pins stay, and nobody gains or loses a review for it.

    Where no exchange that the rules allow brings two parts together, they stay apart.
    """
    table = Table(problem, rows, columns)
    labels, apart = parts(problem, rows, columns)
    while apart > 1:
        for chain in cheapest(table, labels):
            table.make(chain)
            labels, left = parts(problem, *np.nonzero(table.seated))
            if left < apart:
                break
            table.make(back(chain))
        else:
            break
        apart = left
    rows, columns = np.nonzero(table.seated)
    return rows, columns


def back(chain: Chain) -> Chain:
    """Return the chain that undoes this one."""
    return tuple((p, comes, out) for p, out, comes in chain)


def cheapest(table: Table, labels: np.ndarray) -> Iterator[Chain]:
    """Yield exchanges between two parts, the least loss of fit first: into free places, and then crosswise."""
    fit = table.fit.astype(np.int64)
    for kind in (into_free_places, crosswise):
        found = [
            (sum(int(fit[out, p] - fit[comes, p]) for p, out, comes in chain), chain) for chain in kind(table, labels)
        ]
        yield from (chain for _loss, chain in sorted(found)[:TRIED])


def meetings(table: Table, labels: np.ndarray) -> Iterator[tuple[int, int, list[int]]]:
    """Yield each pair that is not pinned, as proposal and expert, with the experts of other parts who may replace."""
    part = labels[: len(table.load)]
    for e, p in np.argwhere(table.seated & ~table.fixed).tolist():
        yield p, e, np.flatnonzero(table.may_replace(p, e) & (part != part[e])).tolist()


def into_free_places(table: Table, labels: np.ndarray) -> Iterator[Chain]:
    """Yield the exchanges in which an expert with room takes the seat of one who has enough without it."""
    free = table.free()
    for p, e, able in meetings(table, labels):
        if table.load[e] > table.least[e]:
            yield from (((p, e, f),) for f in able if free[f])


def crosswise(table: Table, labels: np.ndarray) -> Iterator[Chain]:
    """Yield the exchanges in which two experts of two parts change seats."""
    able = {(p, e): set(others) for p, e, others in meetings(table, labels)}
    for (p, e), others in able.items():
        for f in sorted(others):
            yield from (((p, e, f), (q, f, e)) for q in sorted(table.of[f]) if e in able.get((q, f), ()))
