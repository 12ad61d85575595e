"""What the platform could not do by itself, for operators alone: which row, since when, and when it is tried again."""

from datetime import datetime
from typing import TypedDict

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import answers
from notifications import sweeps
from notifications.clock import now
from notifications.models import SweepFault

# A long list means one cause; the first ones tell it.
MOST = 100


class FaultRow(TypedDict):
    """What the platform could not do by itself."""

    id: int
    task: str
    what: str
    row_id: int | None
    first_at: datetime
    last_at: datetime
    due_at: datetime | None
    count: int
    problem: str


class FaultList(TypedDict):
    """The first faults, and how many there are."""

    items: list[FaultRow]
    total: int


def body(fault: SweepFault) -> dict:
    """Return a fault as programs read it: codes, as the log has them, and moments."""
    return {
        "id": fault.pk,
        "task": fault.sweep,
        "what": fault.what,
        "row_id": fault.row_id or None,
        "first_at": fault.first_at,
        "last_at": fault.last_at,
        "due_at": fault.due_at,
        "count": fault.count,
        "problem": fault.problem,
    }


class Faults(Endpoint):
    """The faults that stand, a scanner that does not answer among them; for anybody but operators there are none."""

    http_method_names = ["get", "options"]

    @extend_schema(
        tags=["operator"],
        operation_id="fault_list",
        responses=answers(FaultList) | {404: None},
        summary="What sweeps could not do, oldest first",
    )
    def get(self, request):
        require_operator(self.viewer)
        standing = SweepFault.objects.all()
        return Response({"items": [body(fault) for fault in standing[:MOST]], "total": standing.count()})


class Retry(Endpoint):
    """Trying a row again at the next pass, because what was wrong was mended."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["operator"],
        operation_id="fault_retry",
        request=None,
        responses=answers(FaultRow),
        summary="Have a row tried again at the next pass",
    )
    def post(self, request, pk):
        require_operator(self.viewer)
        fault = get_object_or_404(SweepFault, pk=pk)
        sweeps.retry(fault, at=now())
        fault.refresh_from_db()
        return Response(body(fault))


def require_operator(viewer) -> None:
    """Raise Http404 for whoever is no operator: to them there is no such list."""
    if not viewer.is_operator:
        raise Http404
