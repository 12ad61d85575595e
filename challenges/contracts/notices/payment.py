"""Who is told of a payment: those who pay it and those whom it is paid to."""

from django.utils.translation import gettext_lazy as _

from challenges.contracts.models import MoneySource, Payment
from challenges.contracts.money import yuan
from challenges.contracts.notices.milestone import ALARM, OFFICE_ROLES
from challenges.core.notices.audience import among, holders, recipients
from notifications.registry import notice, topic

PAYMENTS = topic("payments", _("款项"))
PAYEE_ROLES = ("finance", "project_lead")
PAYER_ROLES = ("finance",)


def payment_of(event) -> Payment:
    """Return the payment of an event, with its contract."""
    rows = Payment.objects.select_related("contract__challenge", "contract__proposal", "part")
    return rows.get(pk=event.subject_id)


def told(event, payment, organisation_id, roles):
    """Yield those who hold one of these roles there, without whoever did it."""
    people = holders([organisation_id], roles, event.at) - {event.actor_id}
    return recipients(people, url=f"/contracts/{payment.contract_id}/ledger/")


def payee(event):
    """Yield those whom the money is paid to."""
    payment = payment_of(event)
    return told(event, payment, payment.contract.proposal.organisation_id, PAYEE_ROLES)


def payer(event):
    """Yield those who pay: the organiser money of the budget, the lead firm all other."""
    payment = payment_of(event)
    challenge = payment.contract.challenge
    if payment.source == MoneySource.FISCAL:
        return told(event, payment, challenge.organiser_id, OFFICE_ROLES)
    return told(event, payment, challenge.lead_id, PAYER_ROLES)


def both(event):
    """Yield both sides."""
    yield from payer(event)
    yield from payee(event)


def context(event) -> dict:
    """Return what is told of a payment: of which contract and part, and until when."""
    payment = payment_of(event)
    return {
        "contract": payment.contract.number,
        "node": payment.part.node,
        "yuan": yuan.said(event.facts.get("fen") or payment.fen),
        "due_at": payment.due_at.isoformat() if payment.due_at else "",
        "reason": payment.reason,
    }


def declare(event_name, audience, facts=()) -> None:
    """Declare a notice on a payment; those to its parties cannot be switched off."""
    still = among(audience)
    notice(event_name, topic=PAYMENTS, audience=audience, context=context, facts=facts, still=still, statutory=True)


declare("payment.fell_due", both)
declare("payment.requested", payer, ("invoice",))
declare("payment.due", both, ALARM)
declare("payment.paid", payee)
declare("payment.received", payer)
declare("payment.refunded", both)
declare("payment.cancelled", both)
