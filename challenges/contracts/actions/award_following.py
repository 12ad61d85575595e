"""With the award every winner gets the draft of a contract."""

from challenges.award.models import Award
from challenges.contracts.actions.drafting import draft
from challenges.core.gate import Move, after


@after("challenge.award")
def draft_contracts(move: Move) -> None:
    """Draft a contract for each slot that was awarded, in the transaction of the award."""
    challenge = move.subject
    for row in Award.objects.filter(challenge=challenge).select_related("proposal__organisation").order_by("slot"):
        row.proposal.challenge = challenge
        draft(challenge, row.proposal, slot=row.slot, sign_by=row.sign_by, at=move.at)
