"""What follows a contract that was not signed in time: its proposal is passed over, the next reserve moves up."""

from datetime import datetime

from accounts.acting import CLOCK, Acting
from challenges.award.actions.decision import write_down
from challenges.award.actions.objection import take_back
from challenges.award.models import Award, Choice, VoidReason
from challenges.contracts.actions.signing import release_reserves
from challenges.contracts.models import Acceptance, Contract
from challenges.contracts.states.contract import STANDING, UNSIGNED
from challenges.core.gate import moving
from challenges.core.periods import day_of, working_days_later
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState
from challenges.review.actions.result import lapse as lapse_challenge
from challenges.review.states.review import PanelState

# What stands in the place of a reason where the ranking alone decides who moves up.
MOVED_UP = "排名在前的单位逾期没有签约，按名次递补。"


def lapse(contract: Contract, *, by: Acting, at: datetime) -> Contract:
    """The clock ends a contract that was not signed by all in the time of the award.

    Its award is gone, its proposal passed over. Where no other contract of the challenge stands, the reserves move up
    by rank: they are chosen, and go through decision, publicity and award as the first did; without a reserve the
    challenge lapses. In a race that others have begun the slot stays empty.
    """
    with moving(contract, "lapse", by=by, at=at) as move:
        now = move.at
        contract.due_at = None
        contract.signatures.filter(voided_at=None).update(voided_at=now)
        Acceptance.objects.filter(version__contract=contract).delete()
        move.facts |= {"number": contract.number}
        proposal, challenge = contract.proposal, contract.proposal.challenge
        Award.objects.filter(proposal=proposal).delete()
        with moving(proposal, "pass_over", by=CLOCK, at=now) as step:
            step.facts["number"] = contract.number
        others = challenge.contracts.exclude(pk=contract.pk)
        if challenge.state == ChallengeState.AWARDED and not others.filter(state__in=STANDING).exists():
            hand_on(challenge, now)
        elif challenge.state == ChallengeState.IN_PROGRESS and not others.filter(state__in=UNSIGNED).exists():
            release_reserves(challenge, now)
    return contract


def hand_on(challenge: Challenge, at: datetime) -> None:
    """Let the best reserves move up into the empty slots, or the challenge lapse where there is none."""
    reserves = by_rank(challenge)
    with moving(challenge, "hand_on", by=CLOCK, at=at) as move:
        challenge.publicity_ends_at = challenge.feedback_at = challenge.feedback_due_at = None
        if not reserves:
            lapse_challenge(move, "中榜单位逾期没有签约，也没有备选单位")
            return
        move.to(ChallengeState.PROPOSED)
        rules = challenge.rules_on(day_of(at))
        challenge.due_at = working_days_later(at, rules["choice_days"], rules)
        take_back(challenge, at=at, why=VoidReason.UNSIGNED)
        chosen = reserves[: challenge.race_slots]
        Choice.objects.bulk_create(
            Choice(challenge=challenge, proposal_id=pk, slot=slot, rank=rank, reason=MOVED_UP, chosen_at=at)
            for slot, (pk, rank) in enumerate(chosen, 1)
        )
        write_down(challenge, by=CLOCK, at=at)
        move.facts["reserves"] = len(chosen)


def by_rank(challenge: Challenge) -> list[tuple[int, int]]:
    """Return the reserves of a challenge as (proposal, rank), best first."""
    panel = challenge.panels.filter(state__in=(PanelState.LOCKED, PanelState.REPORTED)).first()
    if panel is None:
        return []
    rows = panel.results.filter(round=panel.round, passed=True, proposal__state=ProposalState.RESERVE)
    return list(rows.order_by("rank", "proposal_id").values_list("proposal_id", "rank"))
