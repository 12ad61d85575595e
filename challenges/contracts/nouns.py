"""The nouns of what follows the award: the contract."""

from challenges.contracts.access import contract
from challenges.contracts.actions import award_following, contract_recount, lapsing, signing  # noqa: F401
from challenges.contracts.models import Contract
from challenges.contracts.states.contract import CONTRACT
from challenges.core.noun import Noun, lends, register, takes

register(
    Noun(
        CONTRACT,
        Contract,
        contract.MAY,
        contract.relations,
        contract.visible_to,
        to_batch="challenge__batch",
        called=("number",),
    )
)
takes("contract", signing_over=signing.signing_over, lapse=lapsing.lapse)


@lends("contract", "concerns")
def concerned(row):
    """Return the challenge of a contract."""
    return [row.challenge]
