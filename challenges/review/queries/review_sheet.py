"""One review as the expert fills it in: its criteria with their marks, and what is missing before they can hand in."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.errors import Problem
from challenges.review.access import blinding
from challenges.review.models import Criterion, Rejoinder, Score
from challenges.review.states.review import REVIEW, PanelState

CENT, TENTH, FULL = Decimal("0.01"), Decimal("0.1"), Decimal(100)


@dataclass(frozen=True)
class Line:
    """A criterion with what was marked so far."""

    criterion: Criterion
    name: str
    value: Decimal | None
    comment: str
    vetoed: bool
    weighted: Decimal | None
    points: Decimal | None = None

    @property
    def least(self) -> int:
        """Return how many characters its comment needs; 0 where it may be left empty."""
        return max(self.criterion.comment_length, 1) if self.criterion.comment_required else 0

    @property
    def written(self) -> int:
        """Return how many characters its comment has."""
        return length(self.comment)


@dataclass(frozen=True)
class Sheet:
    """The scoring form of one review."""

    review: object
    in_points: bool
    lines: tuple[Line, ...]
    total: Decimal | None
    done: int
    missing: tuple[Problem, ...]
    comment_length: int
    written: int
    due_at: object
    open: bool
    rejoinders: tuple[Rejoinder, ...]


def sheet(review, *, on) -> Sheet:
    """Return the form of a review. `on` is the date whose rules hold. The viewer must have fetched it by access."""
    panel = review.seat.panel
    criteria, scores = marked(review)
    least = panel.challenge.rules_on(on)["comment_length"]
    in_points = panel.rubric.in_points
    lines = tuple(line(criterion, scores.get(criterion.pk), in_points) for criterion in criteria)
    return Sheet(
        review=review,
        in_points=in_points,
        lines=lines,
        total=review.total,
        done=sum(row.value is not None for row in lines),
        missing=tuple(missing(review, criteria, scores, least)),
        comment_length=least,
        written=length(review.comment),
        due_at=panel.due_at,
        open=panel.state in (PanelState.SCORING, PanelState.DISCUSSION)
        and review.state in REVIEW.step("score").sources,
        rejoinders=rejoinders_of(review),
    )


def marked(review) -> tuple[list[Criterion], dict[int, Score]]:
    """Return the criteria of a review, and what was marked of them by their ids, in one query."""
    marks = Score.objects.filter(review=review, criterion=OuterRef("pk"))
    columns = ("value", "vetoed", "comment")
    given = {name: Subquery(marks.values(name)) for name in columns}
    criteria = list(review.seat.panel.rubric.criteria.annotate(**given))
    return criteria, {
        row.pk: Score(review=review, criterion=row, **{name: getattr(row, name) for name in columns})
        for row in criteria
        if row.vetoed is not None
    }


def asked(reviews):
    """Return reviews with `asked`: whether the panel asked the firm something, so that only then the rows are read."""
    rows = Rejoinder.objects.filter(panel=OuterRef("seat__panel"), proposal=OuterRef("proposal"))
    return reviews.annotate(asked=Exists(rows))


def rejoinders_of(review) -> tuple[Rejoinder, ...]:
    """Return what the firm was asked and what it answered; on the sheet of a blind panel without who it is.

    The organiser's officers read the sheet as the expert has it; on the page of the answer they read every word.
    """
    if not getattr(review, "asked", True):
        return ()
    panel = review.seat.panel
    found = tuple(Rejoinder.objects.filter(panel=panel, proposal_id=review.proposal_id))
    for row in found:
        row.proposal = review.proposal
    return tuple(map(blind_rejoinder, found)) if panel.blind else found


def blind_rejoinder(row: Rejoinder) -> Rejoinder:
    """Return a question and its answer as an expert of a blind panel reads them."""
    proposal = row.proposal
    row.question, row.answer = blinding.text(proposal, row.question), blinding.text(proposal, row.answer)
    row.proposal = blinding.veiled(proposal)
    return row


def line(criterion: Criterion, score: Score | None, in_points: bool = False) -> Line:
    """Return one criterion as the form shows it, in the reader's language."""
    value = score.value if score else None
    by_points = in_points and criterion.kind == Criterion.Kind.NUMERIC
    return Line(
        criterion=criterion,
        name=named(criterion),
        value=value,
        comment=score.comment if score else "",
        vetoed=score.vetoed if score else False,
        weighted=None if value is None else value * criterion.weight / 100,
        points=points_of_mark(value, criterion.weight) if by_points and value is not None else None,
    )


def mark_of_points(points: Decimal, most: int) -> Decimal:
    """Return the mark of 0 to 100 that points out of `most` stand for, with two decimals, half up."""
    return (points * FULL / most).quantize(CENT, ROUND_HALF_UP)


def points_of_mark(value: Decimal, most: int) -> Decimal:
    """Return the points out of `most` that a mark stands for, with one decimal; those that were given come back."""
    return (value * most / FULL).quantize(TENTH, ROUND_HALF_UP)


def named(criterion: Criterion) -> str:
    """Return the criterion's name in the reader's language; Chinese where no English one was given."""
    return criterion.name_en if get_language() == "en" and criterion.name_en else criterion.name


def missing(review, criteria: list[Criterion], scores: dict[int, Score], least: int) -> list[Problem]:
    """Return everything a review lacks before it can be handed in. `least` is the length of the overall comment."""
    problems = []
    for criterion in criteria:
        row = scores.get(criterion.pk)
        if criterion.weight and (row is None or row.value is None):
            words = _("“%(name)s”还没有评分。") % {"name": named(criterion)}
            problems.append(Problem(f"marks.{criterion.pk}.value", words, "required"))
        need = max(criterion.comment_length, 1) if criterion.comment_required else 0
        if row is not None and row.vetoed:
            need = max(need, 1)
        written = length(row.comment) if row else 0
        if written < need:
            words = _("“%(name)s”的评语至少 %(least)d 字，现有 %(count)d 字。")
            facts = {"name": named(criterion), "least": need, "count": written}
            problems.append(Problem(f"marks.{criterion.pk}.comment", words % facts, "comment_too_short"))
    written = length(review.comment)
    if written < least:
        words = _("综合评语至少 %(least)d 字，现有 %(count)d 字。") % {"least": least, "count": written}
        problems.append(Problem("comment", words, "comment_too_short"))
    return problems


def length(text: str) -> int:
    """Return how many characters were written, blanks not counted."""
    return len("".join(text.split()))
