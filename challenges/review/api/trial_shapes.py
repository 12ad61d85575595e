"""What calibration rounds and the doubt of a batch look like over the API."""

from decimal import Decimal
from typing import NotRequired, TypedDict

from challenges.core.api.shapes import Act, row_of
from challenges.review.api.review import CriterionRow
from challenges.review.models import Trial, Trialist

TRIAL = ("id", "state", "batch_id", "due_at", "created_at", "updated_at")
TRIALIST = ("id", "state", "trial_id", "expert_id", "handed_in_at", "updated_at")


class SampleRow(TypedDict):
    """A sample; its reference marks by criterion id are for the officers."""

    id: int
    position: int
    title: str
    text: str
    reference: NotRequired[dict[str, str]]


class ExpertDrift(TypedDict):
    """How one expert marks beside the panel's mean and the reference, in points."""

    panel_id: int
    total: float
    criteria: dict[str, float]
    against_reference: float | None
    code: str
    flat: bool


class NamedDrift(ExpertDrift):
    """The drift of an expert, for the officers."""

    expert_id: int


class PanelMeans(TypedDict):
    """One panel's mean total per sample; null where nobody handed in."""

    panel_id: int
    handed_in: int
    means: list[float | None]


class TrialComparison(TypedDict):
    """Everybody's drift and what divides the panels."""

    limit: int
    experts: list[NamedDrift]
    spread: dict[str, float]
    panels: list[PanelMeans]


class SampleMark(TypedDict):
    """One mark of one sample."""

    sample_id: int
    criterion_id: int
    value: Decimal | None


TrialRow = row_of("TrialRow", Trial, TRIAL)
TrialDetail = row_of(
    "TrialDetail",
    Trial,
    ("id", "state", "due_at"),
    batch_id=int,
    criteria=list[CriterionRow],
    samples=list[SampleRow],
    panel_ids=NotRequired[list[int]],
    comparison=NotRequired[TrialComparison | None],
    drift=NotRequired[ExpertDrift | None],
    can=list[Act],
)
TrialistRow = row_of("TrialistRow", Trialist, TRIALIST)
TrialistDetail = row_of(
    "TrialistDetail",
    Trialist,
    ("id", "state", "handed_in_at"),
    trial_id=int,
    marks=NotRequired[list[SampleMark]],
    can=list[Act],
)


class DoubtLink(TypedDict):
    """Two panels and what joins them."""

    panel_ids: list[int]
    expert_count: int
    review_count: int


class DoubtPart(TypedDict):
    """Proposals that are joined by experts, when not all are."""

    proposal_ids: list[int]
    expert_count: int


class CalibratedPlace(TypedDict):
    """What the calibrated view says: score and rank, each with lowest and highest; `top` is a share."""

    score: list[float]
    rank: list[float]
    top: float


class DoubtPlace(TypedDict):
    """One proposal's official place, and the calibrated one."""

    proposal_id: int
    panel_id: int
    rank: int | None
    score: Decimal
    calibrated: CalibratedPlace | None


class BatchDoubtBody(TypedDict):
    """How sure places across the locked panels of a batch are."""

    panel_ids: list[int]
    not_locked: int
    same_rubric: bool
    links: list[DoubtLink]
    refusal: str
    parts: list[DoubtPart]
    ties: list[list[int]]
    places: list[DoubtPlace]
