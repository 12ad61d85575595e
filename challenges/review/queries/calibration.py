"""The doubt of a ranking 可信度: official places beside calibrated intervals, lenient experts, single scores."""

from dataclasses import dataclass

from challenges.core.relation import OFFICERS
from challenges.review.access.review import CLOSED_SCORES, panel_relations
from challenges.review.models import Panel, Result, Review
from challenges.review.ranking.calibrated import (
    CalibratedRow,
    Calibration,
    CalibrationRefused,
    Leniency,
    Mark,
    calibrate,
    indistinct,
)
from challenges.review.ranking.calibrated import SingleScore as Single
from challenges.review.ranking.words import refusal_in_words
from challenges.review.states.review import ReviewState, SeatState

WATCHING = OFFICERS | {"organiser.supervisor"}


@dataclass(frozen=True)
class Place:
    """A proposal: its official place and score, every expert's total without a name, and how sure all that is."""

    firm: str
    result: Result
    doubt: CalibratedRow | None
    panel: str = ""

    @property
    def totals(self) -> list[float]:
        """Return the experts' totals in order, as they were frozen; no name stands beside them."""
        return [float(total) for total in self.result.breakdown.get("totals", [])]


@dataclass(frozen=True)
class Part:
    """Proposals that experts connect with each other, when not all are: their ids, their firms, and who read them."""

    proposals: tuple[int, ...]
    firms: tuple[str, ...]
    experts: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """The whole view. Without a calibration `refusal` says why, and `parts` who is connected with whom.

    `ties` are first and last of the calibrated ranks that cannot be told apart.
    """

    places: tuple[Place, ...]
    calibration: Calibration | None
    experts: tuple[tuple[str, Leniency], ...] = ()
    single_scores: tuple[tuple[str, str, Single], ...] = ()
    refusal: str = ""
    parts: tuple[Part, ...] = ()
    ties: tuple[tuple[int, int], ...] = ()

    @property
    def by_doubt(self) -> list[Place]:
        """Return the places in the order of the calibrated rank."""
        return sorted((row for row in self.places if row.doubt), key=lambda row: row.doubt.rank if row.doubt else 0)


def may_see(viewer, panel) -> bool:
    """Return True for the organiser's officers and supervisor once the scores are locked; experts are named there."""
    return panel.state in CLOSED_SCORES and bool(WATCHING & panel_relations(viewer, panel))


def marks_of(panels, proposals) -> tuple[list[Mark], dict[int, str]]:
    """Return the frozen totals of these panels and the experts' names, in one query; no trial mark is among them."""
    rows = Review.objects.filter(
        seat__panel__in=panels,
        seat__state=SeatState.ACCEPTED,
        state=ReviewState.LOCKED,
        total__isnull=False,
        proposal__in=proposals,
    ).values_list("proposal_id", "seat__expert_id", "total", "seat__expert__name")
    people, marks = {}, []
    for proposal_id, expert_id, total, name in rows:
        people[expert_id] = name
        marks.append(Mark(proposal_id, expert_id, float(total or 0)))
    return marks, people


def doubt(panel: Panel) -> Doubt:
    """Return how sure the ranking of a locked panel is; fixed number of queries. The official ranking stays as it is.

    The places that matter are those that can be awarded. The same scores always give the same view.
    """
    results = list(panel.results.filter(round=panel.round).select_related("proposal__organisation").order_by("rank"))
    marks, people = marks_of([panel.pk], [row.proposal_id for row in results])
    return judged(results, marks, people, max(1, panel.challenge.race_slots))


def judged(results: list[Result], marks: list[Mark], people: dict[int, str], top_k: int, panels=None) -> Doubt:
    """Return the view of these results; `panels` names the panel of each result's panel id where several are compared.

    It is computed here and now: 200 proposals and 40 experts take a tenth of a second, and a worker's answer would
    only add a state in which the page has nothing to show.
    """
    panels = panels or {}
    firms = {row.proposal_id: row.proposal.organisation.name for row in results}
    try:
        view = calibrate(marks, top_k=top_k)
    except CalibrationRefused as refused:
        return Doubt(
            places=tuple(Place(firms[row.proposal_id], row, None, panels.get(row.panel_id, "")) for row in results),
            calibration=None,
            refusal=refusal_in_words(refused),
            parts=tuple(
                Part(
                    tuple(part.proposals),
                    tuple(firms[id] for id in part.proposals),
                    tuple(people[id] for id in part.experts),
                )
                for part in refused.components
            ),
        )
    found = {row.proposal_id: row for row in view.rows}
    return Doubt(
        places=tuple(
            Place(firms[row.proposal_id], row, found.get(row.proposal_id), panels.get(row.panel_id, ""))
            for row in results
        ),
        calibration=view,
        experts=tuple((people[row.expert_id], row) for row in sorted(view.experts, key=lambda row: -row.points)),
        single_scores=tuple((firms[row.proposal_id], people[row.expert_id], row) for row in view.single_scores),
        ties=indistinct(view.rows),
    )
