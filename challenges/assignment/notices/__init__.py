"""Who is told of what in this domain."""

from challenges.assignment.notices import allotment, draw, staffing

__all__ = ["allotment", "draw", "staffing"]
