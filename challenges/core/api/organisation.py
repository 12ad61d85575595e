"""Organisations, as those look them up who name one: partners of a proposal, ties of an expert, a lead firm."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import organisation as access
from accounts.models import Organisation
from accounts.roles import Kind
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import Endpoint, ListEndpoint, Own, described
from challenges.core.api.shapes import answers, row_of

COLUMNS = (
    *("id", "kind", "name", "name_en", "short_name", "uscc"),
    *("region_code", "industry_code", "size_class", "verification"),
)
FILTERS = {
    "q": Filter(
        lambda rows, value: rows.named_like(value),
        filters.text,
        "A part of the name, the English name or the pinyin; or the whole credit code.",
    ),
    "kind": Filter("kind__in", filters.one_of(Kind)),
    "region_code": Filter("region_code__startswith", filters.text, "Region code or its beginning."),
    "industry_code": Filter("industry_code__startswith", filters.text, "Industry code or its beginning."),
}
OrganisationRow = row_of("OrganisationRow", Organisation, COLUMNS)


@described("organisation", "organisation_list", "Organisations the caller may name, by name")
class Organisations(ListEndpoint, Own):
    columns = (*COLUMNS, "pinyin")
    order = "pinyin"
    filters = FILTERS
    shape = OrganisationRow

    def rows(self):
        """Return the organisations the caller may see."""
        return access.visible_to(self.viewer)

    def row(self, values):
        """Return one row without the key of the order."""
        return {name: values[name] for name in COLUMNS}


class OneOrganisation(Endpoint):
    """One organisation, as its page names it."""

    @extend_schema(
        tags=["organisation"],
        operation_id="organisation_detail",
        responses=answers(OrganisationRow),
        summary="One organisation",
    )
    def get(self, request, pk):
        row = get_object_or_404(access.visible_to(self.viewer), pk=pk)
        return Response({name: getattr(row, name) for name in COLUMNS})
