"""The data of this domain."""

from challenges.proposals.models.proposal import (
    HANDED_IN_AT,
    Complaint,
    Declaration,
    Member,
    Proposal,
    ProposalVersion,
    Section,
    SectionKey,
    Supplement,
)
from challenges.proposals.models.team import TeamAnswer, TeamRequest

__all__ = [
    "HANDED_IN_AT",
    "Complaint",
    "Declaration",
    "Member",
    "Proposal",
    "ProposalVersion",
    "Section",
    "SectionKey",
    "Supplement",
    "TeamAnswer",
    "TeamRequest",
]
