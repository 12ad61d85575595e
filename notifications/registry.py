"""Who is told of what. Each app declares its notices in its `notices` module; the declarations are read at start-up."""

import copy
import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from notifications.models import Event
from notifications.phrase import Phrase


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told: the user, why he is told (a sentence for him), and the page the notice leads to."""

    user_id: int
    reason: str = ""
    url: str = ""


@dataclass(frozen=True)
class Notice:
    """The declaration of one notice; see `notice`."""

    event_name: str
    topic: str
    audience: Callable[[Event], Iterable[Recipient]] = field(repr=False)
    statutory: bool = False
    template: str = ""
    facts: tuple[str, ...] | None = None
    context: Callable[[Event], dict[str, Any]] | None = field(default=None, repr=False)
    still: Callable[[Any, Event], bool] | None = field(default=None, repr=False)

    def concerns(self, person: Any, event: Event, at: datetime.datetime) -> bool:
        """Whether this person is still to be told at `at`: by the notice's own `still`, else by asking for its readers.

        The audience is asked as if the event had happened at that moment, so that a role, a membership or an
        authorisation that has ended since counts no more.
        """
        asked = copy.copy(event)
        asked.at = max(event.at, at)
        if self.still is not None:
            return self.still(person, asked)
        return any(recipient.user_id == person.pk for recipient in self.audience(asked))

    def words(self, event: Event) -> dict[str, Any]:
        """All that the wording may use: the declared facts of the event and what `context` adds."""
        told = event.facts if self.facts is None else {name: event.facts.get(name) for name in self.facts}
        return {**told, **(self.context(event) if self.context else {})}


_notices: dict[str, Notice] = {}
_silent: dict[str, Phrase] = {}
_topics: dict[str, Any] = {}
_for_staff: set[str] = set()


def notice(
    event_name: str,
    *,
    topic: str,
    audience: Callable[[Event], Iterable[Recipient]],
    statutory: bool = False,
    template: str | None = None,
    facts: Iterable[str] | None = None,
    context: Callable[[Event], dict[str, Any]] | None = None,
    still: Callable[[Any, Event], bool] | None = None,
) -> Notice:
    """Declare that people are told of `event_name`.

    `audience(event)` yields a `Recipient` per person and is asked when the notice is dispatched. `topic` is what a
    person may switch off or have gathered, unless the notice is `statutory`. `template` is the wording, by default
    `notices/<event name>.txt`. `facts` names the facts of the event that the wording may tell (by default all of
    them); `context(event)` adds more, once per event, as plain data that JSON can hold. Before a mail leaves it
    is asked again whether its reader is still to be told: by `still(user, event)` where given, else of the audience.

    Raises ValueError when the event is declared already.
    """
    _refuse_second(event_name)
    declared = Notice(
        event_name=event_name,
        topic=topic,
        audience=audience,
        statutory=statutory,
        template=template or f"notices/{event_name}.txt",
        facts=None if facts is None else tuple(facts),
        context=context,
        still=still,
    )
    _notices[event_name] = declared
    return declared


def silent(event_name: str, why: Phrase) -> None:
    """Declare that nobody is told of `event_name`, and why. Raises ValueError when it is declared already."""
    _refuse_second(event_name)
    _silent[event_name] = why


def topic(code: str, label: Any, *, for_staff: bool = False) -> str:
    """Name a topic for the preferences page (`label` is a lazy translation); returns the code.

    A topic `for_staff` concerns only those who work in the operators' desk and is offered to nobody else.
    """
    _topics[code] = label
    if for_staff:
        _for_staff.add(code)
    return code


def _refuse_second(event_name: str) -> None:
    if event_name in _notices or event_name in _silent:
        raise ValueError(f"{event_name} is declared twice.")


def get(event_name: str) -> Notice | None:
    """The notice of an event, or None when it is silent or unknown."""
    return _notices.get(event_name)


def is_silent(event_name: str) -> bool:
    return event_name in _silent


def is_declared(event_name: str) -> bool:
    """Whether somebody decided who is told of this event. What nobody decided is an error, not silence."""
    return event_name in _notices or event_name in _silent


def notices() -> tuple[Notice, ...]:
    return tuple(_notices.values())


def topics() -> dict[str, Any]:
    """Every topic that a notice uses, with its label, in the order of declaration."""
    used = dict.fromkeys(declared.topic for declared in _notices.values())
    named = {code: label for code, label in _topics.items() if code in used}
    return named | {code: code for code in used if code not in named}


def topics_of(person: Any) -> dict[str, Any]:
    """The topics that may concern this person."""
    staff = getattr(person, "is_staff", False)
    return {code: label for code, label in topics().items() if staff or code not in _for_staff}
