"""An act as a page offers it: its words, its form, and the one domain call it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from accounts.errors import Invalid, Refused
from notifications.phrase import Phrase


class Bare(forms.Form):
    """An act that asks for nothing."""


@dataclass(frozen=True)
class Verb:
    """What a page needs to offer one act. `call(row, by=, at=, **cleaned)` is the domain's action.

    `tone` is ink, zhu, danger or plain; `done` is said after it; `ask` is asked before it; `hint` stands beside it.
    `prepare(form, row)` fills in choices that depend on the row; `wanted(row)` says whether there is anything to do.
    `ready(row, at)` raises what the act would refuse for want of something: it is said in the button's place.
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
    ready: Callable | None = None


@dataclass
class Offer:
    """A verb offered for one row now: with its form, bound when it was just refused."""

    name: str
    verb: Verb
    url: str
    form: forms.Form
    open: bool = False
    # What is missing before the act can succeed; empty when it can.
    why: str = ""

    @property
    def bare(self) -> bool:
        """Return True when the act asks for nothing that is seen: a button is enough."""
        return not self.form.visible_fields()

    @property
    def dialog(self) -> str:
        """Return the id of the question asked before it."""
        return f"ask-{self.name}"


def lacking(verb: Verb, row: Any, at: datetime) -> str:
    """Return in words what keeps an act from succeeding now; "" when nothing does that is known before."""
    ready = verb.ready
    return "" if ready is None else missing(lambda: ready(row, at))


def missing(check: Callable[[], Any]) -> str:
    """Return in words what a check of the domain refuses now; "" when it passes."""
    try:
        check()
    except Invalid as wrong:
        return " ".join(str(problem.message) for problem in wrong.problems)
    except Refused as refused:
        return str(refused)
    return ""


def make_form(verb: Verb, name: str, row, data=None, files=None, by=None):
    """Return the form of a verb for a row, its fields named apart from those of other verbs on the page.

    `by` is who fills it in, where what it offers depends on who may see it.
    """
    form: Any = verb.form(data, files, prefix=name) if verb.form is not Bare else Bare(data, prefix=name)
    form.by = by
    if verb.prepare:
        verb.prepare(form, row)
    return form
