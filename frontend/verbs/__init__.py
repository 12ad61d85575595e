"""Every act that pages offer, by noun; one way for all of them."""

from django.shortcuts import get_object_or_404

from challenges.queries.steps import steps_for
from challenges.states.noun import NOUNS

from .allotment import ALLOTMENT
from .challenge import CHALLENGE
from .decision import DECISION
from .draw import DRAW
from .job import JOB
from .notice import NOTICE
from .objection import OBJECTION
from .proposal import MEMBER, PROPOSAL
from .question import QUESTION
from .review import PANEL, REVIEW, SEAT
from .signal import SIGNAL
from .staffing import STAFFING
from .trial import TRIAL, TRIALIST
from .verb import Offer, Verb, make_form

VERBS = {
    "challenge": CHALLENGE,
    "question": QUESTION,
    "proposal": PROPOSAL,
    "member": MEMBER,
    "panel": PANEL,
    "draw": DRAW,
    "staffing": STAFFING,
    "decision": DECISION,
    "allotment": ALLOTMENT,
    "trial": TRIAL,
    "trialist": TRIALIST,
    "signal": SIGNAL,
    "job": JOB,
    "seat": SEAT,
    "review": REVIEW,
    "notice": NOTICE,
    "objection": OBJECTION,
}


__all__ = ["VERBS", "Offer", "Verb", "fetch", "offers"]


def fetch(viewer, noun: str, pk: int):
    """Return a row the viewer may see, or 404."""
    return get_object_or_404(NOUNS[noun].visible_to(viewer), pk=pk)


def offers(viewer, row, bound=None) -> list[Offer]:
    """Return the acts a page may offer for a row now, with their forms.

    `bound` is (verb name, its refused form): what was typed stays, and the act stays open.
    """
    found = []
    known = VERBS.get(row.noun, {})
    for name in steps_for(viewer, row):
        if name not in known or (known[name].wanted and not known[name].wanted(row)):
            continue
        refused = bound is not None and bound[0] == name
        form = bound[1] if refused else make_form(known[name], name, row)
        found.append(Offer(name, known[name], f"/acts/{row.noun}/{row.pk}/{name}/", form, open=refused))
    return found
