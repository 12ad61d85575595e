"""What the wordings on challenges and questions may name, as plain data that holds in every language."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import override

from challenges.listing.actions.challenge_change import label
from challenges.listing.actions.challenge_terms import PARTS
from challenges.listing.models import Challenge, Question
from notifications.typed import whole

# Names of fields are kept in the source language; the wording turns them into the reader's.
SOURCE = "zh-hans"


def context(event) -> dict:
    """Return what every wording on a challenge may name: title, number, firms, and the dates that stand now."""
    challenge = Challenge.objects.select_related("lead", "organiser").get(pk=event.subject_id)
    return {
        "title": challenge.title,
        "number": challenge.number or "",
        "firm": challenge.lead.name,
        "issuer": challenge.organiser.name,
        "at": event.at.isoformat(),
        "opens_at": moment(challenge.opens_at),
        "closes_at": event.facts.get("closes_at") or moment(challenge.closes_at),
        "due_at": moment(challenge.due_at),
    }


def moment(value) -> str:
    """Return an instant as text, or nothing."""
    return value.isoformat() if value else ""


def remarks_of(event) -> dict:
    """Return what is told of a return: each field by its name, the row of a list by its number, and the reason."""
    rows = []
    for field, reason in event.facts.get("remarks") or ():
        name, _dot, rest = field.partition(".")
        position = rest.partition(".")[0]
        number = whole(position, highest=10**6)
        row = number + 1 if name in PARTS and number is not None else None
        rows.append({"name": name_of(field), "row": row, "reason": reason})
    return context(event) | {"remarks": rows}


def name_of(field: str) -> str:
    """Return what people call a field, in the source language; a field nobody knows keeps its own word."""
    with override(SOURCE):
        try:
            return str(label(field)) if field else ""
        except FieldDoesNotExist:
            return field


def question_context(event) -> dict:
    """Return what may be told of a question: the challenge, the text and the answer, never the firm that asked."""
    question = Question.objects.select_related("challenge").get(pk=event.subject_id)
    return {
        "title": question.challenge.title,
        "number": question.challenge.number or "",
        "text": question.text,
        "answer": question.answer,
        "due_at": moment(question.due_at),
    }
