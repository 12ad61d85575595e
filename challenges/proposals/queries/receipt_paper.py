"""The receipt 回执 as a paper: what a firm shows when it must prove what it handed in, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from challenges.core.models import SignedFrom
from challenges.proposals.access import proposal as access
from challenges.proposals.models import Proposal, ProposalVersion
from challenges.proposals.queries.proposal_diff import shown_to
from challenges.proposals.queries.proposal_snapshot import canonical, digest
from challenges.proposals.states import ProposalState
from notifications.models import Event

# Who holds the receipt: the firms of the proposal, and the organiser once it is opened.
HOLDERS = frozenset({"leader", "member", "organiser"})
# Who reads from where it was signed.
ORIGIN_READERS = frozenset({"leader", "organiser.supervisor"})


@dataclass(frozen=True)
class Paper:
    """Everything the paper says. `at` is aware; `sha256` is the hash of the text that `text_of` hands out.

    `capacity` is `signer`, who signs for the firm by their role, or `delegate`, who does by a written delegation.
    `signed_from` is the address and device of the request, for the firm itself and the organiser's supervisor.
    `files` are what was handed in, with name, size in bytes and SHA-256, as far as this reader may know of them;
    `withheld` counts the others. `has_text` says whether this reader may have the text.
    """

    proposal: Proposal
    number: str
    sha256: str
    at: datetime
    edition: int
    signer: str
    capacity: str
    members: list[dict]
    files: list[dict]
    withheld: int
    size: int
    has_text: bool
    taken_back: bool
    signed_from: SignedFrom | None


def paper_of(viewer, pk: int) -> Paper:
    """Return the receipt of a proposal; 404 for who does not hold it, or where nothing was handed in."""
    proposal, version = held(viewer, pk)
    kept = version.snapshot
    shown = shown_to(viewer, proposal, kept)
    signing = Event.objects.filter(noun="proposal", subject_id=proposal.pk, name="proposal.submitted")
    last = signing.select_related("signed_from").order_by("-id").first()
    traced = ORIGIN_READERS & access.relations(viewer, proposal)
    return Paper(
        proposal=proposal,
        number=proposal.receipt_number or "",
        sha256=proposal.receipt_hash,
        at=version.at,
        edition=kept.get("edition", proposal.edition),
        signer=version.by.name if version.by else "",
        capacity=last.facts.get("capacity", "signer") if last else "signer",
        members=kept["members"],
        files=shown["attachments"],
        withheld=len(kept["attachments"]) - len(shown["attachments"]),
        size=len(canonical(kept)),
        has_text=shown == kept,
        taken_back=proposal.state == ProposalState.WITHDRAWN,
        signed_from=getattr(last, "signed_from", None) if traced else None,
    )


def text_of(viewer, pk: int) -> tuple[Proposal, bytes]:
    """Return the proposal and exactly the bytes whose SHA-256 stands on its receipt.

    404 for who does not hold the receipt, and for a partner to whom the leading firm did not open every file: the text
    names them all, and with a name left out it is no longer what the hash was taken of.
    """
    proposal, version = held(viewer, pk)
    if shown_to(viewer, proposal, version.snapshot) != version.snapshot:
        raise Http404
    return proposal, canonical(version.snapshot)


def held(viewer, pk: int) -> tuple[Proposal, ProposalVersion]:
    """Return the proposal and the version that its receipt is of, for its holders."""
    rows = access.visible_to(viewer).select_related("challenge__organiser", "challenge__lead", "organisation")
    proposal = get_object_or_404(rows.exclude(receipt_number=None), pk=pk)
    if not HOLDERS & access.relations(viewer, proposal):
        raise Http404
    version = proposal.versions.filter(reason="submit").select_related("by").order_by("-number").first()
    if version is None or digest(version.snapshot) != proposal.receipt_hash:
        raise Http404
    return proposal, version
