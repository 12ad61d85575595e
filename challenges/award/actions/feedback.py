"""Feedback 反馈: one moment for all applicants of a challenge, set by the organiser, given by the clock."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core.gate import CLOCK, Invalid, Move, Problem, Refused, after, moving
from challenges.core.periods import day_of, working_days_later
from challenges.listing.models import Batch, Challenge
from challenges.listing.states import DECIDED


def first_date(challenge: Challenge, at: datetime) -> datetime:
    """Return from when the applicants read their feedback, as the publicity begins.

    The batch's own moment when it has one that is still to come, else so many working days later as the rules say
    (`feedback_days`; 0 is at once).
    """
    if challenge.batch.feedback_at is not None and challenge.batch.feedback_at > at:
        return challenge.batch.feedback_at
    rules = challenge.rules_on(day_of(at))
    days = rules["feedback_days"]
    return working_days_later(at, days, rules) if days else at


def set_feedback(
    challenge: Challenge, *, by: Acting, at: datetime, feedback_at: datetime, expected: int | None = None
) -> Challenge:
    """The organiser sets the moment from which all applicants of this challenge read their feedback.

    Refused once it was given: nobody can unread it. Raises Invalid for a moment that has passed.
    """
    with moving(challenge, "set_feedback", by=by, at=at, expected=expected) as move:
        if challenge.feedback_at is not None and challenge.feedback_at <= move.at:
            raise Refused(_("评审意见已经反馈给各申报单位，不能再改时间。"), code="feedback_given")
        if feedback_at <= move.at:
            raise Invalid([Problem("feedback_at", _("反馈时间须晚于现在。"), "past")])
        challenge.feedback_at = challenge.feedback_due_at = feedback_at
        move.facts["feedback_at"] = feedback_at.isoformat()
    return challenge


def set_for_batch(batch: Batch, feedback_at: datetime, *, by: Acting, at: datetime) -> int:
    """Give the batch's moment to all its challenges whose feedback is still to come; returns how many.

    Those whose publicity begins later take it then.
    """
    rows = Challenge.objects.filter(batch=batch, state__in=DECIDED, feedback_at__gt=at).order_by("pk")
    for challenge in rows:
        set_feedback(challenge, by=by, at=at, feedback_at=feedback_at)
    return len(rows)


@after("batch.edit")
def set_with_batch(move: Move) -> None:
    """A moment named for the whole batch holds for its challenges."""
    if "feedback_at" in move.facts["changed"] and move.subject.feedback_at is not None:
        set_for_batch(move.subject, move.subject.feedback_at, by=move.by, at=move.at)


def give(challenge: Challenge, *, by: Acting, at: datetime) -> Challenge:
    """The clock tells every applicant, at the one moment, that the feedback can be read.

    Reading never waits for it: whether it is open is computed from the moment itself.
    """
    with moving(challenge, "give_feedback", by=by, at=at) as move:
        move.facts["feedback_at"] = (challenge.feedback_at or move.at).isoformat()
        challenge.feedback_due_at = None
    return challenge


def give_when_due(challenge: Challenge, *, at: datetime) -> None:
    """Tell the applicants at once when the moment has come already."""
    if challenge.feedback_due_at is not None and challenge.feedback_due_at <= at:
        give(challenge, by=CLOCK, at=at)
