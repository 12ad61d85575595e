"""What changed in a proposal since it last came back, for whoever decides on it next."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from challenges.files.models import AttachmentKind
from challenges.proposals.models import Proposal
from challenges.proposals.queries.proposal_diff import Change, changes, shown_to
from challenges.proposals.queries.proposal_snapshot import snapshot
from challenges.proposals.states import WITH_THE_FIRM, ProposalState

# The texts that lay before the signer, and the one that lay before the officer who asked to cure something.
SIGNED = ("review", "submit")
ASKED = "supplement"


@dataclass(frozen=True)
class Since:
    """What changed since this moment; `idle` are the items asked for with which nothing came."""

    at: datetime
    changes: list[Change]
    idle: list[str] = field(default_factory=list)


def since_return(viewer: Any, proposal: Proposal, names: frozenset) -> Since | None:
    """Return what changed since the text last lay before whoever decides next; None where it never did.

    In the firm: since it last lay before the signer. With the organiser: since the firm was asked to cure something.
    `names` is what the viewer is to the proposal.
    """
    if proposal.state in WITH_THE_FIRM and "leader" in names:
        texts = list(proposal.versions.filter(reason__in=SIGNED)[:2])
        # What lies before the signer now was kept when it was sent to them.
        before = texts[1:2] if proposal.state == ProposalState.INTERNAL_REVIEW else texts[:1]
    elif names & {"leader", "member", "organiser"}:
        before = list(proposal.versions.filter(reason=ASKED)[:1])
    else:
        before = []
    if not before:
        return None
    old, new = shown_to(viewer, proposal, before[0].snapshot), shown_to(viewer, proposal, snapshot(proposal))
    idle = not_supplied(proposal, old, new) if before[0].reason == ASKED else []
    return Since(before[0].at, changes(proposal, old, new), idle)


def not_supplied(proposal: Proposal, before: dict, after: dict) -> list[str]:
    """Return the items asked for with which no new file came: by kind where it has one, all when nothing came."""
    old = {row["sha256"] for row in before.get("attachments", [])}
    came = {row["kind"] for row in after["attachments"] if row["sha256"] not in old}
    asked = [row["item"] for row in proposal.supplement.items]
    return [item for item in asked if item not in came and (item in AttachmentKind.values or not came)]
