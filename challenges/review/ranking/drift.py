"""What a calibration round shows: how far each expert marks from the panel and from the reference, and what divides it.

A drift is a difference in points of 100, above zero for the lenient. The drift in total is the weighted sum of the
drifts per criterion, so that every expert can see where their own comes from. Nothing here enters a ranking.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any

# Whatever can be told apart and looked up; it comes back as it was given.
Id = Any

# Below two points nobody would see a difference on a scale of 100.
ALIKE = 2.0
# A panel that knows samples apart spreads its means; whoever gives all of them the same within this share does not.
FLAT = 0.25
# A mean over fewer experts tells each of them what the other marked.
FEWEST = 3


@dataclass(frozen=True)
class Given:
    """One mark of one expert, 0 to 100. `panel_id` is the panel with whose mean they are compared."""

    expert_id: Id
    panel_id: Id
    sample_id: Id
    criterion_id: Id
    value: float


@dataclass(frozen=True)
class Against:
    """An expert's total for one sample beside the panel's mean and the reference (None where none was set)."""

    sample_id: Id
    own: float
    mean: float
    reference: float | None


@dataclass(frozen=True)
class Drift:
    """One expert's drift. `per_criterion` and `total` are against the panel's mean, `reference…` against the reference.

    `code` is alike, lenient, strict, very_lenient or very_strict; `flat` is True when they told no sample apart where
    the panel did. `of` is how many experts the mean is made of.
    """

    expert_id: Id
    panel_id: Id
    total: float
    per_criterion: Mapping[Id, float]
    reference_total: float | None
    reference: Mapping[Id, float]
    samples: tuple[Against, ...]
    code: str
    flat: bool
    of: int

    @property
    def flagged(self) -> bool:
        """Return True when the organiser should speak with this expert."""
        return self.flat or self.code.startswith("very_")


@dataclass(frozen=True)
class Cell:
    """How one panel marked one criterion of one sample: mean, sample standard deviation, lowest and highest."""

    panel_id: Id
    sample_id: Id
    criterion_id: Id
    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True)
class Round:
    """All of a round: each expert's drift, each cell, the spread per criterion, and the cell that divides most.

    `widest` is None while no panel has two experts who handed in.
    """

    drifts: tuple[Drift, ...]
    cells: tuple[Cell, ...]
    spread: Mapping[Id, float]
    widest: Cell | None


def compare(
    marks: Sequence[Given], weights: Mapping[Id, int], references: Mapping[tuple[Id, Id], float], limit: float
) -> Round:
    """Return what a round shows. `references` are by (sample, criterion); beyond `limit` points a drift is flagged.

    Every expert in `marks` has marked every criterion of every sample. Criteria without weight divide nobody.
    """
    weights = {criterion: weight for criterion, weight in weights.items() if weight}
    marks = [one for one in marks if one.criterion_id in weights]
    by_cell: dict[tuple[Id, Id, Id], list[float]] = defaultdict(list)
    own: dict[tuple, dict[tuple, float]] = defaultdict(dict)
    for one in marks:
        by_cell[one.panel_id, one.sample_id, one.criterion_id].append(one.value)
        own[one.expert_id, one.panel_id][one.sample_id, one.criterion_id] = one.value
    cells = tuple(
        Cell(*key, mean=mean(given), sd=spread_of(given), low=min(given), high=max(given))
        for key, given in by_cell.items()
    )
    divided = [cell for cell in cells if len(by_cell[cell.panel_id, cell.sample_id, cell.criterion_id]) > 1]
    spread = {
        criterion: (sum(cell.sd**2 for cell in found) / len(found)) ** 0.5
        for criterion in weights
        if (found := [cell for cell in divided if cell.criterion_id == criterion])
    }
    means = {(cell.panel_id, cell.sample_id, cell.criterion_id): cell.mean for cell in cells}
    drifts = []
    for (expert, panel), values in own.items():
        of = len(by_cell[(panel, *next(iter(values)))])
        drifts.append(drift_of(expert, panel, values, means, weights, references, limit, of))
    most = max(spread, key=lambda criterion: spread[criterion]) if spread else None
    widest = max((cell for cell in divided if cell.criterion_id == most), key=lambda cell: cell.sd, default=None)
    return Round(tuple(drifts), cells, spread, widest)


def spread_of(values: Sequence[float]) -> float:
    """Return the sample standard deviation, 0 for a single value."""
    return stdev(values) if len(values) > 1 else 0.0


def drift_of(
    expert: Any, panel: Any, values: Any, means: Any, weights: Any, references: Any, limit: float, of: int
) -> Drift:
    """Return one expert's drift from their panel's means and from the references."""
    samples = list(dict.fromkeys(sample for sample, _criterion in values))
    per_criterion = {
        criterion: mean(values[sample, criterion] - means[panel, sample, criterion] for sample in samples)
        for criterion in weights
    }
    known = {
        criterion: mean(values[sample, criterion] - references[sample, criterion] for sample in having)
        for criterion in weights
        if (having := [sample for sample in samples if (sample, criterion) in references])
    }
    rows = []
    for sample in samples:
        whole = all((sample, criterion) in references for criterion in weights)
        rows.append(
            Against(
                sample_id=sample,
                own=weighted({c: values[sample, c] for c in weights}, weights),
                mean=weighted({c: means[panel, sample, c] for c in weights}, weights),
                reference=weighted({c: references[sample, c] for c in weights}, weights) if whole else None,
            )
        )
    referred = [row.own - row.reference for row in rows if row.reference is not None]
    total = weighted(per_criterion, weights)
    return Drift(
        expert_id=expert,
        panel_id=panel,
        total=total,
        per_criterion=per_criterion,
        reference_total=mean(referred) if referred else None,
        reference=known,
        samples=tuple(rows),
        code=called(total, limit),
        flat=is_flat(rows, limit),
        of=of,
    )


def weighted(values: Mapping[Id, float], weights: Mapping[Id, int]) -> float:
    """Return the weighted sum of values per criterion; the weights total 100."""
    return sum(values[criterion] * weight for criterion, weight in weights.items()) / 100


def called(total: float, limit: float) -> str:
    """Return the name of a drift in total."""
    if abs(total) < ALIKE:
        return "alike"
    way = "lenient" if total > 0 else "strict"
    return f"very_{way}" if abs(total) > limit else way


def is_flat(rows: Sequence[Against], limit: float) -> bool:
    """Return True for an expert whose totals hardly differ where their panel's means differ by more than the limit."""
    apart = max(row.mean for row in rows) - min(row.mean for row in rows)
    return apart > limit and max(row.own for row in rows) - min(row.own for row in rows) < FLAT * apart
