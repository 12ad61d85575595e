"""What the page of a contract shows of its fulfilment: milestones as a rail, the ledger, and whose turn it is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from challenges.contracts.models import Contract, Milestone
from challenges.contracts.queries.ledger import ledger_of
from challenges.contracts.states.contract import ContractState
from challenges.contracts.states.milestone import CLOSED_MILESTONE, UNDER_CHECK, MilestoneState


@dataclass(frozen=True)
class Turn:
    """Whose turn it is with a milestone, until when, what comes then, and what when nothing is done."""

    who: str
    until: Any
    then: str
    otherwise: str = ""


def turn_of(milestone: Milestone) -> Turn:
    """Return whose turn it is with a milestone."""
    state, due = milestone.state, milestone.due_at
    firm, checked = _("揭榜方"), _("发榜方出具考核意见")
    if state in CLOSED_MILESTONE:
        paid = _("对应款项到期待付") if state == MilestoneState.PASSED else _("对应款项不再支付")
        return Turn(_("已经办结"), None, paid)
    if state == MilestoneState.SUBMITTED:
        return Turn(_("发榜方"), due, _("组织方作出考核结论"), _("不等发榜方意见，由组织方考核"))
    if state == MilestoneState.CHECKING:
        return Turn(_("组织方"), due, _("通过后对应款项到期待付"), _("提醒组织方"))
    if state == MilestoneState.RECTIFYING:
        return Turn(firm, due, checked, _("按已有证据重新考核"))
    if state == MilestoneState.OVERDUE:
        return Turn(firm, due, checked, _("转组织方处理"))
    return Turn(firm, due, checked, _("记为逾期，满期后转组织方"))


def fulfilment_of(contract: Contract) -> dict[str, Any]:
    """Return milestones and ledger for `contracts/fulfilment.html`; nothing before the contract is in force.

    The contract has its challenge with lead firm and organiser, and its proposal with its firm, at hand.
    """
    if contract.state != ContractState.EFFECTIVE:
        return {}
    milestones = list(contract.milestones.all())
    for row in milestones:
        row.contract = contract
    waiting = next((row for row in milestones if row.state not in CLOSED_MILESTONE), None)
    return {
        "contract": contract,
        "milestones": [(row, row.state in CLOSED_MILESTONE, row is waiting) for row in milestones],
        "waiting": waiting,
        "under_check": UNDER_CHECK,
        "turn": turn_of(waiting) if waiting else None,
        "ledger": ledger_of(contract),
    }
