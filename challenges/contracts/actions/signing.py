"""The signing of a contract: in turn, by signers with authority at that second; with the last it is effective."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from accounts.actions.checking import understood
from accounts.typed import day, text
from challenges.contracts.actions.talks import back_to_talks, own_side, require_hash
from challenges.contracts.models import Contract, Signature
from challenges.contracts.queries.standing import next_to_sign, on_the_table, require_signable, shortfalls
from challenges.contracts.states.contract import UNSIGNED, ContractState
from challenges.core.gate import Invalid, MassMove, Moment, Move, Problem, Refused, moving, moving_many
from challenges.core.periods import day_of
from challenges.listing.models import Challenge
from challenges.listing.states import ChallengeState
from challenges.proposals.states import ProposalState

LONGEST_NUMBER = 60


def sign(contract: Contract, *, by: Acting, at: Moment, read: str, expected: int | None = None) -> Contract:
    """Sign the text on the table, the 军令状 with it, for the firm acted for. After the last side it is effective.

    `read` is the SHA-256 of what was read. Refused out of turn, twice, before the publicity has ended, while an
    objection holds the award up, and once the time is over; the gate refuses who may not bind the firm now. Raises
    Invalid where the SMEs have less of the money than the rules ask for.
    """
    with moving(contract, "sign", by=by, at=at, expected=expected) as move:
        require_signable(contract, move.at)
        party, version = own_side(contract, by), on_the_table(contract)
        require_hash(version, read)
        if contract.signatures.filter(party=party, voided_at=None).exists():
            raise Refused(_("贵方已经签署。"), code="signed")
        turn = next_to_sign(contract)
        if turn is not None and turn.pk != party.pk:
            said = _("须由“%(firm)s”先签署。") % {"firm": turn.organisation.name}
            raise Refused(said, code="not_your_turn")
        problems = shortfalls(contract, move.at)
        if problems:
            raise Invalid(problems)
        Signature.objects.create(
            contract=contract,
            version=version,
            party=party,
            by=by.user,
            capacity=by.capacity,
            sha256=version.sha256,
            at=move.at,
        )
        move.facts |= {
            "number": contract.number,
            "version": version.number,
            "sha256": version.sha256,
            "firm": party.organisation.name,
        }
        move.to(ContractState.SIGNING)
        if next_to_sign(contract) is None:
            take_effect(contract, move)
    return contract


def take_effect(contract: Contract, move: Move) -> None:
    """Let the contract be effective: its proposal is contracted, its challenge under way with the first of them."""
    move.to(ContractState.EFFECTIVE)
    move.facts["effective"] = True
    contract.effective_at, contract.due_at = move.at, None
    proposal, challenge = contract.proposal, contract.proposal.challenge
    with moving(proposal, "contract", by=CLOCK, at=move.at) as step:
        step.facts["number"] = contract.number
    if challenge.state == ChallengeState.AWARDED:
        with moving(challenge, "begin_work", by=CLOCK, at=move.at) as step:
            challenge.due_at = None
            step.facts["number"] = contract.number
    others = challenge.contracts.filter(state__in=UNSIGNED).exclude(pk=contract.pk)
    if not others.exists():
        release_reserves(challenge, move.at)


def release_reserves(challenge: Challenge, at: datetime) -> None:
    """Tell the reserves that no slot is left for them: all contracts of the challenge are signed, or past signing."""
    reserves = challenge.proposals.filter(state=ProposalState.RESERVE).order_by("id")
    moves = []
    for proposal in reserves:
        proposal.challenge = challenge
        moves.append(MassMove(proposal, ProposalState.NOT_SELECTED))
    moving_many(moves, "release", by=CLOCK, at=at)


def signing_over(contract: Contract, *, by: Acting, at: datetime) -> Contract:
    """The clock takes a text that was not signed by all in its days back to the talks; signatures come to nothing."""
    with moving(contract, "signing_over", by=by, at=at) as move:
        back_to_talks(contract, move.at)
        move.facts["number"] = contract.number
    return contract


def register_contract(
    contract: Contract,
    *,
    by: Acting,
    at: Moment,
    number: str,
    registered_on: date,
    expected: int | None = None,
) -> Contract:
    """A side adds, or corrects, under which number and when the contract was registered as a technical contract.

    It changes nothing that was signed, and takes no second signature. Source: 技术合同认定登记管理办法.
    """
    with moving(contract, "register_contract", by=by, at=at, expected=expected) as move:
        problems: list[Problem] = []
        said = text.line(number)
        if not said:
            problems.append(Problem("number", _("请填写登记编号。"), "required"))
        elif len(said) > LONGEST_NUMBER:
            words = _("最多 %(longest)s 个字，现在是 %(length)s 个。")
            facts = {"longest": LONGEST_NUMBER, "length": len(said)}
            problems.append(Problem("number", words % facts, "too_long"))
        understood(problems, "registered_on", day.past, registered_on, today=day_of(move.at))
        if problems:
            raise Invalid(problems)
        contract.registration_number, contract.registered_on = said, registered_on
        move.facts |= {"number": contract.number, "registration": said, "on": registered_on.isoformat()}
    return contract
