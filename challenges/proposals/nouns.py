"""The nouns of those who apply: proposals and the members of their consortia."""

from challenges.core.noun import Noun, register, takes
from challenges.proposals.access import proposal, proposal_files  # noqa: F401
from challenges.proposals.actions import challenge_close, check_many, proposal_recount, team_own  # noqa: F401
from challenges.proposals.actions.proposal_check import supplement_lapsed
from challenges.proposals.models import Member, Proposal
from challenges.proposals.states import MEMBER, PROPOSAL

register(
    Noun(
        PROPOSAL,
        Proposal,
        proposal.MAY,
        proposal.relations,
        proposal.visible_to,
        to_batch="challenge__batch",
        called=("receipt_number", "organisation__name"),
    )
)
register(Noun(MEMBER, Member, proposal.MEMBER_MAY, proposal.member_relations, proposal.members_visible_to))
takes("challenge", close=challenge_close.close, sort_out=challenge_close.sort_out)
takes("proposal", supplement_lapsed=supplement_lapsed)
