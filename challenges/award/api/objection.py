"""Objections over the API."""

from dataclasses import asdict
from typing import NotRequired, TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema

from accounts.models import Organisation
from challenges.award.access import objection as access
from challenges.award.actions import objecting
from challenges.award.api import award_bodies
from challenges.award.models import Objection
from challenges.award.queries.outcome import outcomes
from challenges.award.states.objection import ObjectionState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, ListEndpoint, described
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.queries.provisional import provisional
from challenges.core.relation import is_from
from challenges.files.api.attachment import attachments_view
from challenges.listing.access import challenge as challenge_access
from notifications.clock import now

FILTERS = {
    "state": Filter("state__in", filters.one_of(ObjectionState)),
    "challenge_id": Filter("challenge_id", filters.whole),
}


COLUMNS = ("id", "state", "number", "challenge_id", "filed_at", "due_at", "updated_at")
SHOWN = (
    *("id", "state", "number", "name", "phone", "standing", "standing_text"),
    *("matter", "matter_text", "text", "source", "remedy_kind", "remedy"),
    *("filed_at", "register_note", "due_at", "decision", "decided_at"),
    *("review_until", "review_side", "review_asked_at", "review_text", "review_decision", "reviewed_at"),
)


# What only those read who read the objection in full: who objected, and in which words.
WHOLE = frozenset(
    {"name", "phone", "standing", "standing_text", "matter_text", "text", "source", "remedy_kind", "remedy"}
    | {"filed_at", "organisation"}
)


class Foreseen(TypedDict):
    """What a decision that is open to the desk would bring about: the verb, where the matter would go, in sentences."""

    verb: str
    back_to: str
    label: str
    lines: list[str]


class Objector(TypedDict):
    """The firm that the objector acted for, and whether it is verified now."""

    id: int
    name: str
    verified: bool


@described("objection", "objection_list", "Objections the caller may read")
class ObjectionList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("ObjectionRow", Objection, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the objections the caller may read."""
        return access.visible_to(self.viewer)


class ObjectionRows(DetailEndpoint):
    """What all endpoints of one objection share."""

    shape = row_of(
        "ObjectionDetail",
        Objection,
        SHOWN,
        maybe=("register_note", "review_text", *WHOLE),
        challenge_id=int,
        organisation=NotRequired[Objector | None],
        outcomes=NotRequired[list[Foreseen]],
        provisional=list[str],
        can=list[Act],
    )

    def visible(self):
        """Return the objections the caller may read."""
        return access.visible_to(self.viewer).select_related("challenge", "organisation")

    def show(self, row):
        """Return the objection, to a firm that was only asked about it without who objected and in which words."""
        body = {name: getattr(row, name) for name in SHOWN}
        body |= {"challenge_id": row.challenge_id, "organisation": objector(row.organisation)}
        hidden = set() if access.reads_whole(self.viewer, row) else set(WHOLE)
        if not is_from(self.viewer, row.challenge.organiser_id):
            hidden.add("register_note")
        if not access.reads_review(self.viewer, row):
            hidden.add("review_text")
        body = {name: value for name, value in body.items() if name not in hidden}
        if is_from(self.viewer, row.challenge.organiser_id):
            body["outcomes"] = [asdict(one) for one in outcomes(row, now())]
        return body | {"provisional": provisional(body)}


def objector(firm: Organisation | None) -> Objector | None:
    """Return the objector's firm; None for whoever acted for none."""
    return None if firm is None else {"id": firm.pk, "name": firm.name, "verified": firm.verified}


ObjectionFiles = attachments_view(ObjectionRows, "objection")


@described("objection", "objection_detail", "One objection")
class ObjectionDetail(ObjectionRows):
    """One objection."""


class ObjectionCreate(ObjectionRows):
    """File an objection against the publicity of a challenge."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["objection"],
        operation_id="objection_create",
        request=award_bodies.Objection,
        responses=answers(ObjectionRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        given = self.validated(award_bodies.Objection)
        read = given.pop("read")
        said = objecting.Statement(**given)
        return once(
            request,
            lambda: self.answer(objecting.file(challenge, said, by=self.viewer, at=now(), read=read), status_code=201),
        )
