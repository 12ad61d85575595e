"""The data of this domain."""

from challenges.assignment.models.allotment import Allotment
from challenges.assignment.models.draw import Draw
from challenges.assignment.models.staffing import Staffing

__all__ = ["Allotment", "Draw", "Staffing"]
