"""The nouns of the award: decisions and objections; and what an award adds to the life of a challenge."""

from challenges.access import decision, objection, objection_files  # noqa: F401
from challenges.actions import award, challenge_recount, feedback, publicity  # noqa: F401
from challenges.models import Decision, Objection
from challenges.states.decision import DECISION
from challenges.states.noun import Noun, register, takes
from challenges.states.objection import OBJECTION

register(Noun(DECISION, Decision, decision.MAY, decision.relations, decision.visible_to))
register(
    Noun(
        OBJECTION,
        Objection,
        objection.MAY,
        objection.relations,
        objection.visible_to,
        to_batch="challenge__batch",
    )
)
takes("challenge", give_feedback=feedback.give, award=award.award)
