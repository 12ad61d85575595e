"""The nouns of what is asked of the organiser's people: visits."""

from challenges.visits import access, actions
from challenges.visits.models import Visit
from challenges.visits.states import VISIT

from challenges.core.noun import Noun, register, takes

register(Noun(VISIT, Visit, access.MAY, access.relations, access.visible_to, to_batch="batch"))
takes("visit", lapse=actions.lapse)
