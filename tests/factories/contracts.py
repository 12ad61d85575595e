"""Contracts for tests: drafted by the system for a proposal that was awarded, and walked on by real actions."""

from decimal import Decimal

from challenges.award.models import Award
from challenges.contracts.actions import drafting, signing, talks
from challenges.listing.models import Challenge, Deliverable, PaymentPart, PlannedMilestone
from challenges.proposals.models import Member

from .accounts import OrganisationFactory, acting
from .challenges import DAY, NOW, IndicatorFactory, accepting_challenge
from .proposals import complete_proposal

# When the award was given.
AWARDED = NOW + 40 * DAY
PARTS = (("任务书生效", "30"), ("中试通过", "40"), ("验收通过", "30"))


def awarded(slots=1, members=(), **fields):
    """Return the awarded proposals of a challenge, first slot first; `members` are (kind, share) beside each leader."""
    race = {"race_slots": slots, "race_milestone": 1} if slots > 1 else {}
    challenge = accepting_challenge(
        **{
            "state": "awarded",
            "due_at": AWARDED + 30 * DAY,
            "closes_at": NOW + DAY,
            "publicity_ends_at": AWARDED - DAY,
            "contact_name": "韩牧之",
            "contact_phone": "024-55550102",
            "ip_improvements": "maker",
            **race,
            **fields,
        }
    )
    IndicatorFactory(
        challenge=challenge, name="球形度", unit="", comparator="ge", target=Decimal("0.9"), mandatory=False
    )
    for position, (node, percent) in enumerate(PARTS, 1):
        PaymentPart.objects.create(challenge=challenge, position=position, node=node, percent=Decimal(percent))
    Deliverable.objects.create(challenge=challenge, position=1, kind="report", text="中试报告")
    for position, (name, month) in enumerate((("中试", 6), ("验收", 12)), 1):
        PlannedMilestone.objects.create(challenge=challenge, position=position, name=name, due_month=month)
    found = []
    for slot in range(1, slots + 1):
        proposal = complete_proposal(challenge, state="selected")
        join(proposal, members)
        Award.objects.create(
            challenge=challenge, proposal=proposal, slot=slot, awarded_at=AWARDED, sign_by=AWARDED + 30 * DAY
        )
        found.append(proposal)
    return found


def join(proposal, members):
    """Let firms stand beside the leader of a proposal."""
    for kind, share in members:
        Member.objects.create(
            proposal=proposal,
            organisation=OrganisationFactory(kind=kind),
            task="测试",
            share=Decimal(share),
            state="confirmed",
            confirmed_at=NOW,
            created_at=NOW,
            updated_at=NOW,
        )
    rest = 100 - sum(Decimal(share) for _kind, share in members)
    proposal.members.filter(leader=True).update(share=rest)


def drafted(at=AWARDED, slots=1, members=(), **fields):
    """Return a contract in its draft: the first of them in a race."""
    contracts = [
        drafting.draft(proposal.challenge, proposal, slot=slot, sign_by=AWARDED + 30 * DAY, at=at)
        for slot, proposal in enumerate(awarded(slots, members, **fields), 1)
    ]
    return contracts[0]


def version_of(contract):
    """Return the text on the table."""
    return contract.versions.order_by("-number").first()


def to_be_signed(at=AWARDED, **more):
    """Return a contract whose draft both sides accepted."""
    contract = drafted(**more)
    read = version_of(contract).sha256
    for by in (lead(contract), sme(contract)):
        talks.accept_text(contract, by=by, at=at, read=read)
    return contract


def signed(contract=None, at=AWARDED, **more):
    """Return a contract that both sides have signed."""
    contract = contract or to_be_signed(**more)
    read = version_of(contract).sha256
    for by in (sme(contract, "signer"), lead(contract, "signer")):
        signing.sign(contract, by=by, at=at, read=read)
    return contract


def in_state(state, **more):
    """Return a contract in a state, without the walk there; an effective one since the day of the award."""
    contract = drafted(**more)
    contract.state = state
    if state == "effective":
        contract.due_at, contract.effective_at = None, AWARDED
        Challenge.objects.filter(pk=contract.challenge_id).update(state="in_progress", due_at=None)
        contract.challenge.refresh_from_db()
    contract.save()
    return contract


def sme(contract, *roles):
    """Return somebody of the firm that took the challenge."""
    return acting(contract.proposal.organisation, *(roles or ("handler",)))


def lead(contract, *roles):
    """Return somebody of the lead firm."""
    return acting(contract.challenge.lead, *(roles or ("handler",)))


def organiser(contract, *roles):
    """Return somebody of the organiser."""
    return acting(contract.challenge.organiser, *(roles or ("batch_admin",)))
