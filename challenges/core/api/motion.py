"""Motions over the API: what waits for a second person, and their answer."""

from datetime import datetime
from typing import TypedDict

from challenges.core.access import motion as access
from challenges.core.actions import motion as motions
from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, row_of
from challenges.core.models import Motion
from challenges.core.queries.motion import shown
from challenges.core.states import MotionState

MOTION = (
    Transition("confirm", "confirmation", motions.confirm),
    Transition("refuse", "refusal", motions.refuse, bodies.Reason),
    Transition("withdraw", "withdrawal", motions.withdraw),
)
FILTERS = {"state": Filter("state__in", filters.one_of(MotionState))}
COLUMNS = ("id", "state", "act", "subject_id", "prepared_by_id", "due_at", "created_at", "updated_at")


class MotionLine(TypedDict):
    """One thing that the act would do, in the language of the request."""

    label: str
    text: str


@described("motion", "motion_list", "Acts of the caller's organisation that were prepared for a second person")
class MotionList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("MotionRow", Motion, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the motions the caller may see."""
        return access.visible_to(self.viewer)


class MotionRows(DetailEndpoint):
    """What all endpoints of one motion share."""

    shape = row_of(
        "MotionDetail",
        Motion,
        ("id", "state", "act", "subject_id", "prepared_by_id", "due_at", "answered_by_id", "answer"),
        label=str,
        title=str,
        prepared_at=datetime,
        lines=list[MotionLine],
        can=list[Act],
    )

    def visible(self):
        """Return the motions the caller may see."""
        return access.visible_to(self.viewer)

    def show(self, row):
        """Return the motion with what it would do, in words."""
        told = shown(row)
        return {
            "id": row.pk,
            "state": row.state,
            "act": row.act,
            "subject_id": row.subject_id,
            "label": told.label,
            "title": told.title,
            "lines": [{"label": label, "text": text} for label, text in told.lines],
            "prepared_by_id": row.prepared_by_id,
            "prepared_at": row.created_at,
            "due_at": row.due_at,
            "answered_by_id": row.answered_by_id,
            "answer": row.answer,
        }


@described("motion", "motion_detail", "One prepared act: what it is, and who may confirm it")
class MotionDetail(MotionRows):
    """One motion."""
