"""Who may see payments, and who asks for, confirms and gives them back; whose the rows of bank statements are."""

from typing import Any

from accounts.acting import CLOCK
from challenges.contracts.access import contract as contracts
from challenges.contracts.models import BankRow, MoneySource, Payment

CLOCK_ONLY = frozenset({"clock"})
PAYEE = frozenset({"leader.finance", "leader.project_lead"})
# Who pays: the lead firm its own money and that of others, the organiser that of the budget.
PAYER = frozenset({"payer.finance", "organiser.payer"})
OFFICE_ROLES = ("contract_officer", "batch_admin")

MAY = {
    "fall_due": CLOCK_ONLY,
    "ask": PAYEE | {"leader.handler"},
    "confirm_paid": PAYER,
    "confirm_received": PAYEE,
    "refund": PAYER,
    "cancel": CLOCK_ONLY,
}


def visible_to(viewer) -> Any:
    """Return the payments this viewer may know of: those of the contracts of their organisation."""
    return Payment.objects.filter(contract__in=contracts.visible_to(viewer))


def relations(viewer, payment) -> frozenset[str]:
    """Return what the viewer is to this payment; "payer" where it is theirs to pay."""
    names = set(contracts.relations(viewer, payment.contract))
    fiscal = payment.source == MoneySource.FISCAL
    if not fiscal and "lead.finance" in names:
        names.add("payer.finance")
    if fiscal and "organiser" in names and set(OFFICE_ROLES) & set(viewer.roles):
        names.add("organiser.payer")
    return frozenset(names)


def keeps_books(viewer) -> bool:
    """Return True for those who bring in statements of their organisation's account."""
    if viewer is CLOCK or not viewer.organisation_id:
        return False
    wanted = OFFICE_ROLES if viewer.kind == "organiser" else ("finance",)
    return viewer.kind in ("organiser", "lead", "sme", "institute") and bool(set(wanted) & set(viewer.roles))


def bank_rows(viewer) -> Any:
    """Return the rows of the statements of this viewer's organisation."""
    if not keeps_books(viewer):
        return BankRow.objects.none()
    return BankRow.objects.filter(organisation_id=viewer.organisation_id)
