"""What plans of who reviews what, and of who sits where, have in common over the API."""

from typing import Any, NotRequired, TypedDict

from challenges.core.api.shapes import Act

PLAN = ("id", "state", "batch_id", "created_at", "updated_at")


class PlannedPair(TypedDict):
    """An expert for a proposal (of a staffing: for a panel), what the fit is made of, and why they are there."""

    expert_id: int
    proposal_id: int
    fit: int
    reasons: list[dict[str, Any]]
    parts: NotRequired[list[list[Any]]]
    bridging: NotRequired[bool]
    pinned: NotRequired[bool]
    kept: NotRequired[bool]


class PlannedGap(TypedDict):
    """What could not be filled, and why."""

    proposal_id: int
    missing: int
    enterprise_missing: NotRequired[int]
    reasons: NotRequired[list[dict[str, Any]]]


class PlanFinding(TypedDict):
    """Something that was known before it was solved."""

    code: str
    fields: dict[str, Any]
    blocking: bool


class PlanResult(TypedDict):
    """A plan: fit in points, `bound` from above, `gap` as a share of it; `reserves` of a staffing by panel."""

    pairs: list[PlannedPair]
    unfilled: list[PlannedGap]
    findings: list[PlanFinding]
    total: int
    bound: float
    gap: float
    worst: float
    exact: bool
    kept: int
    bridging: int
    bridging_wanted: int
    connected: bool
    topics: int
    topics_proved: bool
    seed: str
    input_hash: str
    solver: str
    reserves: NotRequired[dict[str, list[int]]]


class PairPin(TypedDict):
    """An expert who must or must not review a proposal, and why."""

    expert_id: int
    proposal_id: int
    reason: str


class SeatPin(TypedDict):
    """An expert who must or must not sit on a panel, and why."""

    expert_id: int
    panel_id: int
    reason: str


def pinned(rows, where: str) -> list[dict]:
    """Return kept edits (expert, proposal or panel, reason) as they are sent."""
    return [{"expert_id": expert, where: place, "reason": reason} for expert, place, reason in rows]


EDITED = {
    "batch_id": int,
    "panel_ids": list[int],
    "result": PlanResult | None,
    "error": str | None,
    "can": list[Act],
}
