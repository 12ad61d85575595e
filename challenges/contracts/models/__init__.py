"""The data of this domain."""

from challenges.contracts.models.contract import Contract, Party, PartyRole
from challenges.contracts.models.milestone import Evidence, LeadOpinion, Milestone, Progress
from challenges.contracts.models.payment import BankRow, MoneySource, Payment
from challenges.contracts.models.terms import ContractIndicator, ContractPart, Promise
from challenges.contracts.models.version import Acceptance, ContractVersion, Signature

__all__ = [
    "Acceptance",
    "BankRow",
    "Contract",
    "ContractIndicator",
    "ContractPart",
    "ContractVersion",
    "Evidence",
    "LeadOpinion",
    "Milestone",
    "MoneySource",
    "Party",
    "PartyRole",
    "Payment",
    "Progress",
    "Promise",
    "Signature",
]
