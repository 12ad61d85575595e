"""Contracts over the API: the list, the text on the table with its versions, and the acts of both sides."""

from datetime import datetime
from typing import Any, TypedDict

from accounts.models import Capacity
from challenges.contracts.access import contract as access
from challenges.contracts.actions import signing, talks
from challenges.contracts.api import contract_bodies as bodies
from challenges.contracts.models import Contract, PartyRole
from challenges.contracts.queries.changes import Wording
from challenges.contracts.queries.page import page
from challenges.contracts.states.contract import ContractState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, row_of
from notifications.clock import now

FILTERS = {
    "state": Filter("state__in", filters.one_of(ContractState)),
    "challenge_id": Filter("challenge_id", filters.whole),
}


def propose_text(row, *, by, at, read_version, note, indicators=(), parts=(), ip=None, promises=None, sections=None):
    """A side puts a new text on the table."""
    wording = Wording(
        indicators={one["position"]: one for one in indicators},
        parts={one["position"]: one["percent"] for one in parts},
        ip=dict(ip or {}),
        promises=promises,
        sections=dict(sections or {}),
        note=note,
    )
    return talks.propose_text(row, wording, by=by, at=at, read_version=read_version)


def accept_text(row, *, by, at, digest):
    """A side accepts the text it read."""
    return talks.accept_text(row, by=by, at=at, read=digest)


def sign(row, *, by, at, digest):
    """The signer whose turn it is signs the text they read."""
    return signing.sign(row, by=by, at=at, read=digest)


CONTRACT = (
    Transition("propose_text", "text", propose_text, bodies.ContractText),
    Transition("accept_text", "acceptance", accept_text, bodies.ReadContract),
    Transition("sign", "signature", sign, bodies.ReadContract, signs=True),
    Transition("reopen_text", "reopening", talks.reopen_text, bodies.ContractReopening),
    Transition("register_contract", "registration", signing.register_contract, bodies.ContractRegistration),
)
COLUMNS = (
    *("id", "state", "number", "challenge_id", "proposal_id", "slot", "enterprise", "fiscal", "other"),
    *("due_at", "sign_by", "effective_at", "created_at", "updated_at"),
)
SHOWN = (
    *("id", "state", "number", "slot", "edition", "months", "enterprise", "fiscal", "other"),
    *("due_at", "sign_by", "effective_at", "registration_number", "registered_on"),
)


class ContractSide(TypedDict):
    """A side of the contract and what it did with the text on the table; `turn` when its move is waited for."""

    organisation_id: int
    name: str
    role: PartyRole
    accepted_at: datetime | None
    signed_at: datetime | None
    signed_by_id: int | None
    capacity: Capacity | None
    turn: bool


class ContractVersionRow(TypedDict):
    """A version of the text, whose hash, of which firm; None for the first, which the system drafted."""

    number: int
    sha256: str
    note: str
    organisation_id: int | None
    by_id: int | None
    at: datetime


@described("contract", "contract_list", "Contracts of the caller's organisation, or of its calls")
class ContractList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("ContractRow", Contract, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the contracts the caller may see."""
        return access.visible_to(self.viewer)


class ContractRows(DetailEndpoint):
    """What all endpoints of one contract share."""

    shape = row_of(
        "ContractDetail",
        Contract,
        SHOWN,
        challenge_id=int,
        proposal_id=int,
        version=int,
        digest=str,
        content=dict[str, Any],
        sides=list[ContractSide],
        versions=list[ContractVersionRow],
        can=list[Act],
    )

    def visible(self):
        """Return the contracts the caller may see."""
        return access.visible_to(self.viewer).select_related(
            "challenge__batch", "proposal__organisation", "proposal__challenge"
        )

    def show(self, row):
        """Return the contract: the text on the table, its hash, and what each side did with it."""
        shown = page(self.viewer, row, now())
        return {
            **{name: getattr(row, name) for name in SHOWN},
            "challenge_id": row.challenge_id,
            "proposal_id": row.proposal_id,
            "version": shown.version.number,
            "digest": shown.version.sha256,
            "content": shown.content,
            "sides": [side_of(side) for side in shown.sides],
            "versions": [
                {
                    "number": one.number,
                    "sha256": one.sha256,
                    "note": one.note,
                    "organisation_id": one.party.organisation_id if one.party else None,
                    "by_id": one.by_id,
                    "at": one.at,
                }
                for one in shown.versions
            ],
        }


def side_of(side) -> ContractSide:
    """Return one side as it is told."""
    signature = side.signature
    return {
        "organisation_id": side.party.organisation_id,
        "name": side.party.organisation.name,
        "role": side.party.role,
        "accepted_at": side.accepted_at,
        "signed_at": signature.at if signature else None,
        "signed_by_id": signature.by_id if signature else None,
        "capacity": signature.capacity if signature else None,
        "turn": side.turn,
    }


@described("contract", "contract_detail", "One contract")
class ContractDetail(ContractRows):
    """One contract."""
