"""The frozen ranking as the organiser and the lead firm read it, with what was chosen from it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from challenges.review.access.review import results_visible_to
from challenges.review.models import Criterion, Result
from challenges.review.queries.review_sheet import named


@dataclass(frozen=True)
class Place:
    """A line of the ranking, and the slot for which the lead firm chose it."""

    result: Result
    choice: Any | None

    @property
    def against_ranking(self) -> bool:
        """Return True when the choice departs from the ranking."""
        return self.choice is not None and self.choice.rank > self.choice.slot


def ranking(viewer, challenge, at=None) -> tuple[Place, ...]:
    """Return the ranking of the present round as far as this viewer may read it, first rank first.

    A firm that only sees its own result gets that line alone, and none before the moment of its feedback; nobody
    learns from it where the others stand.
    """
    panel = challenge.panels.exclude(state="cancelled").first()
    if panel is None:
        return ()
    choices = {}
    if viewer.organisation_id in (challenge.lead_id, challenge.organiser_id):
        choices = {row.proposal_id: row for row in challenge.choices.all()}
    results = (
        results_visible_to(viewer, at)
        .filter(panel=panel, round=panel.round)
        .select_related("proposal__organisation", "proposal__challenge")
        .order_by("rank", "id")
    )
    return tuple(Place(result, choices.get(result.proposal_id)) for result in results)


def grounds(results: list[Result]) -> dict[int, str]:
    """Return what gave each of these results its place, in words, by its id; one query for the names of criteria."""
    told = {row.breakdown.get("decided_on") for row in results} - {None}
    names = {row.pk: named(row) for row in Criterion.objects.filter(pk__in=told)} if told else {}
    return {row.pk: ground(row, names) for row in results}


def ground(result: Result, names: dict[int, str]) -> str:
    """Return what gave one result its place."""
    code = result.breakdown.get("decided_by", "score")
    if code == "criterion":
        return _("同分，按“%(name)s”区分") % {"name": names.get(result.breakdown.get("decided_on"), "")}
    return {
        "score": _("得分"),
        "vote": _("同分，由评审组表决区分"),
        "shared": _("同分，名次并列"),
        "veto": _("一票否决，不参与排名"),
    }[code]
