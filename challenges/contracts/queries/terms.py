"""The terms of a contract as the challenge and the proposal fixed them: what is frozen."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.typed import number
from accounts.typed.unreadable import Unreadable
from challenges.contracts.models import ContractIndicator, ContractPart, Party, PartyRole
from challenges.core.queries.amount import apportioned
from challenges.listing.models import Challenge, Comparator, Indicator
from challenges.listing.models.ip import IP_FIELDS
from challenges.listing.queries.snapshot import NOTHING, plain
from challenges.proposals.models import Proposal, SectionKey
from challenges.proposals.queries.budget import budget_of
from challenges.proposals.queries.commitment import NO, YES, CannotCompare, promised
from challenges.proposals.queries.consortium import is_sme
from challenges.proposals.queries.proposal_snapshot import sections_of
from challenges.proposals.states import MemberState

# 元 in 万元.
WAN = 10_000
HUNDRED = Decimal(100)
RANGES = (Comparator.BETWEEN, Comparator.TOLERANCE)


def handed_in(proposal: Proposal) -> dict[str, Any]:
    """Return the sections of a proposal as they were handed in."""
    kept = proposal.versions.filter(reason="submit").order_by("-number").first()
    if kept is not None:
        return sections_of(kept.snapshot)
    found = {row.key: row.data for row in proposal.sections.all()}
    return {key: found.get(key, {}) for key in SectionKey.values}


@dataclass(frozen=True)
class Money:
    """What a challenge pays in one contract, in 元 by source."""

    enterprise: Decimal
    fiscal: Decimal
    other: Decimal

    @property
    def total(self) -> Decimal:
        """Return all of it."""
        return self.enterprise + self.fiscal + self.other


def offered(challenge: Challenge, budget: Any) -> Money:
    """Return the money of the challenge, in 元; where it was left open 面议, what the proposal counts on."""
    if challenge.total_wan or not challenge.negotiable:
        return Money(challenge.enterprise_wan * WAN, challenge.fiscal_wan * WAN, challenge.other_wan * WAN)
    sources = budget_of(budget).sources
    return Money(sources["lead"] * WAN, sources["fiscal"] * WAN, Decimal(0))


def parts_of(challenge: Challenge, whole: Money, slot: int) -> list[ContractPart]:
    """Return the parts of the money for one slot, exact to the 分 by source.

    In a race the money of the stages up to the elimination is shared by all who race; the rest goes to who wins it.
    The first part is due with the signing, the next ones with the milestones in their order.
    """
    rows = list(challenge.payment_parts.all())
    if not rows:
        return [ContractPart(position=1, node="任务书生效", percent=HUNDRED, **vars(whole))]
    found = [
        ContractPart(position=n, node=row.node, percent=row.percent, race=shared(challenge, row.race, n - 1))
        for n, row in enumerate(rows, 1)
    ]
    for source in ("enterprise", "fiscal", "other"):
        amounts = apportioned(getattr(whole, source), [row.percent for row in rows])
        for part, amount in zip(found, amounts, strict=True):
            lanes = challenge.race_slots if part.race else 1
            own = apportioned(amount, [Decimal(1)] * lanes)[slot - 1 if part.race else 0]
            setattr(part, source, own)
    return found


def shared(challenge: Challenge, race: bool, milestone: int) -> bool:
    """Return True for a part that all who race share: due with the signing, or by the milestone that eliminates."""
    if not challenge.racing or not race:
        return False
    return challenge.race_milestone is None or milestone <= challenge.race_milestone


def indicators_of(challenge: Challenge, commitments: dict) -> list[ContractIndicator]:
    """Return the indicators with what the proposal committed to each."""
    found = []
    for position, row in enumerate(challenge.indicators.all(), 1):
        kept = {name: getattr(row, name) for name in ("name", "unit", "comparator", "target", "target_max", "options")}
        more = {name: getattr(row, name) for name in ("mandatory", "test_method", "condition", "measured_by")}
        given = committed(row, commitments.get(str(row.pk)))
        floor = {f"floor{end}": value for end, value in given.items()}
        value = {f"value{end}": value for end, value in given.items()}
        found.append(ContractIndicator(position=position, **kept, **more, **floor, **value))
    return found


def committed(indicator: Indicator, promise: Any) -> dict[str, Any]:
    """Return what a proposal committed to an indicator, by the endings of the columns; nothing for no promise."""
    promise = promise if isinstance(promise, dict) else {}
    typed = promise.get("value")
    if typed in (None, "") or isinstance(typed, list | dict):
        return {}
    if indicator.comparator == Comparator.BOOL:
        word = typed.strip().lower() if isinstance(typed, str) else typed
        answer = YES.get(word, NO.get(word))
        return {} if answer is None else {"_choice": "yes" if answer else "no"}
    if indicator.comparator == Comparator.ENUM:
        return {"_choice": str(typed)}
    try:
        low = promised(indicator, promise, "value")
        if indicator.comparator not in RANGES:
            return {"": low}
        upper = promise.get("value_max")
        high = low if upper in (None, "") else promised(indicator, promise, "value_max")
    except CannotCompare:
        return {}
    return {"": min(low, high), "_max": max(low, high)}


def parties_of(challenge: Challenge, proposal: Proposal, total: Decimal) -> list[Party]:
    """Return the parties: the firm that leads the consortium signs first, the lead firm last; members joined before."""
    members = list(
        proposal.members.filter(state=MemberState.CONFIRMED).select_related("organisation").order_by("-leader", "id")
    )
    amounts = apportioned(total, [row.share for row in members])
    lead = Party(organisation=challenge.lead, role=PartyRole.LEAD, position=1, turn=2)
    found = [lead]
    for position, (row, amount) in enumerate(zip(members, amounts, strict=True), 2):
        leader = row.organisation_id == proposal.organisation_id
        found.append(
            Party(
                organisation=row.organisation,
                role=PartyRole.LEADER if leader else PartyRole.MEMBER,
                position=position,
                turn=1 if leader else None,
                task=row.task,
                share=row.share,
                amount=amount,
                sme=is_sme(row.organisation),
            )
        )
    return found


def ip_of(challenge: Challenge) -> dict[str, Any]:
    """Return the terms on intellectual property that the challenge fixes, as plain data."""
    terms = {name: plain(getattr(challenge, name)) for name in IP_FIELDS}
    return {name: value for name, value in terms.items() if value not in NOTHING}


def floor_of(challenge: Challenge, schedule: dict) -> dict[str, Any]:
    """Return what else is frozen, as plain data: what stands in `Contract.floor`."""
    planned = []
    for position, row in enumerate(challenge.milestones.all(), 1):
        own = schedule.get(str(row.pk))
        own = own if isinstance(own, dict) else {}
        planned.append(
            {
                "number": position,
                "name": row.name,
                "month": month_of(own.get("month"), row.due_month, challenge.duration_months),
                "check": row.check_text,
                "output": str(own.get("output") or ""),
            }
        )
    return {
        "challenge": challenge.number or "",
        "title": challenge.title,
        "deliverables": [{"kind": str(row.kind), "text": row.text} for row in challenge.deliverables.all()],
        "milestones": planned,
        "ip": ip_of(challenge),
        "ip_results": [
            {"name": row.name, "owner": str(row.owner), "use": row.use} for row in challenge.ip_results.all()
        ],
    }


def month_of(own: Any, planned: int | None, months: int) -> int:
    """Return the month of a milestone: the earlier of what the proposal and the challenge say; else the last month."""
    try:
        typed = number.whole(own, unit="month", lowest=0)
    except Unreadable:
        typed = None
    return min([month for month in (typed, planned) if month is not None], default=months)
