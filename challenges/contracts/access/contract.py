"""Who may see a contract: its parties, and the organiser. Who may do what with it."""

from django.db.models import Q

from accounts.acting import CLOCK
from challenges.contracts.models import Contract, Party, PartyRole
from challenges.core.relation import is_from, roles_as, standing
from challenges.proposals.states import MemberState

# Who writes and accepts texts for a side; the signer signs what they agreed.
LEAD_WRITERS = frozenset({"lead.handler", "lead.tech_lead", "lead.admin", "lead.signer"})
LEADER_WRITERS = frozenset({"leader.handler", "leader.project_lead", "leader.admin", "leader.signer"})
WRITERS = LEAD_WRITERS | LEADER_WRITERS

MAY = {
    "propose_text": WRITERS,
    "accept_text": WRITERS,
    "sign": frozenset({"lead.signer", "leader.signer"}),
    "reopen_text": WRITERS,
    "signing_over": frozenset({"clock"}),
    "lapse": frozenset({"clock"}),
    "register_contract": WRITERS,
    "recount": frozenset({"clock"}),
}


def visible_to(viewer):
    """Return the contracts this viewer may know of: those of a firm that is a party, and of the organiser."""
    if viewer is CLOCK:
        return Contract.objects.all()
    if not viewer.organisation_id:
        return Contract.objects.none()
    if viewer.kind == "organiser":
        return Contract.objects.filter(challenge__organiser_id=viewer.organisation_id)
    parties = Party.objects.filter(organisation_id=viewer.organisation_id)
    return Contract.objects.filter(pk__in=parties.values("contract"))


def talks_visible_to(viewer):
    """Return the contracts whose earlier versions and talks this viewer reads: of the two sides and the organiser.

    A member of the consortium reads the text on the table, and what became of it.
    """
    seen = Q(challenge__organiser_id=viewer.organisation_id) if viewer.kind == "organiser" else Q(pk__in=[])
    sides = Party.objects.filter(organisation_id=viewer.organisation_id, turn__isnull=False)
    return visible_to(viewer).filter(seen | Q(pk__in=sides.values("contract")))


def relations(viewer, contract) -> frozenset[str]:
    """Return what the viewer is to this contract."""
    names = standing(viewer)
    if viewer is CLOCK or not viewer.organisation_id:
        return frozenset(names)
    if is_from(viewer, contract.challenge.lead_id):
        names |= roles_as("lead", viewer)
    if is_from(viewer, contract.proposal.organisation_id):
        names |= roles_as("leader", viewer)
    elif joined(viewer, contract):
        names |= roles_as("member", viewer)
    if is_from(viewer, contract.challenge.organiser_id):
        names |= roles_as("organiser", viewer)
    return frozenset(names)


def joined(viewer, contract) -> bool:
    """Return True for a firm of the consortium that stands beside its leader."""
    if viewer.kind not in ("sme", "institute"):
        return False
    members = contract.proposal.members.filter(organisation_id=viewer.organisation_id, state=MemberState.CONFIRMED)
    return members.exists()


def side_of(viewer, parties) -> Party | None:
    """Return the party of these that the viewer acts for and that signs; None for whoever is none."""
    return next(
        (row for row in parties if row.turn is not None and is_from(viewer, row.organisation_id)),
        None,
    )


def is_side(names) -> bool:
    """Return True when one of these relations is that of a side of the contract."""
    return bool({PartyRole.LEAD, PartyRole.LEADER} & set(names))
