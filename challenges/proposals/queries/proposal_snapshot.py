"""The whole of a proposal at one moment, as plain data with one spelling, so that anybody can check its hash."""

import hashlib
import json

from challenges.proposals.models import SectionKey


def snapshot(proposal) -> dict:
    """Return everything that is handed in: sections, consortium, declarations, attachments with their hashes."""
    return {
        "challenge": proposal.challenge.number,
        "edition": proposal.edition,
        "organisation": proposal.organisation.uscc,
        "sections": {section.key: section.data for section in proposal.sections.order_by("key")},
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


def canonical(data) -> bytes:
    """Return the one spelling of plain data: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(data) -> str:
    """Return the SHA-256 of the one spelling of plain data, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def sections_of(kept: dict) -> dict:
    """Return the sections of a kept snapshot, every key present."""
    return {key: kept.get("sections", {}).get(key, {}) for key in SectionKey.values}
