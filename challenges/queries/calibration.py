"""The doubt of a ranking 可信度: official places beside calibrated intervals, lenient experts, single scores."""

from dataclasses import dataclass

from challenges.access.review import CLOSED_SCORES, OFFICERS, panel_relations
from challenges.models import Panel, Result, Review
from challenges.ranking.calibrated import CalibratedRow, Calibration, CalibrationRefused, Leniency, Mark, calibrate
from challenges.ranking.calibrated import SingleScore as Single
from challenges.ranking.words import refusal_in_words
from challenges.states.review import ReviewState, SeatState

WATCHING = OFFICERS | {"organiser.supervisor"}


@dataclass(frozen=True)
class Place:
    """A proposal: its official place and score, and how sure they are."""

    firm: str
    result: Result
    doubt: CalibratedRow | None


@dataclass(frozen=True)
class Doubt:
    """The whole view. Without a calibration `refusal` says why, and `parts` who is connected with whom."""

    panel: Panel
    places: tuple[Place, ...]
    calibration: Calibration | None
    experts: tuple[tuple[str, Leniency], ...] = ()
    single_scores: tuple[tuple[str, str, Single], ...] = ()
    refusal: str = ""
    parts: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


def may_see(viewer, panel) -> bool:
    """Return True for the organiser's officers and supervisor once the scores are locked; experts are named there."""
    return panel.state in CLOSED_SCORES and bool(WATCHING & panel_relations(viewer, panel))


def doubt(panel: Panel) -> Doubt:
    """Return how sure the ranking of a locked panel is; fixed number of queries. The official ranking stays as it is.

    The places that matter are those that can be awarded. The same scores always give the same view.
    """
    results = list(panel.results.filter(round=panel.round).select_related("proposal__organisation").order_by("rank"))
    rows = Review.objects.filter(
        seat__panel=panel,
        seat__state=SeatState.ACCEPTED,
        state=ReviewState.LOCKED,
        total__isnull=False,
        proposal__in=[row.proposal_id for row in results],
    ).values_list("proposal_id", "seat__expert_id", "total", "seat__expert__name")
    firms = {row.proposal_id: row.proposal.organisation.name for row in results}
    people, marks = {}, []
    for proposal_id, expert_id, total, name in rows:
        people[expert_id] = name
        marks.append(Mark(proposal_id, expert_id, float(total)))
    try:
        view = calibrate(marks, top_k=max(1, panel.challenge.race_slots))
    except CalibrationRefused as refused:
        return Doubt(
            panel=panel,
            places=tuple(Place(firms[row.proposal_id], row, None) for row in results),
            calibration=None,
            refusal=refusal_in_words(refused),
            parts=tuple(
                (tuple(firms[id] for id in part.proposals), tuple(people[id] for id in part.experts))
                for part in refused.components
            ),
        )
    doubts = {row.proposal_id: row for row in view.rows}
    return Doubt(
        panel=panel,
        places=tuple(Place(firms[row.proposal_id], row, doubts.get(row.proposal_id)) for row in results),
        calibration=view,
        experts=tuple((people[row.expert_id], row) for row in sorted(view.experts, key=lambda row: -row.points)),
        single_scores=tuple((firms[row.proposal_id], people[row.expert_id], row) for row in view.single_scores),
    )
