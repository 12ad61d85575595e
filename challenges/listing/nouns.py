"""The nouns of the list: challenges and the questions asked about them."""

from challenges.core import motions as two_persons
from challenges.core.noun import Noun, register, takes
from challenges.listing import motions
from challenges.listing.access import challenge, challenge_files  # noqa: F401
from challenges.listing.actions import challenge_clock, check_many  # noqa: F401
from challenges.listing.models import Challenge, Question
from challenges.listing.queries import at_stake  # noqa: F401
from challenges.listing.states import CHALLENGE, QUESTION

register(Noun(CHALLENGE, Challenge, challenge.MAY, challenge.relations, challenge.visible_to, to_batch="batch"))
register(
    Noun(
        QUESTION,
        Question,
        challenge.QUESTION_MAY,
        challenge.question_relations,
        challenge.questions_visible_to,
        to_batch="challenge__batch",
        called=("text",),
    )
)
takes("challenge", repair_lapsed=challenge_clock.repair_lapsed, open=challenge_clock.open_applications)
for act in motions.ACTS:
    two_persons.register(act)
