"""An organiser's ledgers over the API: lists by cursor, and files."""

from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.http import Http404, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s

from challenges.award.models import ObjectionMatter
from challenges.award.states.objection import ObjectionState
from challenges.core.api.filters import PAGING, unreadable
from challenges.core.api.pagination import respond, size_of
from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import Wan, answers, page_of
from challenges.core.api.typed import Body
from challenges.core.queries.board import UnknownFilter
from challenges.core.queries.sheets import CSV, XLSX
from challenges.desk.access import keeps_ledger
from challenges.desk.actions.ledger import export
from challenges.desk.queries.call_words import next_words, turn
from challenges.desk.queries.ledger_sheet import LEDGERS
from challenges.listing.models import Mode
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState
from notifications.clock import now

# What the pages call a parameter.
PAGES = {"batch_id": "batch", "challenge_id": "challenge", "field_code": "field", "region_code": "region"}
CALLED = {ours: theirs for theirs, ours in PAGES.items()} | {"after": "cursor"}
FILE = {(200, XLSX): OpenApiTypes.BINARY, (200, CSV.partition(";")[0]): OpenApiTypes.BINARY, 404: None}


def called(kind: str) -> tuple[str, ...]:
    """Return what the filters of a ledger are called here."""
    return tuple(CALLED.get(name, name) for name in LEDGERS[kind].board.filters.names() if name != "after")


class LedgerChallenge(TypedDict):
    """A challenge in the ledger.

    `proposal_count` is null until they were opened; `winners` stand in it from the publicity on.
    """

    id: int
    number: str | None
    title: str
    state: ChallengeState
    since: datetime | None
    lead_id: int
    lead_name: str
    batch_id: int
    mode: Mode
    race_slots: int
    total_wan: Wan
    next: str
    turn: str
    due_at: datetime | None
    late: bool
    closes_at: datetime | None
    published_at: datetime | None
    proposal_count: int | None
    winners: list[str]


class LedgerProposal(TypedDict):
    """An opened proposal in the ledger; score and rank are null until its panel is locked."""

    id: int
    receipt_number: str | None
    organisation_name: str
    partners: list[str]
    challenge_id: int
    batch_id: int
    state: ProposalState
    since: datetime | None
    submitted_at: datetime | None
    check_result: str
    due_at: datetime | None
    late: bool
    score: Decimal | None
    rank: int | None
    awarded_at: datetime | None


class LedgerObjection(TypedDict):
    """An objection in the ledger: its clock, what is to be done next, and how many firms were asked and answered."""

    id: int
    number: str
    challenge_id: int
    batch_id: int
    matter: ObjectionMatter
    state: ObjectionState
    since: datetime | None
    filed_at: datetime
    next: str
    due_at: datetime | None
    late: bool
    asked: int
    answered: int


def challenge_item(line: Any) -> dict:
    """Return a line of the challenges as the interface tells it."""
    row, place = line.row, line.place
    same = ("id", "number", "title", "state", "lead_id", "lead_name", "batch_id", "mode", "race_slots", "total_wan")
    more = {name: getattr(row, name) for name in (*same, "closes_at", "published_at")}
    return more | {
        "since": line.since,
        "next": next_words(place),
        "turn": str(turn(place)),
        "due_at": place.due,
        "late": line.late,
        "proposal_count": line.proposals,
        "winners": [one.name for one in line.winners],
    }


def proposal_item(line: Any) -> dict:
    """Return a line of the proposals as the interface tells it."""
    same = ("id", "receipt_number", "challenge_id", "batch_id", "state", "submitted_at", "check_result", "due_at")
    more = {name: getattr(line.row, name) for name in (*same, "score", "rank", "awarded_at")}
    partners = [name for name, _name_en in line.partners]
    return more | {
        "organisation_name": line.row.firm,
        "partners": partners,
        "since": line.since,
        "late": line.late,
    }


def objection_item(line: Any) -> dict:
    """Return a line of the objections as the interface tells it."""
    same = ("id", "number", "challenge_id", "batch_id", "matter", "state", "filed_at", "asked", "answered")
    more = {name: getattr(line.row, name) for name in same}
    return more | {"since": line.since, "next": line.next, "due_at": line.due, "late": line.late}


class LedgerEndpoint(Endpoint):
    """What all share: whoever acts for no organiser meets nothing."""

    kind = ""

    def initial(self, request, *args, **kwargs):
        """Ask who calls, and whether there is a ledger for them."""
        super().initial(request, *args, **kwargs)
        if not keeps_ledger(self.viewer):
            raise Http404

    def lines(self, request):
        """Return the lines of a page as its filters find them, and where the next one begins."""
        given = {PAGES.get(name, name): value for name, value in request.query_params.items()}
        given["after"] = given.pop("cursor", "")
        ledger = LEDGERS[self.kind]
        try:
            page = ledger.page(self.viewer, ledger.board.filters.read(given), now(), size_of(request))
        except UnknownFilter as wrong:
            name = CALLED.get(str(wrong), str(wrong))
            raise unreadable(name, request.query_params.get(name, "")) from wrong
        return page.lines, page.following


def listing(kind: str, row: Any):
    """Describe the list of a ledger in the document."""
    return extend_schema(
        tags=["ledger"],
        operation_id=f"ledger_{kind}_list",
        summary=f"The {kind} an organiser answers for, in every state",
        parameters=[
            *(OpenApiParameter(name, str) for name in (*called(kind), "cursor")),
            OpenApiParameter("limit", int),
        ],
        responses={**answers(page_of(row)), 404: None},
    )


class ChallengeLedger(LedgerEndpoint):
    """The challenges."""

    kind = "challenges"
    parameters = (*called("challenges"), *PAGING)

    @listing("challenges", LedgerChallenge)
    def get(self, request):
        lines, following = self.lines(request)
        return respond(request, [challenge_item(line) for line in lines], following)


class ProposalLedger(LedgerEndpoint):
    """The proposals, from their opening on."""

    kind = "proposals"
    parameters = (*called("proposals"), *PAGING)

    @listing("proposals", LedgerProposal)
    def get(self, request):
        lines, following = self.lines(request)
        return respond(request, [proposal_item(line) for line in lines], following)


class ObjectionLedger(LedgerEndpoint):
    """The objections."""

    kind = "objections"
    parameters = (*called("objections"), *PAGING)

    @listing("objections", LedgerObjection)
    def get(self, request):
        lines, following = self.lines(request)
        return respond(request, [objection_item(line) for line in lines], following)


class LedgerExport(Body):
    """Which rows, as what, and why; the filters are those of the list."""

    format = s.ChoiceField(choices=("xlsx", "csv"))
    reason = s.CharField()
    filters = s.DictField(child=s.CharField(allow_blank=True), default=dict, help_text="As in the list's address.")


class ExportEndpoint(LedgerEndpoint):
    """A ledger as a file; who took it, and why, is on record."""

    def file(self):
        """Return the file."""
        body = self.validated(LedgerExport)
        words = {PAGES.get(name, name): value for name, value in body["filters"].items()}
        given = {"words": words, "form": body["format"], "reason": body["reason"]}
        made = export(LEDGERS[self.kind], by=self.viewer, at=now(), **given)
        headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
        return StreamingHttpResponse(made.pieces, content_type=made.content_type, headers=headers)


class ChallengeExport(ExportEndpoint):
    """The challenges as a file."""

    kind = "challenges"

    @extend_schema(tags=["ledger"], operation_id="ledger_challenges_export", request=LedgerExport, responses=FILE)
    def post(self, request):
        return self.file()


class ProposalExport(ExportEndpoint):
    """The proposals as a file."""

    kind = "proposals"

    @extend_schema(tags=["ledger"], operation_id="ledger_proposals_export", request=LedgerExport, responses=FILE)
    def post(self, request):
        return self.file()


class ObjectionExport(ExportEndpoint):
    """The objections as a file."""

    kind = "objections"

    @extend_schema(tags=["ledger"], operation_id="ledger_objections_export", request=LedgerExport, responses=FILE)
    def post(self, request):
        return self.file()
