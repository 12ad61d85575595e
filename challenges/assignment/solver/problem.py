"""What an assignment starts from: experts, proposals, how well they fit, and the rules of the round."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from challenges.assignment.solver.terms import (
    FORMAT,
    FULL_FIT,
    Conflict,
    Expert,
    Id,
    ProblemError,
    Proposal,
    Rules,
    digest,
    listed,
    plain,
)

__all__ = [
    "FORMAT",
    "FULL_FIT",
    "Conflict",
    "Expert",
    "Id",
    "Problem",
    "ProblemError",
    "Proposal",
    "Rules",
    "digest",
    "from_plain",
    "listed",
    "plain",
    "to_plain",
]


@dataclass(frozen=True)
class Problem:
    """One assignment problem. `fit[e, p]` is how well expert e suits proposal p, 0 to 10,000 points."""

    experts: Sequence[Expert]
    proposals: Sequence[Proposal]
    fit: np.ndarray
    rules: Rules
    seed: str
    conflicts: Sequence[Conflict] = ()
    pins: Sequence[tuple[Id, Id]] = ()
    bans: Sequence[tuple[Id, Id]] = ()
    standing: Sequence[tuple[Id, Id]] = ()
    notes: dict = field(default_factory=dict)

    @cached_property
    def expert_at(self) -> dict:
        """Where each expert stands in the list."""
        return {expert.id: n for n, expert in enumerate(self.experts)}

    @cached_property
    def proposal_at(self) -> dict:
        """Where each proposal stands in the list."""
        return {proposal.id: n for n, proposal in enumerate(self.proposals)}

    @cached_property
    def seats(self) -> np.ndarray:
        """Reviews wanted for each proposal."""
        return np.array([p.k if p.k is not None else self.rules.k for p in self.proposals], dtype=np.int64)

    @cached_property
    def enterprise_seats(self) -> np.ndarray:
        """Of these, how many at least must be by enterprise experts: the share, rounded up."""
        return -(-self.seats * self.rules.enterprise_share // 100)

    @cached_property
    def loads(self) -> np.ndarray:
        """The most reviews each expert may get."""
        cap = self.rules.max_load
        return np.array([cap if e.max_load is None else min(cap, e.max_load) for e in self.experts], dtype=np.int64)

    @cached_property
    def enterprise(self) -> np.ndarray:
        """Which experts count towards the enterprise share."""
        return np.array([expert.enterprise for expert in self.experts], dtype=bool)

    @cached_property
    def foreign(self) -> np.ndarray | None:
        """Which pairs cross panels; None when nobody has a home panel or no proposal belongs to one."""
        homes = np.array([expert.panel for expert in self.experts], dtype=str)
        panels = np.array([proposal.panel for proposal in self.proposals], dtype=str)
        if not homes.any() or not panels.any():
            return None
        crossing = (homes[:, None] != "") & (panels[None, :] != "") & (homes[:, None] != panels[None, :])
        for n, expert in enumerate(self.experts):
            if expert.also:
                crossing[n] &= ~np.isin(panels, expert.also)
        return crossing

    @cached_property
    def eligible(self) -> np.ndarray:
        """Which pairs may be: neither in conflict nor banned."""
        allowed = np.ones((len(self.experts), len(self.proposals)), dtype=bool)
        pairs = [(c.expert_id, c.proposal_id) for c in self.conflicts] + list(self.bans)
        rows, columns = self.places(pairs)
        allowed[rows, columns] = False
        return allowed

    def places(self, pairs: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and columns of pairs of ids."""
        try:
            rows = np.array([self.expert_at[e] for e, _ in pairs], dtype=np.int64)
            columns = np.array([self.proposal_at[p] for _, p in pairs], dtype=np.int64)
        except KeyError as missing:
            raise ProblemError("unknown_id", id=missing.args[0]) from None
        return rows, columns

    def in_order(self) -> "Problem":
        """Return the same problem in the order of ids, so that the order of the input has no influence."""
        rows = sorted(range(len(self.experts)), key=lambda n: listed(self.experts[n].id))
        columns = sorted(range(len(self.proposals)), key=lambda n: listed(self.proposals[n].id))
        if rows == list(range(len(rows))) and columns == list(range(len(columns))):
            return self
        return replace(
            self,
            experts=tuple(self.experts[n] for n in rows),
            proposals=tuple(self.proposals[n] for n in columns),
            fit=np.ascontiguousarray(self.fit[np.ix_(rows, columns)]),
        )

    def check(self) -> None:
        """Raise ProblemError when the input contradicts itself."""
        if self.fit.shape != (len(self.experts), len(self.proposals)):
            raise ProblemError("fit_shape", shape=list(self.fit.shape))
        if len(self.expert_at) != len(self.experts) or len(self.proposal_at) != len(self.proposals):
            raise ProblemError("id_twice")
        if self.fit.size and (self.fit.min() < 0 or self.fit.max() > FULL_FIT):
            raise ProblemError("fit_out_of_range")
        if not 0 <= self.rules.enterprise_share <= 100 or not 0 <= self.rules.bridging_share <= 100:
            raise ProblemError("share_out_of_range")
        if (self.seats < 1).any() or (self.loads < 0).any():
            raise ProblemError("count_out_of_range")


def to_plain(problem: Problem) -> dict:
    """Return the problem as JSON can carry it; fit as one line of points per expert, in the order of ids."""
    return plain(
        problem.experts,
        problem.proposals,
        problem.fit.tolist(),
        problem.rules,
        problem.seed,
        conflicts=problem.conflicts,
        pins=problem.pins,
        bans=problem.bans,
        standing=problem.standing,
    )


def from_plain(data: dict) -> Problem:
    """Read a problem back from what `to_plain` wrote."""
    if data.get("format") != FORMAT:
        raise ProblemError("format_unknown", format=data.get("format"))
    rows, columns = len(data["experts"]), len(data["proposals"])
    fit = np.empty((rows, columns), dtype=np.int16)
    for n, line in enumerate(data["fit"]):
        fit[n] = np.fromstring(line, dtype=np.int16, sep=" ")
    return Problem(
        experts=tuple(
            Expert(
                **{
                    **row,
                    "units": tuple(row["units"]),
                    "topics": tuple(row["topics"]),
                    "also": tuple(row.get("also", ())),
                }
            )
            for row in data["experts"]
        ),
        proposals=tuple(Proposal(**{**row, "topics": tuple(row["topics"])}) for row in data["proposals"]),
        fit=fit,
        rules=Rules(**data["rules"]),
        seed=data["seed"],
        conflicts=tuple(Conflict(*row) for row in data["conflicts"]),
        pins=tuple(map(tuple, data["pins"])),
        bans=tuple(map(tuple, data["bans"])),
        standing=tuple(map(tuple, data["standing"])),
    )
