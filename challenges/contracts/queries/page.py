"""A contract as one reader sees it: the text on the table, the sides with what they did, and for some the talks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from challenges.contracts.access.contract import side_of, talks_visible_to
from challenges.contracts.models import Contract, ContractVersion, Party, Signature
from challenges.contracts.queries.standing import sides, signatures, sme_share
from challenges.contracts.states.contract import OPEN_TEXT, ContractState
from challenges.core.periods import day_of
from challenges.proposals.queries.consortium import shown


@dataclass(frozen=True)
class Side:
    """A side of the contract: whether it accepted the text on the table, and its signature where one stands."""

    party: Party
    accepted_at: datetime | None
    signature: Signature | None
    # Whose move it is: to accept or answer the text, or to sign it.
    turn: bool
    mine: bool


@dataclass(frozen=True)
class ContractPage:
    """What a page or an endpoint shows. `versions` are for the two sides and the organiser, the newest first."""

    contract: Contract
    version: ContractVersion
    sides: list[Side]
    versions: list[ContractVersion]
    mine: Side | None
    # Of the money in %, as the firms are classified now, and the least of the rules.
    sme_share: str
    sme_least: int

    @property
    def content(self) -> dict[str, Any]:
        """Return the text on the table as plain data."""
        return dict(self.version.content)

    @property
    def waiting(self) -> list[Side]:
        """Return the sides whose move it is."""
        return [side for side in self.sides if side.turn]


def page(viewer, contract: Contract, at: datetime) -> ContractPage:
    """Return a contract for a viewer who may see it, at this moment, in a fixed number of queries."""
    version = contract.versions.select_related("party__organisation", "by").order_by("-number")[0]
    accepted = dict(version.acceptances.values_list("party_id", "at"))
    signed = signatures(contract)
    parties = sides(contract)
    own = side_of(viewer, parties)
    unsigned = [row.pk for row in parties if row.pk not in signed]
    found = [
        Side(
            party=row,
            accepted_at=accepted.get(row.pk),
            signature=signed.get(row.pk),
            turn=(contract.state in OPEN_TEXT and row.pk not in accepted)
            or (contract.state == ContractState.SIGNING and unsigned[:1] == [row.pk]),
            mine=own is not None and own.pk == row.pk,
        )
        for row in parties
    ]
    versions: list[ContractVersion] = []
    if talks_visible_to(viewer).filter(pk=contract.pk).exists():
        versions = list(
            contract.versions.select_related("party__organisation", "by").defer("content").order_by("-number")
        )
    return ContractPage(
        contract=contract,
        version=version,
        sides=found,
        versions=versions,
        mine=next((side for side in found if side.mine), None),
        sme_share=shown(sme_share(contract)),
        sme_least=contract.challenge.rules_on(day_of(at))["sme_share"],
    )
