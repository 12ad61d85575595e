"""What happens to a visit: the organiser names a place, or the clock gives it up."""

from challenges.visits.models import Visit

from challenges.core.gate import Invalid, Problem, moving


def agree(visit, *, by, at, place: str) -> Visit:
    """The organiser agrees to come, and says where the two meet. Raises Invalid without a place."""
    with moving(visit, "agree", by=by, at=at) as move:
        visit.place = place.strip()
        if not visit.place:
            raise Invalid([Problem("place", "请写明地点。", "required")])
        move.facts["place"] = visit.place
    return visit


def lapse(visit, *, by, at) -> Visit:
    """Nobody answered in time: the visit is off."""
    with moving(visit, "lapse", by=by, at=at):
        pass
    return visit
