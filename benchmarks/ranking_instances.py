"""Simulated reviews with a known truth: proposals, lenient and harsh experts, panels, bridging reviews.

The spreads are chosen so that plain means reach a Kendall τ of about .65 with three reviews and .725 with five.
"""

from dataclasses import dataclass

import numpy as np

from challenges.review.ranking.calibrated import Mark


@dataclass(frozen=True)
class Field:
    """What is simulated: sizes, reviews per proposal, and standard deviations in points."""

    proposals: int = 200
    experts: int = 40
    reviews: int = 3
    quality: float = 10.0
    leniency: float = 8.2
    noise: float = 6.9
    panels: int = 1
    panel_leniency: float = 0.0
    panel_quality: float = 0.0
    bridging: float = 0.0


def simulate(field: Field, seed: int) -> tuple[np.ndarray, list[Mark]]:
    """Return the true worth of each proposal and the marks given."""
    random = np.random.default_rng(seed)
    home = np.arange(field.proposals) % field.panels
    seat = np.arange(field.experts) % field.panels
    worth = 60 + field.quality * random.standard_normal(field.proposals)
    worth += (field.panel_quality * random.standard_normal(field.panels))[home]
    lenient = field.leniency * random.standard_normal(field.experts)
    lenient += (field.panel_leniency * random.standard_normal(field.panels))[seat]
    load = np.zeros(field.experts)
    marks = []
    for p in random.permutation(field.proposals):
        across = int(field.panels > 1 and random.random() < field.bridging * field.reviews)
        own = np.flatnonzero(seat == home[p])
        chosen = own[np.lexsort((random.random(len(own)), load[own]))][: field.reviews - across]
        if across:
            chosen = np.append(chosen, random.choice(np.flatnonzero(seat != home[p])))
        load[chosen] += 1
        for e in chosen:
            score = worth[p] + lenient[e] + field.noise * random.standard_normal()
            marks.append(Mark(int(p), int(e), float(np.round(score, 1))))
    return worth, marks
