"""Every act that pages offer, by noun; one way for all of them."""

from django.shortcuts import get_object_or_404

from challenges.access import allotment as allotment_access
from challenges.access import challenge as challenge_access
from challenges.access import decision as decision_access
from challenges.access import draw as draw_access
from challenges.access import job as job_access
from challenges.access import notice as notice_access
from challenges.access import proposal as proposal_access
from challenges.access import review as review_access
from challenges.access import signal as signal_access
from challenges.access import staffing as staffing_access
from challenges.access import trial as trial_access
from challenges.models import Member
from challenges.queries.steps import steps_for

from .allotment import ALLOTMENT
from .challenge import CHALLENGE
from .decision import DECISION
from .draw import DRAW
from .job import JOB
from .notice import NOTICE, OBJECTION
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


def members_visible_to(viewer):
    """Return the consortium places of the proposals this viewer may see by name."""
    return Member.objects.filter(proposal__in=proposal_access.named_to(viewer)).select_related("proposal__challenge")


SEEN = {
    "challenge": challenge_access.visible_to,
    "draw": draw_access.visible_to,
    "staffing": staffing_access.visible_to,
    "decision": decision_access.visible_to,
    "allotment": allotment_access.visible_to,
    "trial": trial_access.visible_to,
    "trialist": trial_access.trialists_visible_to,
    "signal": signal_access.visible_to,
    "job": job_access.visible_to,
    "question": challenge_access.questions_visible_to,
    "proposal": proposal_access.visible_to,
    "member": members_visible_to,
    "panel": review_access.panels_visible_to,
    "seat": review_access.seats_visible_to,
    "review": review_access.visible_to,
    "notice": notice_access.visible_to,
    "objection": notice_access.objections_visible_to,
}

__all__ = ["SEEN", "VERBS", "Offer", "Verb", "fetch", "offers"]


def fetch(viewer, noun: str, pk: int):
    """Return a row the viewer may see, or 404."""
    return get_object_or_404(SEEN[noun](viewer), pk=pk)


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
