"""An act as a page offers it: its words, its form, and the one domain call it makes."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from notifications.phrase import Phrase


class Bare(forms.Form):
    """An act that asks for nothing."""


@dataclass(frozen=True)
class Verb:
    """What a page needs to offer one act. `call(row, by=, at=, **cleaned)` is the domain's action.

    `tone` is ink, zhu, danger or plain; `done` is said after it; `ask` is asked before it; `hint` stands beside it.
    `prepare(form, row)` fills in choices that depend on the row; `wanted(row)` says whether there is anything to do.
    `fresh` reads the clock once the lock is held.
    """

    label: Phrase
    call: Callable
    done: Phrase
    form: type = Bare
    tone: str = "plain"
    hint: Phrase = ""
    ask: Phrase = ""
    prepare: Callable | None = None
    fresh: bool = False
    arguments: Callable | None = None
    wanted: Callable | None = None


@dataclass
class Offer:
    """A verb offered for one row now: with its form, bound when it was just refused."""

    name: str
    verb: Verb
    url: str
    form: forms.Form
    open: bool = False

    @property
    def bare(self) -> bool:
        """Return True when the act asks for nothing: a button is enough."""
        return not self.form.fields

    @property
    def dialog(self) -> str:
        """Return the id of the question asked before it."""
        return f"ask-{self.name}"


def make_form(verb: Verb, name: str, row, data=None, files=None):
    """Return the form of a verb for a row, its fields named apart from those of other verbs on the page."""
    form = verb.form(data, files, prefix=name) if verb.form is not Bare else Bare(data, prefix=name)
    if verb.prepare:
        verb.prepare(form, row)
    return form
