"""The nouns of the award: decisions and objections; and what an award adds to the life of a challenge."""

from challenges.award import motions
from challenges.award.access import decision, inquiry, objection, objection_files  # noqa: F401
from challenges.award.actions import (  # noqa: F401
    award,
    challenge_recount,
    feedback,
    objection_recount,
    publicity,
    result_notice,
)
from challenges.award.actions.inquiry import lapse
from challenges.award.actions.objection_review import let_stand
from challenges.award.models import Decision, Inquiry, Objection
from challenges.award.states.decision import DECISION
from challenges.award.states.inquiry import INQUIRY
from challenges.award.states.objection import OBJECTION
from challenges.core import motions as two_persons
from challenges.core.noun import Noun, register, takes

register(Noun(DECISION, Decision, decision.MAY, decision.relations, decision.visible_to, called=("number",)))
register(
    Noun(
        OBJECTION,
        Objection,
        objection.MAY,
        objection.relations,
        objection.visible_to,
        to_batch="challenge__batch",
        called=("number",),
    )
)
register(
    Noun(
        INQUIRY,
        Inquiry,
        inquiry.MAY,
        inquiry.relations,
        inquiry.visible_to,
        to_batch="objection__challenge__batch",
        called=("objection__number",),
    )
)
takes("inquiry", lapse=lapse)
takes("objection", let_stand=let_stand)
takes("challenge", give_feedback=feedback.give, award=award.award)
for act in motions.ACTS:
    two_persons.register(act)
