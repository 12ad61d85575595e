"""Milestones over the API."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypedDict

from challenges.contracts.access import milestone as access
from challenges.contracts.actions import milestone_check, milestone_work
from challenges.contracts.api import milestone_bodies as bodies
from challenges.contracts.models import Milestone
from challenges.contracts.queries.evidence import Line, lines
from challenges.contracts.states.milestone import MilestoneState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, row_of
from challenges.core.queries.provisional import provisional
from challenges.files.api.attachment import attachments_view

COLUMNS = ("id", "state", "contract_id", "number", "name", "deadline", "due_at", "updated_at")
SHOWN = (
    *("id", "state", "number", "name", "check_text", "output", "deadline", "soon_at", "due_at"),
    *("statement", "submitted_at", "opinion", "opinion_text", "opinion_at", "decision", "decided_at", "rectified_at"),
)
FILTERS = {
    "state": Filter("state__in", filters.one_of(MilestoneState)),
    "contract_id": Filter("contract_id", filters.whole),
}


class EvidenceShown(TypedDict):
    """An indicator, what was agreed, and what was measured of it; null where nothing was, or may not be read yet."""

    indicator_id: int
    name: str
    unit: str
    mandatory: bool
    agreed: Decimal | None
    value: Decimal | None
    uncertainty: Decimal | None
    choice: str
    measured_on: date | None
    measured_by: str
    report_id: int | None
    verdict: Literal["met", "short", "unknown"]


class ProgressTold(TypedDict):
    """A report on how the work goes."""

    text: str
    on: date


@described("milestone", "milestone_list", "Milestones the caller may know of")
class MilestoneList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("ContractMilestoneRow", Milestone, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the milestones the caller may know of."""
        return access.visible_to(self.viewer)


class MilestoneRows(DetailEndpoint):
    """What all endpoints of one milestone share."""

    shape = row_of(
        "ContractMilestone",
        Milestone,
        SHOWN,
        contract_id=int,
        evidence=list[EvidenceShown],
        progress=list[ProgressTold],
        provisional=list[str],
        can=list[Act],
    )

    def visible(self):
        """Return the milestones the caller may know of."""
        return access.visible_to(self.viewer).select_related("contract__challenge", "contract__proposal")

    def show(self, row):
        """Return the milestone, with what was measured for whoever may read it."""
        body: dict[str, Any] = {name: getattr(row, name) for name in SHOWN}
        seen = access.sees_evidence(self.viewer, row)
        body |= {
            "contract_id": row.contract_id,
            "evidence": [measured(line, seen) for line in lines(row)],
            "progress": [{"text": one.text, "on": one.on} for one in row.progress.all()],
        }
        return body | {"provisional": provisional(body)}


def measured(line: Line, seen: bool) -> EvidenceShown:
    """Return an indicator as it is shown; what was measured stays sealed until it is handed in."""
    found = line.evidence if seen else None
    return {
        "indicator_id": line.indicator.pk,
        "name": line.indicator.name,
        "unit": line.indicator.unit,
        "mandatory": line.indicator.mandatory,
        "agreed": line.indicator.value,
        "value": found.value if found else None,
        "uncertainty": found.uncertainty if found else None,
        "choice": found.choice if found else "",
        "measured_on": found.measured_on if found else None,
        "measured_by": found.measured_by if found else "",
        "report_id": found.report_id if found else None,
        "verdict": line.verdict if found else "unknown",  # type: ignore[typeddict-item]  # one of the three
    }


@described("milestone", "milestone_detail", "One milestone, with what was measured for it")
class MilestoneDetail(MilestoneRows):
    """One milestone."""


MilestoneFiles = attachments_view(MilestoneRows, "milestone")

MILESTONE = (
    Transition("measure", "evidence", milestone_work.measure, bodies.Measurement),
    Transition("report_progress", "progress", milestone_work.report_progress, bodies.WorkProgress),
    Transition("submit", "submission", milestone_work.submit, bodies.MilestoneStatement),
    Transition("give_opinion", "opinion", milestone_check.give_opinion, bodies.MilestoneOpinion),
    Transition("accept", "passing", milestone_check.accept, bodies.MilestonePassing),
    Transition("rectify", "rectification", milestone_check.rectify, bodies.MilestoneConclusion),
    Transition("fail", "failure", milestone_check.fail, bodies.MilestoneConclusion),
)
