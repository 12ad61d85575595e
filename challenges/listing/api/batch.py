"""Batches over the API; an officer asks for one act with many rows of one."""

from collections.abc import Mapping

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response

from accounts.errors import Invalid, Problem
from challenges.core.access.job import may_ask
from challenges.core.actions import job as jobs
from challenges.core.api.idempotency import once
from challenges.core.api.job import JobRows
from challenges.core.api.resource import KEY, Endpoint, described, unknown_words
from challenges.core.api.shapes import answers, items_of, row_of
from challenges.core.api.typed import Body, Moment, Whole
from challenges.core.queries.job import KINDS
from challenges.core.states import JobKind
from challenges.listing.access import batch as access
from challenges.listing.actions import batch_life as life
from challenges.listing.models import Batch
from notifications.clock import now

COLUMNS = ("id", "code", "name", "name_en", "organiser_id", "collect_from", "collect_until")
BatchRow = row_of("BatchRow", Batch, COLUMNS)


class Batches(Endpoint):
    """The batches that collect needs or have published challenges."""

    @extend_schema(tags=["challenge"], operation_id="batch_list", responses=answers(items_of(BatchRow)))
    def get(self, request):
        rows = access.known_to(self.viewer, now()).order_by("-collect_from", "-id")
        return Response({"items": list(rows.values(*COLUMNS)[:200])})


@described("challenge", "batch_detail", "One batch", shape=BatchRow)
class OneBatch(Endpoint):
    """One batch, for those who may know of it; its organiser deletes it while it is empty."""

    def get(self, request, pk):
        return Response(shown(get_object_or_404(access.known_to(self.viewer, now()), pk=pk)))

    @extend_schema(tags=["challenge"], operation_id="batch_delete", responses={204: None})
    def delete(self, request, pk):
        life.delete(own(self.viewer, pk), by=self.viewer, at=now())
        return Response(status=204)


def own(viewer, pk):
    """Return a batch of the organiser the caller acts for; 404 for any other."""
    return get_object_or_404(access.run_by(viewer), pk=pk)


def shown(row) -> dict:
    """Return what is told of a batch."""
    return {name: getattr(row, name) for name in COLUMNS}


class Ask(Body):
    """A job to be done: for the rows named, or for those a filter finds; nothing given means nobody.

    Whether proposals or challenges are named follows from the kind: `pass` is about challenges.
    """

    kind = serializers.ChoiceField(choices=JobKind.choices)
    proposal_ids = serializers.ListField(child=Whole(min_value=1), default=list, max_length=1000)
    challenge_ids = serializers.ListField(child=Whole(min_value=1), default=list, max_length=1000)
    words = serializers.DictField(child=serializers.CharField(max_length=120, allow_blank=True), default=dict)
    reason = serializers.CharField(max_length=240, allow_blank=True, default="")
    due_at = Moment(required=False, allow_null=True, default=None)
    count = Whole(min_value=0, required=False, allow_null=True, default=None)

    def validate(self, data):
        """Return the values with what is named as `picks`. Refuses rows of which such a job is not."""
        named = {name: data.pop(name) for name in ("proposal_ids", "challenge_ids")}
        meant = picked_as(data["kind"])
        wrong = [name for name, ids in named.items() if ids and name != meant]
        if wrong:
            words = _("这种作业不办理这一类对象。")
            raise serializers.ValidationError({name: [ErrorDetail(words, "other_kind")] for name in wrong})
        return data | {"picks": named[meant]}


def picked_as(kind: str) -> str:
    """Return in which list the rows of a job of this kind are named."""
    return "challenge_ids" if KINDS[kind].noun == "challenge" else "proposal_ids"


def require_known(viewer, batch, kind: str, picks: list[int]) -> None:
    """Refuse what is picked and does not stand on the board: a page shows what is left, a program would not know."""
    if not may_ask(viewer, batch, kind):
        return
    there = set(KINDS[kind].board.meant(viewer, batch, picks=picks, words={}, at=now())) if picks else set()
    strangers = [place for place, one in enumerate(picks) if one not in there]
    if strangers:
        raise Invalid([Problem(f"{picked_as(kind)}.{place}", unknown_words(), "unknown") for place in strangers])


class JobCreate(JobRows):
    """Ask for one act with many rows."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["job"],
        operation_id="job_create",
        request=Ask,
        responses=answers(JobRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        asked = request.data.get("kind") if isinstance(request.data, Mapping) else None
        batch = get_object_or_404(access.asked_in(self.viewer, asked), pk=pk)
        data = self.validated(Ask)
        require_known(self.viewer, batch, data["kind"], data["picks"])
        return once(request, lambda: self.answer(jobs.ask(batch, by=self.viewer, at=now(), **data), status_code=201))
