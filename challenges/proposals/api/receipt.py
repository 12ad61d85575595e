"""The receipt over the API: what stands on it, and the text whose SHA-256 it carries."""

from datetime import datetime
from typing import Literal, TypedDict

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.core.api.resource import Endpoint
from challenges.core.api.shapes import Named, answers
from challenges.proposals.queries.receipt_paper import Paper, paper_of, text_of

TEXT = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class ReceiptFile(TypedDict):
    """A file that was handed in; the size is in bytes."""

    name: str
    kind: str
    size: int
    sha256: str


class Place(TypedDict):
    """From where it was signed: the address of the request, null where it is not known, and the device's own name."""

    address: str | None
    device: str


class ReceiptPaper(TypedDict):
    """A receipt: what was handed in to whom, when, signed by whom, with the SHA-256 of the whole text.

    `capacity` says whether the signer signs by their role or by a written delegation. `withheld` counts files that the
    leading firm did not open to the caller; then `text` is null, else it is where the text is handed out. `signed_from`
    is told to the firm and the organiser's supervisor.
    """

    number: str
    sha256: str
    submitted_at: datetime
    challenge_number: str
    challenge_title: str
    edition: int
    organiser: Named
    organisation: Named
    credit_code: str
    signer: str
    capacity: Literal["signer", "delegate"]
    files: list[ReceiptFile]
    withheld: int
    size: int
    text: str | None
    taken_back: bool
    signed_from: Place | None


class ReceiptDetail(Endpoint):
    """The receipt of a proposal, for its firms, and for the organiser once it is opened."""

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_receipt",
        responses=answers(ReceiptPaper),
        summary="The receipt of what was handed in",
    )
    def get(self, request, pk):
        paper = paper_of(self.viewer, pk)
        return Response(body_of(paper, request.build_absolute_uri("text/") if paper.has_text else None))


class ReceiptText(Endpoint):
    """The text that was handed in, byte by byte as its SHA-256 was taken."""

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_receipt_text",
        responses=TEXT,
        summary="Exactly the bytes whose SHA-256 stands on the receipt",
    )
    def get(self, request, pk):
        proposal, text = text_of(self.viewer, pk)
        return handed_out(proposal.receipt_number or "", text)


def handed_out(number: str, text: bytes) -> HttpResponse:
    """Return the answer that carries the text of a receipt, to be saved under its number and by nobody kept."""
    answer = HttpResponse(text, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{number}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store, no-transform"
    return answer


def body_of(paper: Paper, text: str | None) -> dict:
    """Return the receipt as it is shown."""
    proposal, place = paper.proposal, paper.signed_from
    return {
        "number": paper.number,
        "sha256": paper.sha256,
        "submitted_at": paper.at,
        "challenge_number": proposal.challenge.number or "",
        "challenge_title": proposal.challenge.title,
        "edition": paper.edition,
        "organiser": {"id": proposal.challenge.organiser_id, "name": proposal.challenge.organiser.name},
        "organisation": {"id": proposal.organisation_id, "name": proposal.organisation.name},
        "credit_code": proposal.organisation.uscc,
        "signer": paper.signer,
        "capacity": paper.capacity,
        "files": paper.files,
        "withheld": paper.withheld,
        "size": paper.size,
        "text": text,
        "taken_back": paper.taken_back,
        "signed_from": {"address": place.address, "device": place.device} if place else None,
    }
