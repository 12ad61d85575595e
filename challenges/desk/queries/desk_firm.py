"""A firm's own desk: where its proposals stand, whose turn it is, and the invitations it has not answered."""

from dataclasses import dataclass
from datetime import datetime

from challenges.core.models.lifecycle import NEVER
from challenges.desk.queries.desk_contract import Place, places
from challenges.desk.queries.desk_task import MOST
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState as C
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.models import Member, Proposal
from challenges.proposals.states import MemberState
from challenges.proposals.states import ProposalState as P


@dataclass(frozen=True)
class Tracked:
    """One proposal of a firm on its desk: where it stands, whose turn, until when."""

    proposal: Proposal
    challenge: Challenge
    leader: bool
    stage: int
    turn: str
    due: datetime | None
    task: str
    # The contract, where one is to be signed.
    contract: int | None = None


# The eight boxes of the tracker: application, opening, formal check, review, choice, publicity, award, signing.
STAGE = {
    C.PUBLISHED: 0,
    C.ACCEPTING: 0,
    C.CLOSED: 1,
    C.QUALIFICATION: 2,
    C.EXPERT_REVIEW: 3,
    C.PROPOSED: 4,
    C.PUBLICITY: 5,
    C.OBJECTION: 5,
    C.AWARDED: 6,
    C.IN_PROGRESS: 6,
}
STAGES = 7


def tracked(viewer) -> list[Tracked]:
    """Return the firm's proposals, led or joined: what it must do first, then by deadline, what is over last."""
    rows = (
        proposal_access.visible_to(viewer)
        .filter(proposal_access.inside(viewer))
        .select_related("challenge", "challenge__lead", "organisation")
        .order_by("-updated_at")[:MOST]
    )
    standing = {place.contract.proposal_id: place for place in places(viewer)}
    found = [track(viewer, row, standing.get(row.pk)) for row in rows]
    return sorted(found, key=lambda one: (one.turn != "us", one.turn == "over", one.due is None, one.due or NEVER))


def track(viewer, proposal, contract: Place | None = None) -> Tracked:
    """Return where one proposal stands for its firm; with its `contract` while that is to be signed."""
    challenge = proposal.challenge
    stale = proposal.edition < challenge.material_edition
    turn, due, task = {
        P.DRAFT: ("us", challenge.closes_at, "write"),
        P.INTERNAL_REVIEW: ("us", challenge.closes_at, "sign"),
        P.SUBMITTED: ("us" if stale else "clock", challenge.closes_at, "confirm" if stale else "sealed"),
        P.OPENED: ("organiser", proposal.due_at, "checked"),
        P.SUPPLEMENT: ("us", proposal.due_at, "supply"),
        P.QUALIFIED: ("experts", challenge.due_at, "reviewed"),
        P.SCORED: ("lead", challenge.due_at, "chosen"),
        P.PROPOSED: ("public", challenge.publicity_ends_at, "publicity"),
        P.RESERVE: ("public", challenge.publicity_ends_at, "reserve"),
        P.SELECTED: ("us", challenge.due_at, "signing"),
        P.CONTRACTED: ("us", None, "work"),
    }.get(proposal.state, ("over", None, "over"))
    if contract is not None:
        turn, due, task = "us" if contract.ours else "lead", contract.due, contract.what
    if challenge.state in (C.WITHDRAWN, C.LAPSED):
        turn, due, task = "over", None, "over"
    return Tracked(
        proposal=proposal,
        challenge=challenge,
        leader=proposal.organisation_id == viewer.organisation_id,
        stage=STAGE.get(challenge.state, 0),
        turn=turn,
        due=due,
        task=task,
        contract=contract.contract.pk if contract else None,
    )


def invitations(viewer):
    """Return the consortium invitations that wait for the firm's answer."""
    if not viewer.organisation_id:
        return []
    return list(
        Member.objects.filter(
            organisation_id=viewer.organisation_id,
            leader=False,
            state=MemberState.INVITED,
            proposal__in=proposal_access.visible_to(viewer),
        ).select_related("proposal__challenge", "proposal__organisation")
    )
