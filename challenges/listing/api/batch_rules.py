"""The rules of a call over the API."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.response import Response

from accounts.content.kinds import KINDS
from accounts.roles import ROLES
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, Endpoint, described
from challenges.core.api.shapes import answers, items_of
from challenges.core.api.typed import Body, Day, Whole
from challenges.core.queries.rules import BOOK, HIGHEST_FEE, YEAR, Rule
from challenges.files.models import AttachmentKind
from challenges.listing.actions import batch_rules
from challenges.listing.api.batch import own
from challenges.listing.queries.batch_rules import standing
from notifications.clock import day_of, now


def field_of(rule: Rule) -> s.Field:
    """Return the field of a rule: a number within its bounds, or what its kind asks for; null gives it up."""
    free: dict[str, Any] = {"required": False, "allow_null": True}
    lists: dict[str, Callable[[], s.Field]] = {
        "days": lambda: Whole(min_value=0, max_value=YEAR),
        "chain": lambda: s.ChoiceField(choices=list(ROLES["organiser"])),
        "files": lambda: s.ChoiceField(choices=AttachmentKind.choices),
        "types": lambda: s.ChoiceField(choices=list(KINDS)),
        "fee": lambda: Whole(min_value=0, max_value=HIGHEST_FEE),
        "bands": lambda: s.ListField(child=Whole(min_value=0, allow_null=True), min_length=2, max_length=2),
    }
    if rule.kind in lists:
        return s.ListField(child=lists[rule.kind](), max_length=20, **free)
    bounds = (0, 1) if rule.kind == "yes" else (rule.least, rule.most)
    return Whole(min_value=bounds[0], max_value=bounds[1], **free)


RuleValues = type(
    "RuleValues",
    (Body,),
    {
        "__doc__": "Rules by their keys; null goes back to what the organiser or the platform says.",
        "__module__": __name__,
    }
    | {key: field_of(rule) for key, rule in BOOK.items()},
)


class RuleChange(Body):
    """Rules of the call from a day on; without one, from the first on which they may hold."""

    values = RuleValues()
    effective_from = Day(required=False, allow_null=True, default=None)
    basis = s.CharField(max_length=240, allow_blank=True, default="")


class RuleLine(TypedDict):
    """One rule as it stands today."""

    key: str
    label: str
    value: Any
    own: bool
    basis: str
    since: date | None


@described("challenge", "batch_rules", "The rules of a call", shape=items_of(RuleLine))
class BatchRules(Endpoint):
    """The rules of a call with whose they are."""

    def get(self, request, pk):
        return Response(rules_of(own(self.viewer, pk)))

    @extend_schema(
        tags=["challenge"],
        operation_id="batch_rules_change",
        request=RuleChange,
        responses=answers(items_of(RuleLine)),
        parameters=[KEY],
    )
    def post(self, request, pk):
        data = self.validated(RuleChange)
        batch = own(self.viewer, pk)

        def perform():
            batch_rules.change(batch, by=self.viewer, at=now(), **data)
            return Response(rules_of(batch))

        return once(request, perform)


def rules_of(batch) -> dict:
    """Return the rules of a call as they stand today."""
    found = standing(batch, day_of(now()))
    names = ("value", "own", "basis", "since")
    return {
        "items": [
            {"key": key, "label": str(BOOK[key].label)} | {name: getattr(one, name) for name in names}
            for key, one in found.items()
        ]
    }
