"""The arithmetic of the calibrated view: a mixed model fitted by EM, ranks by many draws. Loads numpy, nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from challenges.review.ranking.calibrated import CalibratedRow, Calibration, Leniency, Mark, SingleScore

DRAWS = 4_000
ITERATIONS = 400
TOLERANCE = 1e-4
# The quantiles between which 90 % of a normal distribution lie.
NINETY = 1.6448536269514722
# An expert is flagged beyond two standard deviations, a score when it is this unlike all others and moves its
# proposal by at least this share of the field.
LENIENT = 2.0
UNLIKE = 2.5
MOVED = 0.05
# Experts mark in whole points: a mark is known to half a point either way, however well the marks agree.
STEP = 1.0
LEAST_NOISE = STEP**2 / 12


class Design:
    """Marks as numbers: which proposal, which expert, how many points."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.proposals = list(dict.fromkeys(mark.proposal_id for mark in marks))
        self.experts = list(dict.fromkeys(mark.expert_id for mark in marks))
        proposal_at = {id: n for n, id in enumerate(self.proposals)}
        expert_at = {id: n for n, id in enumerate(self.experts)}
        self.p = np.array([proposal_at[mark.proposal_id] for mark in marks], dtype=int)
        self.e = np.array([expert_at[mark.expert_id] for mark in marks], dtype=int)
        self.y = np.array([float(mark.score) for mark in marks])

    def matrix(self) -> np.ndarray:
        """Return one row per mark: overall mean, proposal, expert."""
        rows = np.arange(len(self.y))
        matrix = np.zeros((len(rows), 1 + len(self.proposals) + len(self.experts)))
        matrix[:, 0] = 1
        matrix[rows, 1 + self.p] = 1
        matrix[rows, 1 + len(self.proposals) + self.e] = 1
        return matrix


@dataclass(frozen=True)
class Model:
    """Estimates of mean, proposals and experts together, their covariance, and the three variances."""

    estimate: np.ndarray
    covariance: np.ndarray
    variances: tuple[float, float, float]


def fit(design: Design) -> Model:
    """Estimate effects and variances by EM on the mixed model equations.

    Each mark has one proposal, so the proposals' own block of the equations is diagonal and is eliminated: a round
    costs the inverse of a matrix over the experts alone. The whole covariance is made once, at the end.
    """
    matrix, y = design.matrix(), design.y
    proposals, experts = len(design.proposals), len(design.experts)
    cross, right, square = matrix.T @ matrix, matrix.T @ y, float(y @ y)
    own, rest = slice(1, 1 + proposals), np.r_[0, 1 + proposals : 1 + proposals + experts]
    counts, between, others = np.diag(cross)[own], cross[own][:, rest], cross[np.ix_(rest, rest)]
    least = max(float(y.var()), 1.0) * 1e-6
    variances = np.full(3, max(float(y.var()), least) / 3)
    for _ in range(ITERATIONS):
        noise = variances[2]
        inside = 1 / (counts / noise + 1 / variances[0])
        across = between / noise
        penalty = np.concatenate([[0.0], np.full(experts, 1 / variances[1])])
        outside = np.linalg.inv(others / noise + np.diag(penalty) - across.T @ (inside[:, None] * across))
        theirs = outside @ (right[rest] - across.T @ (inside * right[own])) / noise
        mine = inside * (right[own] / noise - across @ theirs)
        spread = inside + inside**2 * np.einsum("ij,jk,ik->i", across, outside, across, optimize=True)
        found = np.array(
            [
                (mine @ mine + spread.sum()) / proposals,
                (theirs[1:] @ theirs[1:] + np.diag(outside)[1:].sum()) / experts,
                (square - mine @ right[own] - theirs @ right[rest]) / (len(y) - 1),
            ]
        )
        found = np.maximum(found, (least, least, max(least, LEAST_NOISE)))
        settled = np.abs(found - variances).max() <= TOLERANCE * variances.sum()
        variances = found
        if settled:
            break
    penalty = np.concatenate([[0.0], np.full(proposals, 1 / variances[0]), np.full(experts, 1 / variances[1])])
    covariance = np.linalg.inv(cross / variances[2] + np.diag(penalty))
    return Model(covariance @ right / variances[2], covariance, tuple(variances.tolist()))


def view(marks: Sequence[Mark], top_k: int, seed: int) -> Calibration:
    """Return the whole view of marks that are known to be connected, in a stable order and enough."""
    design = Design(marks)
    model = fit(design)
    proposals = len(design.proposals)
    own = slice(1, 1 + proposals)
    # How far a proposal stands from the field's mean; what all experts share in leniency concerns no comparison.
    lead = np.zeros((proposals, len(model.estimate)))
    lead[:, own] = np.eye(proposals) - 1 / proposals
    score = lead @ model.estimate + model.estimate[0] + model.estimate[own].mean()
    error = np.sqrt(np.einsum("ij,jk,ik->i", lead, model.covariance, lead, optimize=True))
    ranks = drawn_ranks(model.estimate[own], model.covariance[own, own], seed)
    low, high = np.quantile(ranks, [0.05, 0.95], axis=0, method="closest_observation")
    rank = places(score[None, :])[0]
    top = (ranks <= top_k).mean(axis=0)
    rows = [
        CalibratedRow(
            proposal_id=id,
            score=round(float(score[n]), 2),
            low=round(float(score[n] - NINETY * error[n]), 2),
            high=round(float(score[n] + NINETY * error[n]), 2),
            rank=int(rank[n]),
            rank_low=int(low[n]),
            rank_high=int(high[n]),
            top=round(float(top[n]), 3),
        )
        for n, id in enumerate(design.proposals)
    ]
    return Calibration(
        rows=tuple(sorted(rows, key=lambda row: row.rank)),
        experts=tuple(lenient(design, model)),
        single_scores=tuple(decisive(design, model, rank)),
        spread=tuple(round(float(variance) ** 0.5, 2) for variance in model.variances),
        top_k=top_k,
    )


def places(scores: np.ndarray) -> np.ndarray:
    """Return ranks from 1 (the highest), one row per row of scores."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[None, :], axis=1)
    return ranks


def drawn_ranks(effects: Any, covariance: Any, seed: int) -> np.ndarray:
    """Return the ranks in many draws of what the proposals may be worth, given the marks."""
    random = np.random.default_rng(seed)
    root = np.linalg.cholesky(covariance + np.eye(len(effects)) * 1e-9 * max(covariance.max(), 1e-6))
    return places(effects + random.standard_normal((DRAWS, len(effects))) @ root.T)


def lenient(design: Design, model: Model) -> Iterator[Any]:
    """Tell each expert's leniency, measured against how much estimates of leniency vary."""
    first = 1 + len(design.proposals)
    counts = np.bincount(design.e, minlength=len(design.experts))
    for n, id in enumerate(design.experts):
        points = float(model.estimate[first + n])
        varies = max(model.variances[1] - float(model.covariance[first + n, first + n]), 1e-9) ** 0.5
        deviations = points / varies
        yield Leniency(id, round(points, 2), round(deviations, 2), int(counts[n]), abs(deviations) > LENIENT)


def decisive(design: Design, model: Model, rank: np.ndarray) -> Iterator[Any]:
    """Tell the single scores without which their proposal stands elsewhere, the most decisive first."""
    matrix = design.matrix()
    noise = model.variances[2]
    spread = matrix @ model.covariance
    leverage = np.einsum("ij,ij->i", spread, matrix)
    left = np.maximum(noise - leverage, 1e-9)
    residual = design.y - matrix @ model.estimate
    # Removing one mark changes the estimates by a known multiple of its residual; nothing is fitted again.
    own = slice(1, 1 + len(design.proposals))
    without = model.estimate[own][None, :] - spread[:, own] * (residual / left)[:, None]
    moved = places(without)[np.arange(len(design.y)), design.p]
    unlike = residual * (noise / left) / np.sqrt(noise * (1 + leverage / left))
    least = max(1, round(MOVED * len(design.proposals)))
    flagged = np.flatnonzero((np.abs(unlike) > UNLIKE) & (np.abs(moved - rank[design.p]) >= least))
    for n in sorted(flagged, key=lambda n: -abs(unlike[n])):
        yield SingleScore(
            proposal_id=design.proposals[design.p[n]],
            expert_id=design.experts[design.e[n]],
            score=float(design.y[n]),
            expected=round(float(design.y[n] - residual[n] * noise / left[n]), 2),
            deviations=round(float(unlike[n]), 2),
            rank=int(rank[design.p[n]]),
            rank_without=int(moved[n]),
        )
