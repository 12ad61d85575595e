"""What the close of a challenge does to the proposals handed in: they are opened, and sorted out with it."""

from datetime import datetime

from accounts.acting import Acting
from challenges.core.gate import MassMove, moving, moving_many
from challenges.core.periods import day_of, working_days_later
from challenges.listing.actions.challenge_clock import lapse
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.models import Proposal
from challenges.proposals.states import SEALED, WITH_THE_FIRM, ProposalState


def close(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """End the applications and open everything that was handed in, in one transaction.

    A proposal whose firm has not confirmed the last material correction is not considered (`unconfirmed`); drafts and
    proposals still in their firm's own review have come too late.
    """
    with moving(challenge, "close", by=by, at=at) as move:
        handed_in = list(Proposal.objects.filter(challenge=challenge, state__in=SEALED))
        for proposal in handed_in:
            proposal.challenge = challenge
        moves = [move_of(proposal, challenge) for proposal in handed_in]
        moving_many(moves, "unseal", by=by, at=at)
        late = list(Proposal.objects.filter(challenge=challenge, state__in=WITH_THE_FIRM))
        for proposal in late:
            proposal.challenge = challenge
        moving_many([MassMove(proposal, ProposalState.EXPIRED) for proposal in late], "expire", by=by, at=at)
        opened = sum(one.target == ProposalState.OPENED for one in moves)
        move.facts |= {"opened": opened, "unconfirmed": len(moves) - opened, "expired": len(late)}
        move.facts["receipts"] = [[p.receipt_number, p.receipt_hash] for p in handed_in]


def move_of(proposal: Proposal, challenge: Challenge) -> MassMove:
    """Return whether a sealed proposal is opened, or falls away because a correction was not confirmed."""
    if proposal.edition >= challenge.material_edition:
        return MassMove(proposal, ProposalState.OPENED)
    return MassMove(proposal, ProposalState.EXPIRED, {"reason": "unconfirmed"})


def sort_out(challenge: Challenge, *, by: Acting, at: datetime) -> None:
    """Go on to the formal check of what was opened; nobody having applied, the challenge lapses with a notice."""
    with moving(challenge, "sort_out", by=by, at=at) as move:
        opened = Proposal.objects.filter(challenge=challenge, state=ProposalState.OPENED)
        count = opened.count()
        move.facts["proposals"] = count
        if count == 0:
            lapse(challenge, move, reason="申报截止时没有有效的申报书")
            return
        move.to(ChallengeState.QUALIFICATION)
        rules = challenge.rules_on(day_of(at))
        challenge.due_at = working_days_later(at, rules["qualification_days"], rules)
        opened.update(due_at=challenge.due_at)
