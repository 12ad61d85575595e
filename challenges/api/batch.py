"""Batches over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.access.challenge import visible_to
from challenges.models import Batch
from notifications.clock import now

from .resource import OBJECT, Endpoint


class Batches(Endpoint):
    """The batches that collect needs or have published challenges."""

    @extend_schema(tags=["challenge"], operation_id="batch_list", responses=OBJECT)
    def get(self, request):
        rows = Batch.objects.filter(challenges__in=visible_to(self.viewer)) | Batch.objects.filter(
            organiser_id=self.viewer.organisation_id
        )
        rows |= Batch.objects.filter(collect_from__lte=now(), collect_until__gte=now())
        fields = ("id", "code", "name", "name_en", "organiser_id", "collect_from", "collect_until")
        return Response({"items": list(rows.distinct().order_by("-collect_from", "-id").values(*fields)[:200])})
