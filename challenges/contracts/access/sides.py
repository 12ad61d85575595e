"""What a viewer is to a contract and to all that stands below it, and which rows of it they may see."""

from typing import Any

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.contracts.models import Contract, Party, PartyRole
from challenges.core.relation import is_from, roles_as, standing


def names_of(viewer, contract) -> set[str]:
    """Return what the viewer is to a contract: of the lead firm, of the firm that took it, a member, the organiser."""
    names = standing(viewer)
    if viewer is CLOCK:
        return names
    if is_from(viewer, contract.challenge.lead_id):
        names |= roles_as("lead", viewer)
    if is_from(viewer, contract.proposal.organisation_id):
        names |= roles_as("leader", viewer)
    elif viewer.organisation_id and is_member(viewer, contract):
        names |= roles_as("member", viewer)
    if is_from(viewer, contract.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    return names


def is_member(viewer, contract) -> bool:
    """Return True for those of a member of the consortium; nothing is asked for organisations that are never one."""
    if viewer.kind not in ("sme", "institute"):
        return False
    return contract.parties.filter(organisation_id=viewer.organisation_id, role=PartyRole.MEMBER).exists()


def seen_below(viewer, way: str = "contract__") -> Q:
    """Return the condition for rows below the contracts of this viewer's organisation, the organiser's included."""
    if viewer is CLOCK:
        return Q()
    if not viewer.organisation_id:
        return Q(pk__in=[])
    unit = viewer.organisation_id
    if viewer.kind == "organiser":
        return Q(**{f"{way}challenge__organiser_id": unit})
    parties = Party.objects.filter(organisation_id=unit).values("contract_id")
    return Q(**{f"{way}pk__in": parties})


def contracts_of(viewer) -> Any:
    """Return the contracts whose milestones and ledger this viewer may see."""
    return Contract.objects.filter(seen_below(viewer, way=""))
