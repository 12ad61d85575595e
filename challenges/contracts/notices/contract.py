"""Who is told of a contract: the other side of a text, each next signer, both sides and the organiser of its effect."""

from django.utils.translation import gettext_lazy as _

from challenges.contracts.models import Contract
from challenges.contracts.queries.standing import next_to_sign
from challenges.contracts.states.contract import ContractState
from challenges.core.notices.audience import among, holders, recipients
from challenges.listing.notices.challenge import ALARM
from notifications.registry import notice, silent, topic

CONTRACTS = topic("contracts", _("任务书与签约"))

# On either side those who write texts and who sign.
LEAD = ("handler", "tech_lead", "admin", "signer")
LEADER = ("handler", "project_lead", "admin", "signer")
ORGANISER = ("batch_admin", "notice_officer")


def contract_of(event) -> Contract:
    """Return the contract of an event, with its challenge and proposal."""
    return Contract.objects.select_related("challenge", "proposal").get(pk=event.subject_id)


def url_of(contract) -> str:
    """Return the page of a contract."""
    return f"/contracts/{contract.pk}/"


def both_sides(event):
    """Yield the people of both sides who write and sign, without whoever acted."""
    contract = contract_of(event)
    people = holders([contract.challenge.lead_id], LEAD, event.at)
    people |= holders([contract.proposal.organisation_id], LEADER, event.at)
    return recipients(people - {event.actor_id}, url=url_of(contract))


def everybody(event):
    """Yield both sides, the consortium's members, and the organiser's officers."""
    yield from both_sides(event)
    contract = contract_of(event)
    members = contract.parties.filter(role="member").values_list("organisation_id", flat=True)
    people = holders(members, LEADER, event.at)
    people |= holders([contract.challenge.organiser_id], ORGANISER, event.at)
    yield from recipients(people - {event.actor_id}, url=url_of(contract))


def next_signers(event):
    """Yield the signers of the firm whose turn it is to sign; nobody when the text is not to be signed."""
    contract = contract_of(event)
    party = next_to_sign(contract) if contract.state == ContractState.SIGNING else None
    if party is None:
        return ()
    return recipients(holders([party.organisation_id], ("signer",), event.at), url=url_of(contract))


def when_accepted(event):
    """Yield both sides of an acceptance, and with the second the signers whose turn it is."""
    yield from next_signers(event)
    yield from both_sides(event)


def when_signed(event):
    """Yield the next signers; with the last signature everybody whom the contract concerns."""
    return everybody(event) if event.facts.get("effective") else next_signers(event)


def signing_reminded(event):
    """Yield the signers whose turn it is, and those who write for both sides."""
    yield from next_signers(event)
    yield from both_sides(event)


def context(event) -> dict:
    """Return what every wording names: number and title, the last moments, and where the matter stands."""
    contract = contract_of(event)
    return {
        "title": contract.challenge.title,
        "contract": contract.number,
        "until": contract.due_at.isoformat() if contract.due_at else "",
        "sign_by": contract.sign_by.isoformat(),
    }


def declare(event_name, audience, *, facts=(), **more) -> None:
    """Declare a notice of this file."""
    notice(event_name, topic=CONTRACTS, audience=audience, context=context, facts=facts, still=among(audience), **more)


declare("contract.drafted", everybody, statutory=True)
declare("contract.text_proposed", both_sides, facts=("version", "firm"))
declare("contract.text_accepted", when_accepted, facts=("version", "firm", "to"))
declare("contract.text_reopened", both_sides, facts=("firm", "reason"))
declare("contract.signed", when_signed, facts=("firm", "effective"), statutory=True)
declare("contract.signing_over", both_sides)
declare("contract.lapsed", everybody, statutory=True)
declare("contract.recounted", both_sides, facts=("old", "new", "year"), statutory=True)
declare("contract.negotiation_due", both_sides, facts=ALARM)
declare("contract.signing_due", signing_reminded, facts=ALARM)
declare("contract.lapse_due", everybody, facts=ALARM)

silent("contract.registered", _("登记编号在任务书上可查。"))
