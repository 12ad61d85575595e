"""One expert's part 试评卷 in a calibration round: they mark each sample by the panel's rubric, and hand in once."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core.gate import Invalid, Moment, Problem, moving
from challenges.review.actions.review_marks import clean_marks
from challenges.review.actions.trial import require_time
from challenges.review.models import Trialist, TrialMark
from challenges.review.queries.review_sheet import named


def score(row: Trialist, *, by: Acting, at: Moment, sample: int, marks: dict, expected: int | None = None) -> Trialist:
    """Keep what the expert has marked of one sample so far; criteria that are not named stay, an empty mark is cleared.

    `marks` are by criterion id, each a dict with `value`. Raises Invalid with a problem under `marks.<criterion>.value`
    for each bad mark, or under `sample` for one of another round; then nothing is saved.
    """
    with moving(row, "score", by=by, at=at, expected=expected) as move:
        move.recorded = False
        require_time(row.trial, move.at)
        if not row.trial.samples.filter(pk=sample).exists():
            raise Invalid([Problem("sample", _("这一轮没有这份样本。"), "unknown_sample")])
        criteria = {criterion.pk: criterion for criterion in row.trial.rubric.criteria.all()}
        cleaned, problems = clean_marks(marks, criteria)
        if problems:
            raise Invalid(problems)
        for criterion, mark in cleaned.items():
            if mark.get("value") is None:
                row.marks.filter(sample_id=sample, criterion_id=criterion).delete()
            else:
                TrialMark.objects.update_or_create(
                    trialist=row, sample_id=sample, criterion_id=criterion, defaults={"value": mark["value"]}
                )
    return row


def hand_in(row: Trialist, *, by: Acting, at: Moment, expected: int | None = None) -> Trialist:
    """The expert hands in; every sample is marked by every criterion. Raises Invalid naming each mark that lacks."""
    with moving(row, "hand_in", by=by, at=at, expected=expected) as move:
        require_time(row.trial, move.at)
        problems = missing(row)
        if problems:
            raise Invalid(problems)
        row.handed_in_at = move.at
    return row


def missing(row: Any) -> list[Problem]:
    """Return every mark that lacks, each in words."""
    given = set(row.marks.values_list("sample_id", "criterion_id"))
    words = _("样本“%(sample)s”的“%(name)s”还没有打分。")
    criteria = [criterion for criterion in row.trial.rubric.criteria.all() if criterion.weight]
    return [
        Problem(
            f"marks.{sample.pk}.{criterion.pk}",
            words % {"sample": sample.title, "name": named(criterion)},
            "required",
        )
        for sample in row.trial.samples.all()
        for criterion in criteria
        if (sample.pk, criterion.pk) not in given
    ]
