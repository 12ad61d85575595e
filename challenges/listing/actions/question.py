"""Questions and answers: anybody verified may ask, the answer goes to all, the asker stays hidden."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Invalid, Problem
from challenges.core.gate import Moment, moving
from challenges.core.periods import day_of, working_days_later
from challenges.listing.actions.challenge_change import refuse_after_deadline
from challenges.listing.models import Challenge, Question

LONGEST = 2000


def ask(challenge: Challenge, *, by: Acting, at: Moment, text: str, expected: int | None = None) -> Question:
    """Ask about a challenge while it is open. A firm keeps the same pseudonym in one challenge."""
    text = words(text, "text")
    with moving(challenge, "ask", by=by, at=at, expected=expected) as move:
        refuse_after_deadline(challenge, move.at)
        rules = challenge.rules_on(day_of(move.at))
        question = Question.objects.create(
            challenge=challenge,
            organisation=by.unit,
            asked_by=by.user,
            pseudonym=pseudonym(challenge, by.unit.pk),
            text=text,
            due_at=working_days_later(move.at, rules["answer_days"], rules),
            created_at=move.at,
            updated_at=move.at,
        )
        move.facts["question"] = question.pk
    return question


def pseudonym(challenge: Challenge, organisation_id: int) -> int:
    """Return the number under which a firm asks here: its own from before, or the next one."""
    own = Question.objects.filter(challenge=challenge, organisation_id=organisation_id).first()
    if own is not None:
        return own.pseudonym
    return (Question.objects.filter(challenge=challenge).aggregate(last=Max("pseudonym"))["last"] or 0) + 1


def answer(question: Question, *, by: Acting, at: datetime, text: str, expected: int | None = None) -> None:
    """Answer a question for everybody."""
    text = words(text, "text")
    with transaction.atomic(), moving(question, "answer", by=by, at=at, expected=expected) as move:
        question.answer = text
        question.answered_by = by.user
        question.answered_at = move.at
        question.due_at = None
        move.facts["challenge"] = question.challenge_id
        # Whoever keeps a copy of the challenge reads on from its last change: what is answered belongs to it.
        Challenge.objects.filter(pk=question.challenge_id).update(updated_at=move.at)


def words(text: str, field: str) -> str:
    """Return what was written, trimmed; Invalid when there is nothing, or too much."""
    text = (text or "").strip()
    if not text:
        raise Invalid([Problem(field, _("请填写内容。"), "required")])
    if len(text) > LONGEST:
        raise Invalid([Problem(field, _("最多 %(longest)s 个字。") % {"longest": LONGEST}, "too_long")])
    return text
