"""The official score and rank, by the declared rule, in Decimal from end to end.

Source of the defaults: usual practice of review rules; weights, limits and the tie chain are the organiser's data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

CENT = Decimal("0.01")
WEIGHTS_TOTAL = Decimal(100)
FULL_MARK = Decimal(100)
# Enough digits that no step before the last rounding can change the second decimal.
EXACT = Context(prec=50, rounding=ROUND_HALF_UP)

# Whatever can be told apart and looked up; it comes back as it was given.
Id = Any


class RankingError(ValueError):
    """Scores or a rule that cannot be ranked. `code` says why, `fields` name the things concerned."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(f"{code}: {fields}" if fields else code)
        self.code = code
        self.fields = fields


@dataclass(frozen=True)
class Rule:
    """The declared rule of a round.

    `weights` gives each criterion its weight; together they are 100. From `trim_from` reviews on, one highest and one
    lowest total are left out (None: never). A score below `passing_line` does not pass. `veto_votes` experts who
    tick the same veto item rule a proposal out. Equal scores are told apart by the criteria of `tie_chain` in
    order, then by the votes of the panel; the time of submission never counts.
    """

    weights: Mapping[Id, Decimal | int]
    passing_line: Decimal | int = 0
    trim_from: int | None = None
    tie_chain: Sequence[Id] = ()
    veto_votes: int = 1

    def __post_init__(self) -> None:
        if sum(map(Decimal, self.weights.values())) != WEIGHTS_TOTAL or any(w <= 0 for w in self.weights.values()):
            raise RankingError("weights_not_100", total=sum(map(Decimal, self.weights.values())))
        unknown = [criterion for criterion in self.tie_chain if criterion not in self.weights]
        if unknown:
            raise RankingError("tie_criterion_unknown", criteria=unknown)
        if self.trim_from is not None and self.trim_from < 3:
            raise RankingError("trim_too_early", trim_from=self.trim_from)


@dataclass(frozen=True)
class Review:
    """One expert's marks for one proposal, 0 to 100 for each criterion, and the veto items they ticked."""

    expert_id: Id
    scores: Mapping[Id, Decimal | int]
    veto: frozenset = frozenset()


@dataclass(frozen=True)
class ScoredProposal:
    """A proposal with all its reviews. `votes` is the result of a panel vote, where one was held."""

    id: Id
    reviews: Sequence[Review]
    votes: int = 0


@dataclass(frozen=True)
class Decision:
    """What gave a row its place: `score`, `criterion` (with its id), `vote`, `shared` or `veto`, and the values."""

    code: str
    criterion: Id | None = None
    value: Decimal | int | None = None
    against: Decimal | int | None = None


@dataclass(frozen=True)
class Row:
    """One line of the official ranking. Proposals that nothing tells apart share a rank, and the next is skipped."""

    proposal_id: Id
    score: Decimal
    rank: int
    sd: Decimal
    passed: bool
    vetoed: bool
    per_criterion: Mapping[Id, Decimal]
    decided_by: Decision
    totals: Mapping[Id, Decimal] = field(default_factory=dict)
    dropped: tuple = ()


@dataclass(frozen=True)
class Ranking:
    """The rows, first rank first."""

    rows: tuple[Row, ...]

    def row(self, proposal_id: Id) -> Row:
        """Return the line of one proposal; KeyError when it is not in the ranking."""
        for row in self.rows:
            if row.proposal_id == proposal_id:
                return row
        raise KeyError(proposal_id)


def half_up(value: Decimal) -> Decimal:
    """Round to two decimals, five and more upwards, as a score is published."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def total(review: Review, rule: Rule) -> Decimal:
    """Return one expert's weighted total, 0 to 100, unrounded.

    Raises RankingError when a criterion lacks its mark or a mark is not a number from 0 to 100.
    """
    with localcontext(EXACT):
        return sum((mark(review, criterion) * weight for criterion, weight in rule.weights.items()), Decimal()) / 100


def mark(review: Review, criterion: Id) -> Decimal:
    value = review.scores.get(criterion)
    if value is None:
        raise RankingError("mark_missing", expert_id=review.expert_id, criterion=criterion)
    value = Decimal(value)
    if not value.is_finite() or not 0 <= value <= FULL_MARK:
        raise RankingError("mark_out_of_range", expert_id=review.expert_id, criterion=criterion, value=value)
    return value


def mean(values: Sequence[Decimal], trim_from: int | None) -> Decimal:
    """Return the mean, without one highest and one lowest value from `trim_from` values on."""
    kept = sorted(values)
    if trim_from is not None and len(kept) >= trim_from:
        kept = kept[1:-1]
    return sum(kept, Decimal()) / len(kept)


def deviation(values: Sequence[Decimal]) -> Decimal:
    """Return the sample standard deviation (n − 1) of all totals, none left out; 0 for a single one.

    It is what decides about a mandatory discussion: the outlying total is the very thing to discuss.
    """
    if len(values) < 2:
        return Decimal(0)
    centre = sum(values, Decimal()) / len(values)
    return (sum(((v - centre) ** 2 for v in values), Decimal()) / (len(values) - 1)).sqrt()


def ruled_out(proposal: ScoredProposal, rule: Rule) -> bool:
    """Return True when enough experts ticked one and the same veto item."""
    items = [item for review in proposal.reviews for item in review.veto]
    return any(items.count(item) >= rule.veto_votes for item in set(items))


@dataclass(frozen=True)
class Line:
    """A proposal's own figures, before it is compared with others."""

    proposal: ScoredProposal
    score: Decimal
    sd: Decimal
    vetoed: bool
    per_criterion: dict
    totals: dict
    dropped: tuple

    def keys(self, rule: Rule) -> list[tuple[str, Id | None, Decimal | int]]:
        """What is compared, in the declared order; the larger stands higher."""
        return [
            ("veto", None, 0 if self.vetoed else 1),
            ("score", None, self.score),
            *(("criterion", criterion, self.per_criterion[criterion]) for criterion in rule.tie_chain),
            ("vote", None, self.proposal.votes),
        ]

    def strength(self, rule: Rule) -> tuple:
        return tuple(value for _, _, value in self.keys(rule))


def rank(proposals: Sequence[ScoredProposal], rule: Rule) -> Ranking:
    """Rank proposals by the declared rule.

    The order of the input has no influence. Vetoed proposals stand behind all others. Raises RankingError for a
    proposal without reviews or named twice, an expert who reviewed it twice, a missing or impossible mark.
    """
    if len({proposal.id for proposal in proposals}) != len(proposals):
        raise RankingError("proposal_twice")
    with localcontext(EXACT):
        lines = [figures(proposal, rule) for proposal in proposals]
    lines.sort(key=lambda line: listed(line.proposal.id))
    lines.sort(key=lambda line: line.strength(rule), reverse=True)
    rows: list[Row] = []
    for n, line in enumerate(lines):
        level = n > 0 and line.strength(rule) == lines[n - 1].strength(rule)
        rows.append(
            Row(
                proposal_id=line.proposal.id,
                score=line.score,
                rank=rows[-1].rank if level else n + 1,
                sd=line.sd,
                passed=not line.vetoed and line.score >= rule.passing_line,
                vetoed=line.vetoed,
                per_criterion=line.per_criterion,
                decided_by=decided(lines, n, rule),
                totals=line.totals,
                dropped=line.dropped,
            )
        )
    return Ranking(tuple(rows))


def listed(id: Id) -> tuple:
    """A stable order for rows of the same rank; it decides nothing."""
    return (len(str(id)), str(id))


def figures(proposal: ScoredProposal, rule: Rule) -> Line:
    if not proposal.reviews:
        raise RankingError("no_review", proposal_id=proposal.id)
    totals = {review.expert_id: total(review, rule) for review in proposal.reviews}
    if len(totals) != len(proposal.reviews):
        raise RankingError("expert_twice", proposal_id=proposal.id)
    values = list(totals.values())
    return Line(
        proposal=proposal,
        score=half_up(mean(values, rule.trim_from)),
        sd=half_up(deviation(values)),
        vetoed=ruled_out(proposal, rule),
        # Each criterion by the same rule on its own marks, so that one expert's mark cannot decide a tie either.
        per_criterion={
            criterion: half_up(mean([mark(review, criterion) for review in proposal.reviews], rule.trim_from))
            for criterion in rule.weights
        },
        totals={expert: half_up(value) for expert, value in totals.items()},
        dropped=left_out(totals, rule.trim_from),
    )


def left_out(totals: Mapping[Id, Decimal], trim_from: int | None) -> tuple:
    """Return the experts whose totals were left out, the lowest first; of equals the one listed first."""
    if trim_from is None or len(totals) < trim_from:
        return ()
    in_order = sorted(totals, key=lambda expert: (totals[expert], listed(expert)))
    highest = max(totals.values())
    return in_order[0], next(expert for expert in in_order[1:] if totals[expert] == highest)


def decided(lines: Sequence[Line], n: int, rule: Rule) -> Decision:
    """Return what gave the n-th line its place: where scores are equal, what told it from its neighbour."""
    line = lines[n]
    if line.vetoed:
        return Decision("veto")
    neighbours = [lines[m] for m in (n - 1, n + 1) if 0 <= m < len(lines)]
    ties = [other for other in neighbours if not other.vetoed and other.score == line.score]
    if not ties:
        return Decision("score", value=line.score)
    if any(other.strength(rule) == line.strength(rule) for other in ties):
        return Decision("shared", value=line.score)
    for (code, criterion, own), (_, _, theirs) in zip(line.keys(rule), ties[0].keys(rule), strict=True):
        if own != theirs:
            return Decision(code, criterion=criterion, value=own, against=theirs)
    raise AssertionError("equal lines share their rank")


def needs_discussion(row: Row, deviation_limit: Decimal | int | None) -> bool:
    """Return True when the spread of totals is above the limit at which the panel must discuss."""
    return deviation_limit is not None and row.sd > deviation_limit
