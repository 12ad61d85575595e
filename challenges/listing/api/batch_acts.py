"""Acts on a whole call over the API: copy it, close it, take that back."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, Endpoint, created
from challenges.core.api.shapes import answers
from challenges.core.api.typed import Body, Moment
from challenges.listing.actions import batch_life as life
from challenges.listing.api.batch import BatchRow, own, shown
from notifications.clock import now


class BatchCopying(Body):
    """In what a copy of a call differs from it."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=80)
    name_en = serializers.CharField(max_length=120, allow_blank=True, default="")
    collect_from = Moment()


class Reopening(Body):
    """Why a closed call goes on."""

    reason = serializers.CharField(max_length=240)


class BatchAct(Endpoint):
    """An act on a whole call, which answers with the call."""

    http_method_names = ["post", "options"]

    def done(self, request, perform, made=False):
        """Do it once, and answer; what is made has an address of its own."""

        def answer():
            row = perform()
            return created(shown(row), "batch_detail", row.pk) if made else Response(shown(row))

        return once(request, answer)


class BatchCopy(BatchAct):
    """Open a call like this one."""

    @extend_schema(
        tags=["challenge"],
        operation_id="batch_copy",
        request=BatchCopying,
        responses=answers(BatchRow, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        data, batch = self.validated(BatchCopying), own(self.viewer, pk)
        return self.done(request, lambda: life.copy(batch, by=self.viewer, at=now(), **data), made=True)


class BatchClose(BatchAct):
    """Close a call in which everything has its result."""

    @extend_schema(
        tags=["challenge"], operation_id="batch_close", request=None, responses=answers(BatchRow), parameters=[KEY]
    )
    def post(self, request, pk):
        batch = own(self.viewer, pk)
        return self.done(request, lambda: life.close(batch, by=self.viewer, at=now()))


class BatchReopen(BatchAct):
    """Take the closing of a call back."""

    @extend_schema(
        tags=["challenge"],
        operation_id="batch_reopen",
        request=Reopening,
        responses=answers(BatchRow),
        parameters=[KEY],
    )
    def post(self, request, pk):
        data, batch = self.validated(Reopening), own(self.viewer, pk)
        return self.done(request, lambda: life.reopen(batch, by=self.viewer, at=now(), **data))
