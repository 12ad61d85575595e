"""Reviews 评审: the expert declares themselves clear or steps aside, marks each criterion, and hands in."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import LONGEST_REASON, fitting, reason_given
from accounts.models import Employment, Membership
from challenges.core.gate import Invalid, Problem, Refused, moving
from challenges.core.periods import day_of
from challenges.experts.models import Conflict
from challenges.proposals.states import JOINED
from challenges.review.actions.review_marks import clean_marks, settle
from challenges.review.models import Criterion, Review, Score, ScoreChange
from challenges.review.queries.review_sheet import missing
from challenges.review.ranking import official
from challenges.review.states.review import SCORING, ReviewState


def declare_clear(review: Review, *, by: Acting, at: datetime, expected: int | None = None) -> Review:
    """The expert promises that nothing ties them to the proposal, and may read and mark it."""
    with moving(review, "declare_clear", by=by, at=at, expected=expected) as move:
        require_scoring(review)
        require_untied(review, day_of(move.at))
    return review


def recuse(review: Review, *, by: Acting, at: datetime, reason: str, expected: int | None = None) -> Review:
    """The expert steps aside, or is made to: page, interface, search, files and notices close at once."""
    if not reason.strip():
        raise Invalid([Problem("reason", _("请写明回避的理由。"), "required")])
    with moving(review, "recuse", by=by, at=at, expected=expected) as move:
        require_scoring(review)
        review.recusal_reason = fitting(reason)
        Conflict.objects.update_or_create(
            expert_id=review.seat.expert_id,
            challenge=review.seat.panel.challenge,
            proposal_id=review.proposal_id,
            code="other_tie",
            defaults={
                "source": Conflict.Source.DECLARED,
                "status": Conflict.Status.CONFIRMED,
                "facts": {"text": fitting(reason)},
                "found_at": move.at,
                "decided_by": by.user,
                "decided_at": move.at,
            },
        )
    return review


def require_scoring(review: Review) -> None:
    """Refuse when the panel is not scoring: not begun, or locked."""
    if review.seat.panel.state not in SCORING:
        raise Refused(
            _("评审组现在是“%(state)s”，不能评分。") % {"state": review.seat.panel.get_state_display()},
            code="panel_not_scoring",
        )


def require_untied(review: Review, today: date) -> None:
    """Refuse an expert who works for, or acts for, a firm of this proposal, or whom a confirmed conflict excludes.

    It is asked at every step, because posts and memberships may have changed since the panel was formed.
    """
    expert_id = review.seat.expert_id
    firms = review.proposal.members.filter(state__in=JOINED).values("organisation")
    tied = (
        Conflict.objects.filter(
            Q(proposal_id=review.proposal_id) | Q(proposal=None),
            challenge_id=review.proposal.challenge_id,
            expert_id=expert_id,
            status=Conflict.Status.CONFIRMED,
        ).exists()
        or Membership.objects.filter(user_id=expert_id, organisation__in=firms, ended_at=None).exists()
        or Employment.objects.current(today).filter(expert__user_id=expert_id, organisation__in=firms).exists()
    )
    if tied:
        raise Refused(_("您与这份申报书的单位有回避关系，不能评审，请申请回避。"), code="conflict")


def score(
    review: Review,
    *,
    by: Acting,
    at: datetime,
    marks: dict | None = None,
    comment: str | None = None,
    private_comment: str | None = None,
    reason: str = "",
    bases: dict | None = None,
    expected: int | None = None,
) -> Review:
    """Keep what the expert wrote so far: marks by criterion id, and their comments; whatever is not named stays.

    A mark is a dict with `value` (0 to 100, at most two decimals, or None to clear it), `comment` and `vetoed`; where
    the rubric is marked in points, `points` (0 to the criterion's most) may stand for `value`.
    `bases` is what they had read before they wrote: `marks` in the same form, `comment`, `private_comment`. What they
    left as they had read it is not written, so that an old window or an old file takes nothing back; what they changed
    and somebody else (they themselves in another window) changed differently raises Crossed, and then nothing is saved.
    Once a review has been handed in and returned, changing a mark needs a `reason`, and both values are kept.
    Raises Invalid with a problem under `marks.<criterion>.value` for each bad mark; then nothing is saved.
    """
    with moving(review, "score", by=by, at=at, expected=expected) as move:
        move.recorded = False
        require_scoring(review)
        require_untied(review, day_of(move.at))
        rubric = review.seat.panel.rubric
        criteria = {criterion.pk: criterion for criterion in rubric.criteria.all()}
        cleaned, problems = clean_marks(marks or {}, criteria, in_points=rubric.in_points)
        if problems:
            raise Invalid(problems)
        before = {row.criterion_id: row for row in review.scores.all()}
        texts = {"comment": comment, "private_comment": private_comment}
        kept, texts = settle(review, cleaned, texts, before, bases or {})
        changed = [
            (pk, before[pk].value, mark["value"])
            for pk, mark in kept.items()
            if pk in before and "value" in mark and mark["value"] != before[pk].value
        ]
        if review.state == ReviewState.RETURNED and changed and not reason.strip():
            raise Invalid([Problem("reason", _("改动已提交的分数须写明理由。"), "required")])
        if review.state == ReviewState.RETURNED:
            keep_changes(review, changed, reason, move.at)
        save_marks(review, kept, before, move.at)
        review.total = total_of(review, criteria)
        for name, text in texts.items():
            setattr(review, name, text)
    return review


def keep_changes(review: Review, changed: list, reason: str, at: datetime) -> None:
    """Write down both values of every mark that changes after it was handed in."""
    ScoreChange.objects.bulk_create(
        ScoreChange(
            review=review,
            criterion_id=pk,
            round=review.seat.panel.round,
            before=old,
            after=new,
            reason=fitting(reason),
            at=at,
        )
        for pk, old, new in changed
    )


def save_marks(review: Review, kept: dict[int, dict], before: dict[int, Score], at: datetime) -> None:
    """Write the marks, each criterion on its own; one of which nothing changed keeps the time of its last save."""
    for pk, mark in kept.items():
        if not mark:
            continue
        row = before.get(pk) or Score(review=review, criterion_id=pk)
        for name, value in mark.items():
            setattr(row, name, value)
        row.saved_at = at
        row.save()


def total_of(review: Review, criteria: dict[int, Criterion]) -> Decimal | None:
    """Return the weighted total with two decimals, or None while a mark is missing."""
    values = {row.criterion_id: row.value for row in review.scores.all() if row.value is not None}
    weights = {pk: row.weight for pk, row in criteria.items() if row.weight}
    if not weights.keys() <= values.keys():
        return None
    rule = official.Rule(weights=weights)
    return official.half_up(official.total(official.Review(review.seat_id, values), rule))


def submit(review: Review, *, by: Acting, at: datetime, expected: int | None = None) -> Review:
    """The expert hands in: every criterion marked, every comment that is asked for, and the comment long enough.

    Raises Invalid with everything that is missing, each beside its field.
    """
    with moving(review, "submit", by=by, at=at, expected=expected) as move:
        require_scoring(review)
        require_untied(review, day_of(move.at))
        criteria = {criterion.pk: criterion for criterion in review.seat.panel.rubric.criteria.all()}
        scores = {row.criterion_id: row for row in review.scores.all()}
        least = review.seat.panel.challenge.rules_on(day_of(move.at))["comment_length"]
        problems = missing(review, list(criteria.values()), scores, least)
        if problems:
            raise Invalid(problems)
        review.total = total_of(review, criteria)
        review.submitted_at = move.at
    return review


def return_to_expert(review: Review, *, by: Acting, at: datetime, reason: str, expected: int | None = None) -> Review:
    """The organiser gives a review back with a reason, to be completed or thought over after a discussion."""
    reason = reason_given(reason, longest=LONGEST_REASON, empty=_("请写明退回的理由。"))
    with moving(review, "return_to_expert", by=by, at=at, expected=expected) as move:
        require_scoring(review)
        review.return_reason = fitting(reason)
        move.facts["reason"] = fitting(reason)
    return review
