"""What changed in a proposal since it last came back, for whoever decides on it next."""

from datetime import datetime
from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.core.api.shapes import answers
from challenges.proposals.access.proposal import layer, relations
from challenges.proposals.api.proposal import ProposalRows
from challenges.proposals.queries.since_return import since_return


class TextChange(TypedDict):
    """One value that changed: where it stands, what people call it, and both texts."""

    section: str
    path: str
    label: str
    before: str
    after: str


class TextChanges(TypedDict):
    """What changed since a text came back, null where it never did; `idle` are items with which no file came."""

    since: datetime | None
    changes: list[TextChange]
    idle: list[str]


class ProposalChanges(ProposalRows):
    """What changed since a proposal was sent back to its writers, or was to be cured."""

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_changes",
        responses=answers(TextChanges),
        summary="What changed since it came back; empty for everybody but its firms and the organiser",
    )
    def get(self, request, pk):
        row = self.fetch(pk)
        names = relations(self.viewer, row)
        found = since_return(self.viewer, row, names) if layer(self.viewer, row, names) == "full" else None
        if found is None:
            return Response({"since": None, "changes": [], "idle": []})
        changes = [{name: getattr(one, name) for name in TextChange.__annotations__} for one in found.changes]
        return Response({"since": found.at, "changes": changes, "idle": found.idle})
