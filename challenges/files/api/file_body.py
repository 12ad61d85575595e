"""A file as the interface shows it: its state, what the check found and where, and who reads it."""

from typing import Literal, NotRequired, TypedDict

from accounts.content.words import sentence
from challenges.files.access import READERS, visible_to
from challenges.files.models import AttachmentKind, ScanState


class Finding(TypedDict):
    """What the check found: a code and a place for programs, a sentence for people."""

    code: str
    level: NotRequired[str]
    place: NotRequired[str]
    page: NotRequired[int]
    object: NotRequired[int]
    name: NotRequired[str]
    message: str


class FileRow(TypedDict):
    """One file with the state of its check; of a proposal's, who besides the organiser reads it."""

    id: int
    name: str
    kind: AttachmentKind
    size: int
    sha256: str
    state: ScanState
    findings: list[Finding]
    readers: NotRequired[list[Literal["consortium", "lead", "experts"]]]


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
