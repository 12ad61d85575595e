"""The draft of a contract, made by the system from the challenge and the proposal when the award is given."""

from datetime import datetime
from typing import Any

from accounts.acting import CLOCK
from challenges.contracts.models import Contract, ContractVersion, Promise
from challenges.contracts.queries import terms
from challenges.contracts.queries.text import content_of
from challenges.core.periods import day_of, days_later
from challenges.listing.models import Challenge
from challenges.proposals.models import Proposal, SectionKey
from challenges.proposals.queries.proposal_snapshot import digest
from notifications.events import record

# What a promise begins with, until the parties agree on something else.
CONSEQUENCE = "限期整改一次；整改后仍未达到的，对应款项不予拨付。"


def draft(challenge: Challenge, proposal: Proposal, *, slot: int, sign_by: datetime, at: datetime) -> Contract:
    """Draft the contract of a proposal that was selected for a slot; must run while the challenge is locked.

    The talks have the days of the rules, and never more than the award leaves. The text is version 1, of nobody.
    """
    given = terms.handed_in(proposal)
    whole = terms.offered(challenge, given[SectionKey.BUDGET])
    parts = terms.parts_of(challenge, whole, slot)
    floor = terms.floor_of(challenge, given[SectionKey.SCHEDULE])
    rules = challenge.rules_on(day_of(at))
    contract = Contract.objects.create(
        challenge=challenge,
        proposal=proposal,
        number=number_of(challenge, slot),
        slot=slot,
        edition=challenge.edition,
        floor=floor,
        ip=floor["ip"],
        months=challenge.duration_months,
        sign_by=sign_by,
        due_at=min(days_later(at, rules["negotiation_days"], rules), sign_by),
        created_at=at,
        updated_at=at,
        **{source: sum(getattr(part, source) for part in parts) for source in ("enterprise", "fiscal", "other")},
    )
    indicators = terms.indicators_of(challenge, given[SectionKey.COMMITMENTS])
    parties = terms.parties_of(challenge, proposal, contract.total)
    rows: list[Any] = [*parts, *indicators, *parties]
    for row in rows:
        row.contract = contract
        row.save()
    Promise.objects.bulk_create(promised(contract, indicators))
    keep_version(contract, sections=prefilled(challenge, given[SectionKey.BASICS]), at=at)
    record("contract.drafted", subject=contract, by=CLOCK, at=at, facts={"number": contract.number, "slot": slot})
    return contract


def number_of(challenge: Challenge, slot: int) -> str:
    """Return the number of the next contract of a slot: that of the challenge, the slot, and which attempt it is."""
    base = f"RW-{challenge.number or challenge.pk}-{slot}"
    earlier = Contract.objects.filter(challenge=challenge, slot=slot).count()
    return f"{base}-{earlier + 1}" if earlier else base


def promised(contract: Contract, indicators: list) -> list[Promise]:
    """Return a promise for each mandatory indicator, due with the last milestone."""
    planned = contract.floor["milestones"]
    last = planned[-1] if planned else None
    return [
        Promise(
            contract=contract,
            position=position,
            indicator=row,
            text=f"达到约定的{row.name}",
            milestone=last["number"] if last else None,
            due_month=last["month"] if last else contract.months,
            consequence=CONSEQUENCE,
        )
        for position, row in enumerate((row for row in indicators if row.mandatory and row.committed), 1)
    ]


def prefilled(challenge: Challenge, basics: dict[str, Any]) -> dict[str, str]:
    """Return the sections that begin with something: who is to be called on either side."""
    theirs = "，".join(str(basics[name]) for name in ("contact_name", "contact_phone") if basics.get(name))
    ours = "，".join(word for word in (challenge.contact_name, challenge.contact_phone) if word)
    lines = [f"{side}：{who}" for side, who in (("发榜方", ours), ("揭榜方", theirs)) if who]
    return {"contacts": "\n".join(lines)}


def keep_version(contract: Contract, *, sections: dict[str, str], at: datetime, **more: Any) -> ContractVersion:
    """Keep the text as the rows of the contract and these sections make it, as the next version; with its hash."""
    content = content_of(contract, sections=sections)
    last = contract.versions.first()
    return ContractVersion.objects.create(
        contract=contract,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=digest(content),
        at=at,
        **more,
    )
