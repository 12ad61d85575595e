"""What proposals and their parts look like over the API."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from challenges.core.api.shapes import FOUND, Act, Named, draft_of
from challenges.files.api.file_body import FileRow
from challenges.proposals.models import SectionKey
from challenges.proposals.queries import proposal_sections as parts
from challenges.proposals.states import MemberState, ProposalState


class Receipt(TypedDict):
    """The receipt of the submission: its number, and the SHA-256 of what was handed in."""

    number: str | None
    sha256: str


def typed_as(name: str, fields, meaning: str, **more) -> Any:
    """Return the shape of what is typed into these fields: each a text, any of them missing in a draft."""
    return draft_of(name, [field.name for field in fields], str, meaning, **more)


# A section is kept as it is typed. These are the members that pages write and checks read; money is in 万元.
Basics = typed_as("Basics", parts.BASICS, "Section `basics`: summary and people.")
Route = typed_as("Route", parts.ROUTE, "Section `route`: the technical plan.")
Commitment = typed_as("Commitment", parts.COMMITMENT, "What is promised for one indicator.")
Stage = typed_as("Stage", parts.SCHEDULE, "When a milestone is reached (month from the start), and what comes of it.")
Right = typed_as("Right", parts.BACKGROUND, "One right that is brought along.")
TeamPerson = typed_as("TeamPerson", parts.PERSON, "One person of the team; months are person-months.")
Amounts = draft_of("Amounts", parts.SOURCES, str, "Amounts by source, in 万元 (10,000 yuan, CNY).")
Cells = draft_of("Cells", parts.CATEGORIES, Amounts, "Amounts by category and source.")
DeclaredKinds = draft_of("DeclaredKinds", parts.DECLARATIONS, bool, "Section `declarations`: what is declared.")
IP_MEANT = "Section `ip`: freedom to operate, and the rights that are brought along."
Ip = typed_as("Ip", parts.IP, IP_MEANT, background=NotRequired[list[Right]])


class Budget(TypedDict, total=False):
    """Section `budget`: amounts in 万元 by category and source, and the sums by source."""

    cells: Cells
    sources: Amounts
    note: str


class Team(TypedDict, total=False):
    """Section `team`."""

    people: list[TeamPerson]


class ConsortiumNote(TypedDict, total=False):
    """Section `consortium`; the members are rows of their own."""

    note: str


SECTIONS = {
    "basics": FOUND.schema(Basics),
    "route": FOUND.schema(Route),
    "commitments": FOUND.map("Commitments", Commitment, "Section `commitments`, by indicator id."),
    "schedule": FOUND.map("Schedule", Stage, "Section `schedule`, by milestone id."),
    "budget": FOUND.schema(Budget),
    "ip": FOUND.schema(Ip),
    "team": FOUND.schema(Team),
    "declarations": FOUND.schema(DeclaredKinds),
    "consortium": FOUND.schema(ConsortiumNote),
}


class SectionText(TypedDict):
    """A section as it stands, in the shape that bears its key; who reads blind is told no version."""

    data: dict[str, Any]
    version: NotRequired[int]


class SavedSection(TypedDict):
    """A section as it was saved, in the shape that bears its key."""

    key: SectionKey
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
    proposal_id: int
    organisation: Named
    state: MemberState
    share: Decimal | None
    task: str
    can: list[Act]


class QualificationPoint(TypedDict):
    """A condition: what it asks, what the machine finds and an officer found, on which fact or document."""

    key: str
    requirement: str
    machine: str
    found: str
    result: str
    note: str


class Qualification(TypedDict):
    """The formal check, condition by condition; who checked and confirmed is told to the organiser alone."""

    result: str
    conditions: list[QualificationPoint]
    checked_by: NotRequired[str]
    checked_at: NotRequired[datetime | None]
    confirmed_by: NotRequired[str]
    confirmed_at: NotRequired[datetime | None]


class ComplaintRow(TypedDict):
    """A complaint of the result; `disputed` has keys of conditions or codes of reasons, `outcome` is "" while open."""

    disputed: list[str]
    text: str
    filed_at: datetime
    outcome: str
    decision: str
    decided_at: datetime | None


class ProposalResult(TypedDict):
    """The official result, as far as the reader may know it."""

    score: Decimal
    rank: int | None
    passed: bool


class ProposalDetail(TypedDict):
    """A proposal; `layer` says how much of it the reader is shown, `blind` the matter alone."""

    id: int
    challenge_id: int
    layer: str
    state: NotRequired[ProposalState]
    version: NotRequired[int]
    updated_at: NotRequired[datetime]
    due_at: NotRequired[datetime | None]
    organisation: NotRequired[Named]
    submitted_at: NotRequired[datetime | None]
    receipt: NotRequired[Receipt]
    closes_at: NotRequired[datetime | None]
    provisional: NotRequired[list[str]]
    summary: NotRequired[str]
    edition: NotRequired[int]
    sections: NotRequired[dict[str, SectionText]]
    members: NotRequired[list[MemberRow]]
    attachments: NotRequired[list[FileRow]]
    attachments_withheld: NotRequired[int]
    result: NotRequired[ProposalResult | None]
    qualification: NotRequired[Qualification]
    complaint_until: NotRequired[datetime | None]
    complaints: NotRequired[list[ComplaintRow]]
    can: list[Act]


class SectionProblem(TypedDict):
    """Something that stands between a draft and its submission."""

    field: str
    message: str
    code: str
