"""Experts, as those look them up who may ask or invite them; by the id that acts take, without mail or telephone."""

from typing import NotRequired, TypedDict

from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from accounts.access import expert as access
from accounts.models import ExpertCategory, ExpertProfile, Integrity, Verification
from accounts.models.expert import WorkLanguage
from accounts.queries import pool
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import ListEndpoint, Own, described
from notifications.clock import day_of, now

STANDING = ("available", "integrity", "verification")


class ExpertRow(TypedDict):
    """An expert; those who read the pool are told whether they may be asked now, too."""

    id: int
    name: str
    category: ExpertCategory
    title: str
    units: list[str]
    field_codes: list[str]
    languages: list[WorkLanguage]
    keywords: list[str]
    available: NotRequired[bool]
    integrity: NotRequired[Integrity]
    verification: NotRequired[Verification]


def looked_up(name: str):
    """Return the lookup of the pool's own filter of this name."""
    return lambda rows, value: pool.matching(rows, pool.Filters(**{name: value}), on=day_of(now()))


def asked(value: str) -> str:
    """Read whether those are meant who take invitations today."""
    return {"true": "yes", "false": "no"}[value]


FILTERS = {
    "q": Filter(looked_up("q"), filters.text, "A part of a name, of its pinyin, or of a unit where somebody works."),
    "field_code": Filter(looked_up("field"), filters.text, "Technology field code, with all below it."),
    "category": Filter("category__in", filters.one_of(ExpertCategory)),
    "available": Filter(looked_up("available"), asked, "`true`: takes invitations and is not away today."),
}


def shown_to(viewer, profiles: list[ExpertProfile]) -> list[dict]:
    """Return experts as this viewer reads them; where they work today comes with the profiles."""
    inside = access.reads_pool(viewer)
    today = day_of(now())
    return [
        {
            "id": profile.user_id,
            "name": profile.user.name,
            "category": profile.category,
            "title": profile.title,
            "units": list(pool.row(profile, today).units),
            "field_codes": profile.field_codes,
            "languages": profile.languages,
            "keywords": profile.keywords,
        }
        | ({name: getattr(profile, name) for name in STANDING} if inside else {})
        for profile in profiles
    ]


@described("expert", "pool_list", "Experts whom the caller may ask or invite, by name")
class Experts(ListEndpoint, Own):
    columns = ("id", "spelled")
    order = "spelled"
    filters = FILTERS
    shape = ExpertRow

    def rows(self):
        """Return the experts the caller may look up."""
        return access.askable_by(self.viewer)

    def shown(self, found):
        """Return the experts of a page in the same order."""
        rows = ExpertProfile.objects.select_related("user").prefetch_related("employments", "absences")
        profiles = rows.in_bulk([values["id"] for values in found])
        return shown_to(self.viewer, [profiles[values["id"]] for values in found])


@described("expert", "pool_expert", "One expert whom the caller may ask or invite", shape=ExpertRow)
class Expert(Own):
    """One expert, by the id that acts take: that of the person."""

    def get(self, request, pk):
        rows = access.askable_by(self.viewer).select_related("user").prefetch_related("employments", "absences")
        return Response(shown_to(self.viewer, [get_object_or_404(rows, user_id=pk)])[0])
