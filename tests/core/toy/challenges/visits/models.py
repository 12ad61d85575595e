"""Visits 走访: an organiser comes to a firm that asked for it."""

from challenges.visits.states import VisitState
from django.db import models

from challenges.core.models.lifecycle import Lifecycle, state_field


class Visit(Lifecycle):
    """One visit: who asked, about which batch, and where the two meet."""

    noun = "visit"

    state = state_field(VisitState, VisitState.ASKED)
    batch = models.ForeignKey("challenges.Batch", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    place = models.CharField("地点", max_length=80, blank=True)

    def __str__(self):
        return f"{self.firm_id} {self.state}"
