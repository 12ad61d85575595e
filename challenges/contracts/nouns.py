"""The nouns of what follows the award: the contract, its milestones and its payments."""

from challenges.contracts.access import contract, milestone, payment
from challenges.contracts.actions import award_following, contract_recount, lapsing, signing  # noqa: F401
from challenges.contracts.actions.milestone import draw_near, escalate, hand_up, miss, recheck
from challenges.contracts.models import Contract, Milestone, Payment
from challenges.contracts.states.contract import CONTRACT
from challenges.contracts.states.milestone import MILESTONE
from challenges.contracts.states.payment import PAYMENT
from challenges.core.noun import Noun, lends, register, takes

register(
    Noun(
        CONTRACT,
        Contract,
        contract.MAY,
        contract.relations,
        contract.visible_to,
        to_batch="challenge__batch",
        called=("number",),
    )
)
register(
    Noun(
        MILESTONE,
        Milestone,
        milestone.MAY,
        milestone.relations,
        milestone.visible_to,
        to_batch="contract__challenge__batch",
        called=("contract__number", "name"),
    )
)
register(
    Noun(
        PAYMENT,
        Payment,
        payment.MAY,
        payment.relations,
        payment.visible_to,
        to_batch="contract__challenge__batch",
        called=("contract__number", "part__node"),
    )
)
takes("milestone", draw_near=draw_near, miss=miss, escalate=escalate, hand_up=hand_up, recheck=recheck)
takes("contract", signing_over=signing.signing_over, lapse=lapsing.lapse)


@lends("contract", "concerns")
def concerned(row):
    """Return the challenge of a contract."""
    return [row.challenge]
