"""A calibration round 试评 as it is read: the expert's samples and their own drift, and the officers' comparison."""

from dataclasses import dataclass
from decimal import Decimal

from challenges.review.access.trial import trialists_visible_to, visible_to, watches
from challenges.review.models import Criterion, Panel, Sample, Seat, Trial, Trialist, TrialMark
from challenges.review.queries.review_sheet import Line, named
from challenges.review.ranking.drift import FEWEST, Cell, Drift, Given, Round, compare
from challenges.review.states.review import PanelState
from challenges.review.states.trial import TrialistState, TrialState
from notifications.typed import whole


@dataclass(frozen=True)
class Part:
    """One sample as an expert marks it: how much of it they have marked, and their weighted points so far."""

    sample: Sample
    lines: tuple[Line, ...]
    done: int
    of: int
    so_far: Decimal


@dataclass(frozen=True)
class Hand:
    """How far one expert is: marks given of those asked for."""

    row: Trialist
    name: str
    panel: str
    done: int
    of: int


@dataclass(frozen=True)
class PanelMean:
    """One panel's mean total per sample, in the order of the samples; None where nobody handed in."""

    panel: Panel
    experts: int
    means: tuple[float | None, ...]
    sd: tuple[float | None, ...]


@dataclass(frozen=True)
class Comparison:
    """All of a round as the officers read it once it is closed."""

    round: Round
    criteria: tuple[Criterion, ...]
    samples: tuple[Sample, ...]
    drifts: tuple[tuple[str, str, Drift], ...]
    panels: tuple[PanelMean, ...]
    references: tuple[float | None, ...]
    limit: int
    widest: tuple[str, str, Cell] | None


def trials_of(viewer, batch) -> list[Trial]:
    """Return the rounds of a batch that this viewer may see, the newest first."""
    rows = visible_to(viewer).filter(batch=batch).select_related("planned_by").prefetch_related("panels")
    return list(rows.order_by("-id"))


def inviting(batch) -> list[Panel]:
    """Return the panels of a batch that could hold a round now."""
    standing = Trial.objects.filter(state__in=(TrialState.PLANNED, TrialState.OPEN))
    rows = Panel.objects.filter(challenge__batch=batch, state=PanelState.INVITING).exclude(trials__in=standing)
    return list(rows.select_related("challenge").order_by("pk"))


@dataclass(frozen=True)
class Call:
    """A round on an expert's desk: whether they have handed in, and until when they may."""

    trial: Trial
    handed_in: bool

    @property
    def waits(self) -> bool:
        """Return True while the round waits for them."""
        return self.trial.state == TrialState.OPEN and not self.handed_in


def calls(viewer) -> list[Call]:
    """Return the rounds of an expert, those that wait for them first; in two queries."""
    if not viewer.is_expert:
        return []
    rows = visible_to(viewer).filter(panels__seats__expert_id=viewer.user_id).distinct().order_by("due_at", "id")
    mine = trialists_visible_to(viewer).filter(expert_id=viewer.user_id, state=TrialistState.HANDED_IN)
    done = set(mine.values_list("trial_id", flat=True))
    found = [Call(row, row.pk in done) for row in rows if row.state == TrialState.OPEN or row.pk in done]
    return sorted(found, key=lambda one: not one.waits)


def own_part(viewer, trial) -> Trialist | None:
    """Return the viewer's own part of a round, or None when they have none."""
    rows = trialists_visible_to(viewer).filter(trial=trial, expert_id=viewer.user_id)
    return rows.select_related("trial", "expert").first()


def parts(row: Trialist) -> list[Part]:
    """Return the samples as this expert has marked them so far, in a fixed number of queries."""
    criteria = list(row.trial.rubric.criteria.all())
    given = {(mark.sample_id, mark.criterion_id): mark.value for mark in row.marks.all()}
    asked = sum(bool(criterion.weight) for criterion in criteria)
    found = []
    for sample in row.trial.samples.all():
        lines = tuple(line(criterion, given.get((sample.pk, criterion.pk))) for criterion in criteria)
        done = sum(one.value is not None and bool(one.criterion.weight) for one in lines)
        so_far = sum((one.weighted for one in lines if one.weighted is not None), Decimal(0))
        found.append(Part(sample, lines, done, asked, so_far))
    return found


def line(criterion: Criterion, value: Decimal | None) -> Line:
    """Return one criterion of a sample as the form shows it."""
    weighted = None if value is None else value * criterion.weight / 100
    return Line(criterion, named(criterion), value, "", False, weighted)


def hands(trial: Trial) -> list[Hand]:
    """Return how far every expert of a round is, those who have not handed in first; no mark is told."""
    asked = trial.samples.count() * trial.rubric.criteria.filter(weight__gt=0).count()
    counts: dict[int, int] = {}
    marks = TrialMark.objects.filter(trialist__trial=trial, criterion__weight__gt=0)
    for pk in marks.values_list("trialist_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    rows = trial.trialists.select_related("expert", "panel").order_by("-state", "panel_id", "id")
    return [Hand(row, row.expert.name, row.panel.name, counts.get(row.pk, 0), asked) for row in rows]


def marks_of(trial: Trial) -> list[Given]:
    """Return every mark of those who handed in."""
    rows = TrialMark.objects.filter(trialist__trial=trial, trialist__state=TrialistState.HANDED_IN).order_by("id")
    return [
        Given(expert, panel, sample, criterion, float(value))
        for expert, panel, sample, criterion, value in rows.values_list(
            "trialist__expert_id", "trialist__panel_id", "sample_id", "criterion_id", "value"
        )
    ]


def read(trial: Trial, limit: int) -> tuple[Round, list[Criterion], list[Sample], dict]:
    """Return the round computed from what was handed in, with its criteria, samples and references."""
    criteria = list(trial.rubric.criteria.all())
    samples = list(trial.samples.all())
    references = {
        (sample.pk, whole(criterion)): float(value)
        for sample in samples
        for criterion, value in sample.reference.items()
    }
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    return compare(marks_of(trial), weights, references, limit), criteria, samples, references


@dataclass(frozen=True)
class Own:
    """An expert's own drift; without one, they did not hand in or too few did (`few`)."""

    drift: Drift | None
    few: bool
    criteria: tuple[tuple[Criterion, str, float, float | None], ...] = ()
    samples: tuple[tuple[Sample, float, float, float | None], ...] = ()
    limit: int = 0


def own_drift(viewer, trial: Trial, *, on) -> Own | None:
    """Return the viewer's own drift of a closed round and nobody else's; None before it closes or without their part.

    Where fewer than three handed in, a mean would tell each what the other marked: nothing is shown.
    """
    row = own_part(viewer, trial)
    if row is None or trial.state != TrialState.CLOSED:
        return None
    limit = trial.batch.rules_on(on)["trial_drift_limit"]
    found, criteria, samples, _references = read(trial, limit)
    mine = next((drift for drift in found.drifts if drift.expert_id == row.expert_id), None)
    if mine is None or mine.of < FEWEST:
        return Own(None, few=mine is not None)
    at = {sample.pk: sample for sample in samples}
    return Own(
        drift=mine,
        few=False,
        criteria=tuple(
            (criterion, named(criterion), mine.per_criterion[criterion.pk], mine.reference.get(criterion.pk))
            for criterion in criteria
            if criterion.pk in mine.per_criterion
        ),
        samples=tuple((at[one.sample_id], one.own, one.mean, one.reference) for one in mine.samples),
        limit=limit,
    )


def comparison(viewer, trial: Trial, *, on) -> Comparison | None:
    """Return everybody's drift of a closed round, for the officers and the supervisor; None for all others.

    A fixed number of queries, however many experts and samples.
    """
    if not watches(viewer) or trial.batch.organiser_id != viewer.organisation_id or trial.state != TrialState.CLOSED:
        return None
    limit = trial.batch.rules_on(on)["trial_drift_limit"]
    found, criteria, samples, references = read(trial, limit)
    weighted = [criterion for criterion in criteria if criterion.weight]
    people = dict(trial.trialists.values_list("expert_id", "expert__name"))
    panels = {panel.pk: panel for panel in trial.panels.order_by("pk")}
    titles = {sample.pk: sample.title for sample in samples}
    words = {criterion.pk: named(criterion) for criterion in criteria}
    drifts = sorted(found.drifts, key=lambda drift: (drift.panel_id, -drift.total))
    return Comparison(
        round=found,
        criteria=tuple(weighted),
        samples=tuple(samples),
        drifts=tuple((people[one.expert_id], panels[one.panel_id].name, one) for one in drifts),
        panels=tuple(panel_mean(panel, found, samples) for panel in panels.values()),
        references=tuple(reference_total(sample, weighted, references) for sample in samples),
        limit=limit,
        widest=(titles[found.widest.sample_id], words[found.widest.criterion_id], found.widest)
        if found.widest
        else None,
    )


def panel_mean(panel: Panel, found: Round, samples: list[Sample]) -> PanelMean:
    """Return one panel's mean and spread of totals per sample."""
    own = [drift for drift in found.drifts if drift.panel_id == panel.pk]
    means, spreads = [], []
    for sample in samples:
        totals = [row.own for drift in own for row in drift.samples if row.sample_id == sample.pk]
        centre = sum(totals) / len(totals) if totals else 0.0
        means.append(centre if totals else None)
        far = sum((total - centre) ** 2 for total in totals)
        spreads.append((far / (len(totals) - 1)) ** 0.5 if len(totals) > 1 else None)
    return PanelMean(panel, len(own), tuple(means), tuple(spreads))


def reference_total(sample: Sample, criteria: list[Criterion], references: dict) -> float | None:
    """Return the weighted reference of a sample, or None where a criterion lacks one."""
    if any((sample.pk, criterion.pk) not in references for criterion in criteria):
        return None
    return sum(references[sample.pk, criterion.pk] * criterion.weight for criterion in criteria) / 100


def late_comers(trial: Trial) -> int:
    """Return how many experts sit on these panels and have not taken the round up."""
    taken = trial.trialists.values("expert")
    seats = Seat.objects.filter(panel__trials=trial, state__in=("invited", "accepted")).exclude(expert__in=taken)
    return seats.values("expert").distinct().count()
