"""What an action says when it does not do what was asked. Interfaces translate; nothing was changed in any case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given.

    `field` names the input (empty for the whole form; a path such as `indicators.0.unit` for a part of a list),
    `message` is a sentence for the person, and `code` is a stable word for programs.
    """

    field: str
    message: Any
    code: str = "invalid"


class Refused(Exception):
    """The act is not possible in the present state of things (409). The message is a sentence for the person."""

    def __init__(self, message: Any = "", *, code: str = "refused"):
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self):
        return str(self.message)

    @property
    def more(self) -> dict[str, Any]:
        """Return what a program is told besides the sentence, as plain data; a refusal that knows more says it here."""
        return {}


class NotAllowed(Refused):
    """The person sees the thing, but this act on it belongs to somebody else (403)."""

    def __init__(self, message: Any = "", *, code: str = "not_allowed"):
        super().__init__(message, code=code)


class LostUpdate(Refused):
    """Somebody else changed the thing since the person last saw it (412)."""

    def __init__(self, message: Any = "", *, code: str = "lost_update", current: Any = None):
        super().__init__(message, code=code)
        self.current = current


class Invalid(Exception):
    """What was given is wrong (422): every problem at once, so that a person corrects them in one go."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self):
        return " ".join(str(problem.message) for problem in self.problems)

    def by_field(self) -> dict[str, list[Any]]:
        """The messages of each field, in the order given, as a form or a problem document shows them."""
        fields: dict[str, list[Any]] = {}
        for problem in self.problems:
            fields.setdefault(problem.field, []).append(problem.message)
        return fields
