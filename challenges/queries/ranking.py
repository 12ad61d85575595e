"""The frozen ranking as the organiser and the lead firm read it, with what was chosen from it."""

from dataclasses import dataclass

from challenges.access.review import results_visible_to
from challenges.models import Choice, Result


@dataclass(frozen=True)
class Place:
    """A line of the ranking, and the slot for which the lead firm chose it."""

    result: Result
    choice: Choice | None

    @property
    def against_ranking(self) -> bool:
        """Return True when the choice departs from the ranking and so needs an approval."""
        return self.choice is not None and self.choice.rank > self.choice.slot


def ranking(viewer, challenge) -> tuple[Place, ...]:
    """Return the ranking of the present round as far as this viewer may read it, first rank first.

    A firm that only sees its own result gets that line alone; nobody learns from it where the others stand.
    """
    panel = challenge.panels.exclude(state="cancelled").first()
    if panel is None:
        return ()
    choices = {}
    if viewer.organisation_id in (challenge.lead_id, challenge.organiser_id):
        choices = {row.proposal_id: row for row in challenge.choices.select_related("chosen_by", "approved_by")}
    results = (
        results_visible_to(viewer)
        .filter(panel=panel, round=panel.round)
        .select_related("proposal__organisation", "proposal__challenge")
        .order_by("rank", "id")
    )
    return tuple(Place(result, choices.get(result.proposal_id)) for result in results)
