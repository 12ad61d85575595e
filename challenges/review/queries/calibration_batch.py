"""The doubt over a whole batch: all locked panels in one view, bridged by the experts they share."""

from dataclasses import dataclass

from challenges.listing.models import Batch
from challenges.review.access.review import CLOSED_SCORES
from challenges.review.models import Criterion, Panel, Result
from challenges.review.queries.calibration import Doubt, judged, marks_of
from challenges.review.ranking.calibrated import bridges

WATCHING = frozenset({"review_officer", "batch_admin", "supervisor"})


@dataclass(frozen=True)
class Link:
    """What connects two panels directly: the experts who reviewed for both, and how many reviews they gave there.

    `panels` are their ids, `first` and `second` their names.
    """

    panels: tuple[int, int]
    first: str
    second: str
    experts: tuple[str, ...]
    reviews: int


@dataclass(frozen=True)
class BatchDoubt:
    """The view of a batch: its locked panels, how many are not locked yet, and what connects them.

    `lonely` are panels that share nobody with any other. `same_rubric` is False where panels mark by different ones.
    """

    panels: tuple[Panel, ...]
    open: int
    doubt: Doubt | None
    links: tuple[Link, ...] = ()
    lonely: tuple[str, ...] = ()
    same_rubric: bool = True


def batches_visible_to(viewer):
    """Return the batches whose doubt this viewer may read: the organiser's officers and supervisor."""
    if getattr(viewer, "kind", "") != "organiser" or not viewer.roles & WATCHING:
        return Batch.objects.none()
    return Batch.objects.filter(organiser_id=viewer.organisation_id)


def batch_doubt(batch) -> BatchDoubt:
    """Return how sure places across the locked panels of a batch are, in a fixed number of queries.

    As many places matter as the batch can award. Panels that nothing connects are told, never compared.
    """
    rows = Panel.objects.filter(challenge__batch=batch).exclude(state="cancelled")
    panels = list(rows.select_related("challenge").order_by("challenge_id"))
    locked = [panel for panel in panels if panel.state in CLOSED_SCORES]
    waiting = len(panels) - len(locked)
    if not locked:
        return BatchDoubt((), waiting, None)
    rounds = {panel.pk: panel.round for panel in locked}
    results = [
        row
        for row in Result.objects.filter(panel__in=rounds)
        .select_related("proposal__organisation")
        .order_by("panel_id", "rank", "id")
        if row.round == rounds[row.panel_id]
    ]
    marks, people = marks_of(rounds, [row.proposal_id for row in results])
    names = {panel.pk: panel.name for panel in locked}
    found = judged(results, marks, people, sum(panel.challenge.race_slots for panel in locked), names)
    connections = bridges(marks, {row.proposal_id: row.panel_id for row in results})
    joined = {panel for row in connections for panel in (row.first, row.second)}
    return BatchDoubt(
        panels=tuple(locked),
        open=waiting,
        doubt=found,
        links=tuple(
            Link(
                (row.first, row.second),
                names[row.first],
                names[row.second],
                tuple(people[id] for id in row.experts),
                row.reviews,
            )
            for row in connections
        ),
        lonely=tuple(name for pk, name in names.items() if pk not in joined) if len(locked) > 1 else (),
        same_rubric=one_rubric(locked),
    )


def one_rubric(panels: list[Panel]) -> bool:
    """Return True when all panels mark by the same lines and weights; only then do their totals mean the same."""
    lines: dict[int, list] = {}
    rows = Criterion.objects.filter(rubric__in=[panel.rubric_id for panel in panels]).order_by("rubric_id", "position")
    for rubric, name, weight, kind in rows.values_list("rubric_id", "name", "weight", "kind"):
        lines.setdefault(rubric, []).append((name, weight, kind))
    return len({tuple(one) for one in lines.values()}) <= 1
