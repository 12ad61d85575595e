"""The dictionaries everybody reads: fields, regions, industries, and what the words of the code mean."""

from typing import TypedDict

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.models import Industry, Region, TechField
from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import FOUND, answers, is_enum, items_of, row_of

ENTRY = ("code", "name", "name_en")
Entry = row_of("DictionaryEntry", TechField, ENTRY, parent_code=str | None)


class Meant(TypedDict):
    """One value of an enumeration, and what it is called in the language of the request."""

    value: str | int
    label: str


class Enumeration(TypedDict):
    """An enumeration, by the name it has in the document."""

    name: str
    values: list[Meant]


def entries_of(model) -> Response:
    """Return all of a dictionary."""
    return Response({"items": list(model.objects.order_by("code").values(*ENTRY, parent_code=F("parent_id")))})


class Fields(Endpoint):
    """The dictionary of technology fields."""

    @extend_schema(tags=["dictionary"], operation_id="field_list", responses=answers(items_of(Entry)))
    def get(self, request):
        return entries_of(TechField)


class Regions(Endpoint):
    """The dictionary of regions (GB/T 2260); counties only partly."""

    @extend_schema(tags=["dictionary"], operation_id="region_list", responses=answers(items_of(Entry)))
    def get(self, request):
        return entries_of(Region)


class Industries(Endpoint):
    """The dictionary of industries (GB/T 4754)."""

    @extend_schema(tags=["dictionary"], operation_id="industry_list", responses=answers(items_of(Entry)))
    def get(self, request):
        return entries_of(Industry)


class Enumerations(Endpoint):
    """The enumerations of the document: what each value is called."""

    @extend_schema(tags=["dictionary"], operation_id="enumeration_list", responses=answers(items_of(Enumeration)))
    def get(self, request):
        known = [(name, FOUND.hints[name]) for name in sorted(FOUND.hints) if is_enum(FOUND.hints[name])]
        items = [
            {"name": name, "values": [{"value": value, "label": str(label)} for value, label in hint.choices]}
            for name, hint in known
        ]
        return Response({"items": items})
