"""Visits over the API: read one, agree to it."""

from challenges.visits import access, actions
from challenges.visits.states import VisitState
from rest_framework import serializers

from challenges.core.api.resource import DetailEndpoint, Transition, described
from challenges.core.api.shapes import Acted
from challenges.core.api.typed import Body


class Meeting(Body):
    """Where the two meet."""

    place = serializers.CharField(max_length=80)


VISIT = (Transition("agree", "agreement", actions.agree, Meeting),)


class VisitShape(Acted):
    """A visit."""

    id: int
    state: VisitState
    place: str


class VisitRows(DetailEndpoint):
    """What all endpoints of one visit share."""

    shape = VisitShape

    def visible(self):
        """Return the visits the caller may see."""
        return access.visible_to(self.viewer).select_related("batch")

    def show(self, row):
        """Return the visit."""
        return {"id": row.pk, "state": row.state, "place": row.place}


@described("visit", "visit_detail", "One visit")
class VisitDetail(VisitRows):
    """One visit."""
