"""The review board of a batch and jobs over the API: read a board, ask for a job, watch it, stop it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from challenges.access import batch as batch_access
from challenges.access import job as access
from challenges.actions import job as jobs
from challenges.queries import batch_board
from challenges.queries.batch_board import Filters, UnknownFilter
from challenges.queries.job import lines
from challenges.states.job import JobKind, JobState
from notifications.clock import day_of, now

from . import bodies, filters
from .filters import Filter
from .idempotency import once
from .pagination import respond, size_of
from .problems import BadQuery
from .resource import KEY, DetailEndpoint, Endpoint, ListEndpoint, Transition, described
from .typed import Moment, Whole

JOB = (Transition("cancel", "cancellation", jobs.cancel, bodies.Reason),)
JOB_FILTERS = {
    "state": Filter("state__in", filters.one_of(JobState)),
    "kind": Filter("kind__in", filters.one_of(JobKind)),
    "batch": Filter("batch_id", filters.whole),
}
BOARD = ("q", "panel", "state", "overdue", "sort")
SHOWN = (
    ("id", "id"),
    ("receipt_number", "receipt_number"),
    ("firm", "firm_name"),
    ("challenge", "challenge_id"),
    ("panel", "panel_id"),
    ("panel_state", "panel_state"),
    ("due_at", "due_at"),
    ("given", "given"),
    ("handed_in", "handed"),
    ("returned", "returned"),
    ("recused", "recused"),
    ("must_discuss", "wide"),
    ("score", "score"),
    ("rank", "rank"),
)


class BatchReviews(Endpoint):
    """The proposals in review of a batch, as the board filters, orders and pages them."""

    @extend_schema(
        tags=["job"],
        operation_id="batch_review_list",
        summary="The review board of a batch; scores only of locked panels",
        parameters=[OpenApiParameter(name, str) for name in (*BOARD, "cursor")] + [OpenApiParameter("limit", int)],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request, pk):
        batch = get_object_or_404(batch_access.visible_to(self.viewer), pk=pk)
        given = {**request.query_params.dict(), "after": request.query_params.get("cursor", "")}
        unknown = given.keys() - {*BOARD, "after", "cursor", "limit", "format"}
        at = now()
        try:
            if unknown:
                raise UnknownFilter(min(unknown))
            wanted = Filters.read(given)
            limit = batch.rules_on(day_of(at))["deviation_limit"]
            page = batch_board.page(self.viewer, batch, wanted, at, limit, size=size_of(request))
        except UnknownFilter as wrong:
            words = _("没有“%(name)s”这个查询参数，或它的值读不懂。") % {"name": wrong}
            raise BadQuery(words, code="unknown_filter") from wrong
        items = [{name: getattr(row, column) for name, column in SHOWN} for row in page.rows]
        return respond(request, items, page.following)


@described("job", "job_list", "Jobs of the organiser", JOB_FILTERS)
class JobList(ListEndpoint):
    columns = ("id", "state", "kind", "batch_id", "total", "done", "failed", "created_at", "updated_at")
    filters = JOB_FILTERS

    def rows(self):
        """Return the jobs the caller may see."""
        return access.visible_to(self.viewer)


class JobRows(DetailEndpoint):
    """What all endpoints of one job share."""

    def visible(self):
        """Return the jobs the caller may see."""
        return access.visible_to(self.viewer).select_related("batch")

    def show(self, row):
        """Return the job with what became of its first thousand rows."""
        return {
            "id": row.pk,
            "batch": row.batch_id,
            "kind": row.kind,
            "state": row.state,
            "words": row.words,
            "reason": row.reason,
            "new_due_at": row.new_due_at,
            "total": row.total,
            "done": row.done,
            "failed": row.failed,
            "rows": [
                {
                    "position": line.position,
                    "who": line.who,
                    "where": line.where,
                    "state": line.state,
                    "said": line.said,
                }
                for line in lines(self.viewer, row, size=1000)
            ],
        }


@described("job", "job_detail", "One job with its results")
class JobDetail(JobRows):
    """One job."""


class Ask(serializers.Serializer):
    """A job to be done: for the proposals picked, or for those a filter finds; nothing given means nobody."""

    kind = serializers.ChoiceField(choices=JobKind.choices)
    picks = serializers.ListField(child=Whole(min_value=1), default=list, max_length=1000)
    words = serializers.DictField(child=serializers.CharField(max_length=120, allow_blank=True), default=dict)
    reason = serializers.CharField(max_length=240, allow_blank=True, default="")
    due_at = Moment(required=False, allow_null=True, default=None)
    count = Whole(min_value=0, required=False, allow_null=True, default=None)


class JobCreate(JobRows):
    """Ask for one act with many rows."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["job"],
        operation_id="job_create",
        request=Ask,
        responses={201: OpenApiTypes.OBJECT},
        parameters=[KEY],
    )
    def post(self, request, pk):
        batch = get_object_or_404(batch_access.visible_to(self.viewer), pk=pk)
        data = self.validated(Ask)
        return once(request, lambda: self.answer(jobs.ask(batch, by=self.viewer, at=now(), **data), status_code=201))
