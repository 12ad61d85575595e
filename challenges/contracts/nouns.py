"""The nouns of what follows the award: milestones and payments."""

from challenges.contracts.access import milestone, payment
from challenges.contracts.actions.milestone import draw_near, escalate, hand_up, miss, recheck
from challenges.contracts.models import Milestone, Payment
from challenges.contracts.states.milestone import MILESTONE
from challenges.contracts.states.payment import PAYMENT
from challenges.core.noun import Noun, register, takes

TO_BATCH = "contract__challenge__batch"

register(
    Noun(
        MILESTONE,
        Milestone,
        milestone.MAY,
        milestone.relations,
        milestone.visible_to,
        to_batch=TO_BATCH,
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
        to_batch=TO_BATCH,
        called=("contract__number", "part__node"),
    )
)
takes("milestone", draw_near=draw_near, miss=miss, escalate=escalate, hand_up=hand_up, recheck=recheck)
