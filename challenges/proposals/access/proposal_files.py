"""Whose the files of a proposal are: its firms'; the firm says for each which partners, lead firm and experts read it.

The leading firm, the firm a file came from and, after the opening, the organiser always read it.
"""

from django.db.models import Q

from challenges.files.access import Owner, register
from challenges.proposals.access.proposal import inside
from challenges.proposals.models import Proposal
from challenges.proposals.states import IN_REVIEW, OPENED, ProposalState


def own_side(viewer) -> Q:
    """Return the condition for files of the viewer's own proposals."""
    if not viewer.organisation_id:
        return Q(pk__in=[])
    among = Q(for_consortium=True) | Q(organisation_id=viewer.organisation_id)
    among |= Q(proposal__organisation_id=viewer.organisation_id)
    return Q(proposal__in=Proposal.objects.filter(inside(viewer))) & among


def given_to(viewer) -> Q:
    """Return the condition for files of others' proposals: opened to the organiser, in review to the lead firm."""
    seen = Q(proposal__in=Proposal.objects.filter(opened_to_organiser(viewer)))
    return seen | Q(for_lead=True, proposal__in=Proposal.objects.filter(in_review_for_lead(viewer)))


def opened_to_organiser(viewer) -> Q:
    """Return the condition for proposals whose files their organiser reads."""
    if not viewer.organisation_id or viewer.kind != "organiser":
        return Q(pk__in=[])
    late = Q(state=ProposalState.WITHDRAWN) & ~Q(withdrawal_reason="")
    return Q(challenge__organiser_id=viewer.organisation_id) & (Q(state__in=OPENED) | late)


def in_review_for_lead(viewer) -> Q:
    """Return the condition for proposals whose files the lead firm reads."""
    if not viewer.organisation_id or viewer.kind != "lead":
        return Q(pk__in=[])
    return Q(challenge__lead_id=viewer.organisation_id, state__in=IN_REVIEW)


register(Owner("proposal", own_side, given_to, {"draft": "edit", "supplement": "supply"}))
