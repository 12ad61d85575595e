"""The seeded jitter between equals: lots of many ids at once, mixed for every pair."""

from typing import Any

import numpy as np

from challenges.assignment.solver.lots import lot

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def lots(seed: str, kind: str, ids: Any) -> np.ndarray:
    """Return one lot per id."""
    return np.array([lot(seed, kind, id) for id in ids], dtype=np.uint64)


def mixed(rows: np.ndarray, columns: np.ndarray, below: int) -> np.ndarray:
    """Return a number from 0 to `below` − 1 for each (row, column), by the SplitMix64 finaliser over both lots."""
    with np.errstate(over="ignore"):
        z = rows[:, None] * GOLDEN + columns[None, :]
        z = (z ^ (z >> np.uint64(30))) * FIRST
        z = (z ^ (z >> np.uint64(27))) * SECOND
        z = z ^ (z >> np.uint64(31))
    return (z % np.uint64(below)).astype(np.int32)
