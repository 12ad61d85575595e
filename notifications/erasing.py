"""What the record says of a person is erased where the law asks it; that something was erased never is.

Facts stand in the chain of a timeline by a salted hash. Erasing takes the salt away, so that nobody can try whether a
guessed name fits the hash; the chain holds, and the missing salt shows that the facts are no longer those of the day.
What they say afterwards is bound by a hash of its own, which the event that tells of the erasure keeps.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from notifications.chain import facts_digest
from notifications.models import Event, Telling

# What stands where somebody was named. A sign and no word: it is read in every language.
GONE = "***"


def redacted(value: Any, fits: Callable[[str], str]) -> Any:
    """Return plain data with every text passed through `fits`, which returns it without the person."""
    if isinstance(value, str):
        return fits(value)
    if isinstance(value, dict):
        return {name: redacted(one, fits) for name, one in value.items()}
    return [redacted(one, fits) for one in value] if isinstance(value, list) else value


def without(names: Iterable[str], marks: Iterable[str]) -> Callable[[str], str]:
    """Return what takes a person out of a text: a name where it is the whole text, a mark wherever it stands.

    A name is also a word and another person's name; a mailbox or a telephone number is one person's alone.
    """
    whole, parts = {name for name in names if name}, [mark for mark in marks if mark]

    def fits(text: str) -> str:
        if text in whole:
            return GONE
        for mark in parts:
            text = text.replace(mark, GONE)
        return text

    return fits


def erase(events: Iterable[Event], fits: Callable[[str], str]) -> list[list]:
    """Erase a person from the facts of these events and of their notices; returns [id, hash of what is left] of each.

    Must run in the transaction of the act that asks for it, which records what is returned.
    """
    # The manager's own update refuses what the database lets pass here alone.
    rows: QuerySet[Event] = QuerySet(Event)
    found = []
    for event in events:
        left = redacted(event.facts, fits)
        if left != event.facts:
            rows.filter(pk=event.pk).update(facts=left, salt="")
            found.append([event.pk, facts_digest("", left)])
    return found


def erase_from_notices(tellings: Iterable[Telling], fits: Callable[[str], str]) -> int:
    """Erase a person from what notices were worded with; returns from how many."""
    done = 0
    for telling in tellings:
        left = redacted(telling.facts, fits)
        if left != telling.facts:
            done += Telling.objects.filter(pk=telling.pk).update(facts=left)
    return done
