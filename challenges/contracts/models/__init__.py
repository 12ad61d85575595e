"""The data of this domain."""

from challenges.contracts.models.contract import Contract, Party, PartyRole
from challenges.contracts.models.terms import ContractIndicator, ContractPart, Promise
from challenges.contracts.models.version import Acceptance, ContractVersion, Signature

__all__ = [
    "Acceptance",
    "Contract",
    "ContractIndicator",
    "ContractPart",
    "ContractVersion",
    "Party",
    "PartyRole",
    "Promise",
    "Signature",
]
