"""What waits for the signature of an organisation: its needs, its proposals, and the consortia it was asked into."""

from dataclasses import dataclass

from django.db.models import F, Q

from accounts.acting import CLOCK, Acting
from accounts.lent import lends
from accounts.models import Organisation
from challenges.listing.access import challenge
from challenges.listing.models import Challenge
from challenges.listing.states import OPEN
from challenges.listing.states import ChallengeState as C
from challenges.proposals.access import proposal
from challenges.proposals.states import MemberState
from challenges.proposals.states import ProposalState as P


@dataclass(frozen=True)
class Unsigned:
    """One matter that waits for a signature: `what` is the act, as desks name it; its challenge and its page."""

    what: str
    challenge: Challenge
    url: str


@lends("organisation", "unsigned")
def unsigned(organisation: Organisation, viewer: Acting = CLOCK) -> list[Unsigned]:
    """Return what waits for this organisation's signature now, what is due first before.

    Of it a `viewer` is told what they may see; who counts what waits, as an act does, asks for all.
    """
    funds = Q(state=C.PENDING_PUBLISH, funds_confirmed_at=None)
    needs = challenge.visible_to(viewer).filter(Q(state=C.INTERNAL_REVIEW) | funds, lead=organisation)
    found = [
        Unsigned("approve" if row.state == C.INTERNAL_REVIEW else "funds", row, f"/challenges/{row.pk}/work/")
        for row in needs.order_by("due_at", "pk")
    ]
    open_ones = {"challenge__state__in": OPEN}
    stale = Q(state=P.SUBMITTED, edition__lt=F("challenge__material_edition"))
    written = proposal.visible_to(viewer).filter(
        Q(state=P.INTERNAL_REVIEW) | stale, organisation=organisation, **open_ones
    )
    for row in written.select_related("challenge").order_by("challenge__closes_at", "pk"):
        what = "sign" if row.state == P.INTERNAL_REVIEW else "confirm"
        found.append(Unsigned(what, row.challenge, f"/proposals/{row.pk}/"))
    asked = proposal.members_visible_to(viewer).filter(
        organisation=organisation, state=MemberState.INVITED, proposal__challenge__state__in=OPEN
    )
    for member in asked.select_related("proposal__challenge").order_by("proposal__challenge__closes_at", "pk"):
        found.append(Unsigned("join", member.proposal.challenge, f"/proposals/{member.proposal_id}/"))
    return found
