"""The nouns of who reviews what: draws, plans of panels, plans of proposals."""

from challenges.assignment.access import allotment, draw, staffing
from challenges.assignment.models import Allotment, Draw, Staffing
from challenges.assignment.states.allotment import ALLOTMENT
from challenges.assignment.states.draw import DRAW
from challenges.assignment.states.staffing import STAFFING
from challenges.core.noun import Noun, register

register(Noun(DRAW, Draw, draw.MAY, draw.relations, draw.visible_to))
register(Noun(STAFFING, Staffing, staffing.MAY, staffing.relations, staffing.visible_to))
register(Noun(ALLOTMENT, Allotment, allotment.MAY, allotment.relations, allotment.visible_to))
