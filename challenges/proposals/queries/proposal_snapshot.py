"""The whole of a proposal at one moment, as plain data with one spelling, so that anybody can check its hash."""

import hashlib
import json

from challenges.core.noun import lends
from challenges.proposals.models import SectionKey
from challenges.proposals.queries.team import without_addresses


def snapshot(proposal) -> dict:
    """Return everything that is handed in: sections, consortium, declarations, attachments with their hashes.

    The mail addresses of the team are not handed in: they serve its firm to ask for consent.
    """
    return {
        "challenge": proposal.challenge.number,
        "edition": proposal.edition,
        "organisation": proposal.organisation.uscc,
        "sections": {section.key: handed_in(section) for section in proposal.sections.order_by("key")},
        "members": [
            {
                "organisation": member.organisation.uscc,
                "name": member.organisation.name,
                "leader": member.leader,
                "task": member.task,
                "share": str(member.share),
                "state": str(member.state),
            }
            for member in proposal.members.select_related("organisation").order_by("id")
        ],
        "declarations": [
            {
                "kind": row.kind,
                "text_version": row.text_version,
                "sha256": row.sha256,
                "by": row.by.name,
                "capacity": row.capacity,
                "at": row.at.isoformat(),
            }
            for row in proposal.declarations.select_related("by").order_by("kind")
        ],
        "attachments": [
            {"name": file.name, "kind": str(file.kind), "size": file.size, "sha256": file.sha256}
            for file in proposal.attachments.filter(removed_at=None).order_by("id")
        ],
    }


@lends("proposal", "signed")
def signed_proposal(proposal) -> dict:
    """Return what whoever signs for the firm binds it to."""
    return {"proposal": snapshot(proposal)}


@lends("member", "signed")
def signed_place(member) -> dict:
    """Return what a firm binds itself to that joins a consortium: for which proposal, with which task and share."""
    place = {"organisation": member.organisation.uscc, "task": member.task, "share": str(member.share)}
    return {"member": place | {"challenge": member.proposal.challenge_id, "proposal": member.proposal_id}}


def handed_in(section):
    """Return the document of a section as it is handed in."""
    return without_addresses(section.data) if section.key == SectionKey.TEAM else section.data


def canonical(data) -> bytes:
    """Return the one spelling of plain data: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(data) -> str:
    """Return the SHA-256 of the one spelling of plain data, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def sections_of(kept: dict) -> dict:
    """Return the sections of a kept snapshot, every key present."""
    return {key: kept.get("sections", {}).get(key, {}) for key in SectionKey.values}
