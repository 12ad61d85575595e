"""The calibrated view beside the official ranking: how sure is it, who is lenient, which single score matters?

score = overall mean + proposal + leniency of the expert + noise, all but the mean drawn from normal distributions
whose variances are estimated by EM (restricted likelihood). It never replaces the official score, and it refuses to
compare proposals that no chain of shared reviews connects. The arithmetic stands in `mixed.py`, which is loaded only
when a view is computed: a web process that shows none stays small.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# Whatever can be told apart and looked up; it comes back as it was given.
Id = Any


class CalibrationRefused(ValueError):
    """No calibrated view can be given. `code` is `not_connected` (with the components) or `too_few`."""

    def __init__(self, code: str, components: tuple = ()) -> None:
        super().__init__(code)
        self.code = code
        self.components = components


@dataclass(frozen=True)
class Component:
    """Proposals and experts that shared reviews connect with each other, and with nobody else."""

    proposals: tuple
    experts: tuple


@dataclass(frozen=True)
class Mark:
    """One expert's total for one proposal, 0 to 100."""

    proposal_id: Id
    expert_id: Id
    score: float


@dataclass(frozen=True)
class CalibratedRow:
    """A proposal's calibrated score and rank with their 90 % intervals, and the probability of the first K places.

    The interval of the score is that of its distance from the field's mean.
    """

    proposal_id: Id
    score: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    top: float


@dataclass(frozen=True)
class Leniency:
    """How many points an expert gives above (or below) others, in points and in standard deviations."""

    expert_id: Id
    points: float
    deviations: float
    reviews: int
    flagged: bool


@dataclass(frozen=True)
class SingleScore:
    """A score that alone moves its proposal: how far it is from what all others suggest, and the rank without it."""

    proposal_id: Id
    expert_id: Id
    score: float
    expected: float
    deviations: float
    rank: int
    rank_without: int


@dataclass(frozen=True)
class Calibration:
    """The whole view. `spread` are the standard deviations of proposals, of leniency, and of noise, in points."""

    rows: tuple[CalibratedRow, ...]
    experts: tuple[Leniency, ...]
    single_scores: tuple[SingleScore, ...]
    spread: tuple[float, float, float]
    top_k: int


def calibrate(marks: Sequence[Mark], *, top_k: int = 1, seed: int = 0) -> Calibration:
    """Return the calibrated view of all marks of one rubric.

    `top_k` is how many places matter. The same marks and seed give the same view. Raises CalibrationRefused when the
    reviews do not connect all proposals, or when there are too few to tell leniency from noise.
    """
    marks = sorted(marks, key=lambda mark: (str(mark.proposal_id), str(mark.expert_id)))
    proposals, experts = {mark.proposal_id for mark in marks}, {mark.expert_id for mark in marks}
    components = connected(marks)
    if len(components) > 1:
        raise CalibrationRefused("not_connected", components)
    if len(proposals) < 3 or len(experts) < 2 or len(marks) < len(proposals) + 3:
        raise CalibrationRefused("too_few")
    from challenges.review.ranking.mixed import view

    return view(marks, top_k, seed)


def connected(marks: Sequence[Mark]) -> tuple[Component, ...]:
    """Return the components of the graph of reviews, the one with most proposals first."""
    root: dict[tuple, tuple] = {}

    def top(node: tuple) -> tuple:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for mark in marks:
        root[top((0, mark.proposal_id))] = top((1, mark.expert_id))
    found: dict[tuple, tuple[list, list]] = {}
    for node in list(root):
        found.setdefault(top(node), ([], []))[node[0]].append(node[1])
    parts = [Component(tuple(proposals), tuple(experts)) for proposals, experts in found.values()]
    return tuple(sorted(parts, key=lambda part: -len(part.proposals)))


def indistinct(rows: Sequence[CalibratedRow]) -> tuple[tuple[int, int], ...]:
    """Return first and last rank of each run of places that cannot be told apart.

    Between two places stands a border when no interval reaches across it: all above it surely rank above all below.
    """
    reach = sorted(rows, key=lambda row: row.rank)
    borders, highest = [0], 0
    for n, row in enumerate(reach, start=1):
        highest = max(highest, row.rank_high)
        if highest <= n and all(later.rank_low > n for later in reach[n:]):
            borders.append(n)
    if borders[-1] != len(reach):
        borders.append(len(reach))
    return tuple((a + 1, b) for a, b in pairwise(borders) if b - a > 1)


@dataclass(frozen=True)
class Bridge:
    """Two groups of proposals and what connects them: the experts who reviewed in both, and their reviews there."""

    first: Id
    second: Id
    experts: tuple
    reviews: int


def bridges(marks: Sequence[Mark], group_of: dict) -> tuple[Bridge, ...]:
    """Return the direct connections between groups (panels) of proposals, the strongest first.

    `group_of` names the group of each proposal. A review bridges two groups when its expert reviewed in both.
    """
    counts: dict[Id, Counter] = {}
    for mark in marks:
        counts.setdefault(mark.expert_id, Counter())[group_of[mark.proposal_id]] += 1
    found: dict[tuple, tuple[list, int]] = {}
    for expert, seen in counts.items():
        groups = sorted(seen, key=str)
        for n, first in enumerate(groups):
            for second in groups[n + 1 :]:
                people, reviews = found.get((first, second), ([], 0))
                found[first, second] = ([*people, expert], reviews + seen[first] + seen[second])
    rows = [Bridge(first, second, tuple(people), count) for (first, second), (people, count) in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.reviews, str(row.first), str(row.second))))
