"""What proposals and their parts look like over the API."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from challenges.core.api.shapes import Act, Named
from challenges.files.api.file_body import FileRow
from challenges.proposals.states import MemberState, ProposalState


class Receipt(TypedDict):
    """The receipt of the submission: its number, and the SHA-256 of what was handed in."""

    number: str | None
    sha256: str


class SectionText(TypedDict):
    """A section as it stands; who reads blind is told no version."""

    data: dict[str, Any]
    version: NotRequired[int]


class SavedSection(TypedDict):
    """A section as it was saved."""

    key: str
    data: dict[str, Any]
    version: int
    saved_at: datetime | None


class MemberRow(TypedDict):
    """A place in the consortium; the share is in percent."""

    id: int
    organisation: Named
    state: MemberState
    share: Decimal | None
    task: str
    leader: bool


class MemberDetail(TypedDict):
    """A place in a consortium; the share is in percent."""

    id: int
    proposal: int
    organisation: Named
    state: MemberState
    share: Decimal | None
    task: str
    can: list[Act]


class ProposalResult(TypedDict):
    """The official result, as far as the reader may know it."""

    score: Decimal
    rank: int | None
    passed: bool


class ProposalDetail(TypedDict):
    """A proposal; `layer` says how much of it the reader is shown, `blind` the matter alone."""

    id: int
    challenge: int
    layer: str
    state: NotRequired[ProposalState]
    version: NotRequired[int]
    updated_at: NotRequired[datetime]
    due_at: NotRequired[datetime | None]
    organisation: NotRequired[Named]
    submitted_at: NotRequired[datetime | None]
    receipt: NotRequired[Receipt]
    provisional: NotRequired[list[str]]
    summary: NotRequired[str]
    edition: NotRequired[int]
    sections: NotRequired[dict[str, SectionText]]
    members: NotRequired[list[MemberRow]]
    attachments: NotRequired[list[FileRow]]
    attachments_withheld: NotRequired[int]
    result: NotRequired[ProposalResult | None]
    can: list[Act]


class SectionProblem(TypedDict):
    """Something that stands between a draft and its submission."""

    field: str
    message: str
    code: str
