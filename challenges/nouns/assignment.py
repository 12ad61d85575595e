"""The nouns of who reviews what: draws, plans of panels, plans of proposals."""

from challenges.access import allotment, draw, staffing
from challenges.models import Allotment, Draw, Staffing
from challenges.states.allotment import ALLOTMENT
from challenges.states.draw import DRAW
from challenges.states.noun import Noun, register
from challenges.states.staffing import STAFFING

register(Noun(DRAW, Draw, draw.MAY, draw.relations, draw.visible_to))
register(Noun(STAFFING, Staffing, staffing.MAY, staffing.relations, staffing.visible_to))
register(Noun(ALLOTMENT, Allotment, allotment.MAY, allotment.relations, allotment.visible_to))
