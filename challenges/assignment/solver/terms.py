"""The terms of an assignment in plain data: experts, proposals, rules, and how data is ordered and hashed.

Needs no library: draws, words and the process that starts the solver come by with this alone.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Fit is given in whole points, so that a plan is the same on every machine.
FULL_FIT = 10_000
FORMAT = 1

# Whatever can be told apart and looked up; it comes back as it was given.
Id = Any


class ProblemError(ValueError):
    """Input that contradicts itself. `code` says why, `fields` name the things concerned."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(f"{code}: {fields}" if fields else code)
        self.code = code
        self.fields = fields


@dataclass(frozen=True)
class Expert:
    """An expert of the pool.

    `units` are all units they work for (two posts are two units). `enterprise` says that they count towards the
    enterprise share. `max_load` caps their reviews (None: the rule's cap alone), `min_load` is what they should get.
    `panel` is their home panel; empty: they may review anywhere. `also` are further panels on which they sit.
    `topics` serve the coverage stage.
    """

    id: Id
    units: tuple[str, ...] = ()
    enterprise: bool = False
    max_load: int | None = None
    min_load: int = 0
    panel: str = ""
    topics: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A proposal to be reviewed; `k` is its number of reviews where it differs from the rule's."""

    id: Id
    panel: str = ""
    k: int | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """A pair that must not be, with the code of its reason."""

    expert_id: Id
    proposal_id: Id
    code: str = "conflict"


@dataclass(frozen=True)
class Rules:
    """The rules of the round; shares are percentages.

    Every proposal gets `k` reviews, at least `enterprise_share` % of them by enterprise experts, at most `per_unit`
    by experts of one unit. `bridging_share` % of the seats go to experts of another panel, so that scores can be
    compared. `stickiness` are the points a standing pair is worth when a plan is made again. `fairness_cost` is the
    share of the best total, in %, that may be given up for the worst-served proposal.
    """

    k: int
    max_load: int
    enterprise_share: int = 0
    per_unit: int | None = 2
    bridging_share: int = 0
    stickiness: int = 500
    fairness_cost: float = 1.0


def listed(id: Id) -> tuple:
    """The order of ids: numbers by size, then words."""
    return (0, id, "") if isinstance(id, int) else (1, 0, str(id))


def digest(data: Any) -> str:
    """Return the SHA-256 of plain data in its canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(
    experts: Sequence[Expert],
    proposals: Sequence[Proposal],
    fit: Sequence[Sequence[int]],
    rules: Rules,
    seed: str,
    *,
    conflicts: Any = (),
    pins: Any = (),
    bans: Any = (),
    standing: Any = (),
) -> dict:
    """Return a whole problem as JSON can carry it, everything in the order of ids.

    `fit` holds one row of points per expert, one column per proposal; it is written as one line per expert.
    """
    rows = sorted(range(len(experts)), key=lambda n: listed(experts[n].id))
    columns = sorted(range(len(proposals)), key=lambda n: listed(proposals[n].id))
    return {
        "format": FORMAT,
        "experts": [plain_expert(experts[n]) for n in rows],
        "proposals": [asdict(proposals[n]) for n in columns],
        "fit": [" ".join(str(fit[n][m]) for m in columns) for n in rows],
        "rules": asdict(rules),
        "seed": seed,
        "conflicts": sorted(
            ([c.expert_id, c.proposal_id, c.code] for c in conflicts),
            key=lambda row: (listed(row[0]), listed(row[1]), row[2]),
        ),
        "pins": plain_pairs(pins),
        "bans": plain_pairs(bans),
        "standing": plain_pairs(standing),
    }


def plain_expert(expert: Expert) -> dict:
    """Return an expert as JSON can carry them; what hardly anybody has is left out, so that older hashes hold."""
    return {name: value for name, value in asdict(expert).items() if name != "also" or value}


def plain_pairs(pairs: Any) -> list:
    """Return pairs of ids in their order."""
    return sorted((list(pair) for pair in pairs), key=lambda row: (listed(row[0]), listed(row[1])))
