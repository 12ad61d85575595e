"""A file as the interface shows it: its state, what the check found and where, and who reads it."""

from accounts.content.words import sentence
from challenges.files.access import READERS, visible_to


def file_body(file) -> dict:
    """Return one file; findings carry a code and place for programs, and a sentence for people."""
    body = {
        "id": file.pk,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "sha256": file.sha256,
        "state": file.scan_state,
        "findings": [{**found, "message": sentence(found)} for found in file.findings],
    }
    if file.proposal_id:
        body["readers"] = [name for name in READERS if getattr(file, f"for_{name}")]
    return body


def files_of(viewer, owner) -> list[dict]:
    """Return the files of an owner that this viewer sees."""
    return [file_body(file) for file in visible_to(viewer).filter(**{owner.noun: owner}).order_by("pk")]
