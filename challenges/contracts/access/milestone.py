"""Who may see milestones and what was measured for them, and who may do what with them."""

from typing import Any

from django.db.models import Q

from challenges.contracts.access import contract as contracts
from challenges.contracts.models import Milestone
from challenges.contracts.states.milestone import WITH_FIRM
from challenges.core.relation import is_from
from challenges.files.access import Owner, register

CLOCK_ONLY = frozenset({"clock"})
WORKERS = frozenset({"leader.project_lead", "leader.handler"})
CHECKERS = frozenset({"lead.tech_lead", "lead.handler"})
OFFICERS = frozenset({"organiser.contract_officer", "organiser.batch_admin"})

MAY = {
    "draw_near": CLOCK_ONLY,
    "measure": WORKERS,
    "report_progress": WORKERS,
    "submit": WORKERS,
    "give_opinion": CHECKERS,
    "accept": OFFICERS,
    "rectify": OFFICERS,
    "fail": OFFICERS,
    "hand_up": CLOCK_ONLY,
    "recheck": CLOCK_ONLY,
    "miss": CLOCK_ONLY,
    "escalate": CLOCK_ONLY,
    "recount": CLOCK_ONLY,
}


def visible_to(viewer) -> Any:
    """Return the milestones this viewer may know of: those of the contracts of their organisation."""
    return Milestone.objects.filter(contract__in=contracts.visible_to(viewer))


def relations(viewer, milestone) -> frozenset[str]:
    """Return what the viewer is to this milestone."""
    return contracts.relations(viewer, milestone.contract)


def sees_evidence(viewer, milestone) -> bool:
    """Return True for whoever may read what was measured: the firm that works, and the others once it was handed in."""
    return milestone.submitted_at is not None or is_from(viewer, milestone.contract.proposal.organisation_id)


def own_side(viewer) -> Q:
    """Return the condition for files of milestones that the viewer's organisation works for."""
    if not viewer.organisation_id:
        return Q(pk__in=[])
    return Q(milestone__contract__proposal__organisation_id=viewer.organisation_id)


def given_to(viewer) -> Q:
    """Return the condition for files of milestones that were handed in to this viewer."""
    return Q(milestone__in=visible_to(viewer).exclude(submitted_at=None))


register(Owner("milestone", own_side, given_to, {str(state): "measure" for state in WITH_FIRM}))
